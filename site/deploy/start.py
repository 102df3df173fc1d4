"""`make run`: from a bare clone to a portal on http://127.0.0.1:PORT.

Started by the machine's own Python, so it uses the standard library only; what needs the installed
packages runs in the environment (`deploy.prepare`, then granian).
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy import environment
from deploy.terminal import Refusal, run_child, run_plainly, say

HOST = "127.0.0.1"
DATA_BYTES = 300_000_000


def main() -> None:
    """Check what is cheap to check, then install, prepare the data and become the server."""
    root = environment.ROOT
    port = port_of(os.environ)
    province = province_of(os.environ, root)
    check_port(port)
    with prepared_by_one(root):
        python = environment.ensure(environment.RUNTIME, root)
        environment.check_disk(root, DATA_BYTES)
        prepare(python, root, province)
    check_port(port)
    serve(python, root, port, province)


def port_of(variables: Mapping[str, str]) -> int:
    """The port that PORT names, 8000 without it."""
    text = variables.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Refusal(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def province_of(variables: Mapping[str, str], root: Path) -> str:
    """The province that PROVINCE names, Nghệ An without it; it must have a folder in `provinces/`."""
    slug = variables.get("PROVINCE") or "nghe-an"
    known = sorted(path.parent.name for path in root.glob("provinces/*/province.toml"))
    if not re.fullmatch(r"[a-z0-9-]+", slug) or slug not in known:
        raise Refusal(f"There is no province {slug!r}: PROVINCE can be {', '.join(known) or 'nothing yet'}.")
    return slug


def check_port(port: int) -> None:
    """Refuse a port that another program holds or that this user may not open."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sentence = f"Port {port} is in use: stop the program that holds it, or choose another one: "
            elif error.errno == errno.EACCES:
                sentence = f"This user may not open port {port}: choose one above 1023: "
            else:
                raise
            raise Refusal(sentence + "make run PORT=8001") from error


@contextmanager
def prepared_by_one(root: Path) -> Iterator[None]:
    """Let one `make run` at a time install and load in this folder; a second one waits its turn."""
    folder = root / "var"
    folder.mkdir(exist_ok=True)
    with (folder / "prepare.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another `make run` in this folder to finish preparing …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def portal_environment(root: Path, province: str) -> dict[str, str]:
    """The present variables, with the portal's code importable; an empty DATABASE_URL is as good as none."""
    path = os.pathsep.join((str(root), str(root / "site")))
    variables = dict(os.environ, PYTHONPATH=path, PROVINCE=province)
    if not variables.get("DATABASE_URL"):
        variables.pop("DATABASE_URL", None)
    return variables


def prepare(python: Path, root: Path, province: str) -> None:
    """Bring data and static files up to date; the step has said what is wrong when it fails."""
    command = [str(python), "-m", "deploy.prepare", province]
    code = run_child(command, cwd=root, env=portal_environment(root, province))
    if code:
        sys.exit(code if code > 0 else 1)


def serve(python: Path, root: Path, port: int, province: str) -> None:
    """Replace this process by the web server, so that Ctrl-C and signals reach it directly."""
    say(f"The portal is starting on http://{HOST}:{port}/ (Ctrl-C stops it).")
    listen = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--blocking-threads", "2"]
    # A worker that is still loading misses the signal to stop; granian must not wait for it forever.
    options = [*listen, "--workers-kill-timeout", "5s", "--log-level", "warning"]
    command = [str(python), "-m", "granian", *options, "config.wsgi:application"]
    os.chdir(root)
    # No timer stands beside this server, so it publishes at the slots itself.
    variables = {"PUBLISHES_ITSELF": "true"} | portal_environment(root, province)
    os.execve(str(python), command, variables)


if __name__ == "__main__":
    run_plainly(main)
