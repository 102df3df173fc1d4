"""Starting servers side by side, and running a command beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from deploy.terminal import Refusal, run_child
from deploy.test_servers.elasticsearch import elasticsearch
from deploy.test_servers.needs import NEEDS, ensure_installed
from deploy.test_servers.postgres import postgres
from deploy.test_servers.server import Server

SERVERS: dict[str, tuple[str, Callable[[], AbstractContextManager[Server]]]] = {
    "elasticsearch": ("TEST_ELASTICSEARCH_URL", elasticsearch),
    "postgres": ("TEST_POSTGRES_URL", postgres),
}
"""{name: (variable that holds the URL, how to start it)}; the slowest to start comes first."""


def main() -> None:
    """Install what is missing, start the servers, run the command, stop the servers."""
    names, command = asked(sys.argv[1:])
    ensure_installed(names)
    with running(*names) as urls:
        code = run_child(command, env=os.environ | urls)
    if code:
        sys.exit(code if code > 0 else 1)


def asked(arguments: list[str]) -> tuple[list[str], list[str]]:
    """(names of what is needed, the command) of `NAME… -- COMMAND…`."""
    end = arguments.index("--") if "--" in arguments else 0
    names, command = arguments[:end], arguments[end + 1 :]
    if not names or not command or set(names) - set(NEEDS):
        raise Refusal(f"Usage: python -m deploy.test_servers {{{'|'.join(NEEDS)}}}… -- COMMAND…")
    return names, command


@contextmanager
def running(*names: str) -> Iterator[dict[str, str]]:
    """The servers among these names, started side by side and ready; gives {variable: URL}."""
    with ExitStack() as stack:
        started = {
            variable: stack.enter_context(start()) for name, (variable, start) in SERVERS.items() if name in names
        }
        for server in started.values():
            server.wait_until_ready()
        yield {variable: server.url for variable, server in started.items()}
