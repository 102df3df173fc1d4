"""A migrated, empty database that no test wraps in a transaction: for writers that run side by side, and for kills.

The log refuses to be emptied, so tests that really commit cannot share the suite's database.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests import portal_process

_UNTIL_THE_END = ExitStack()
atexit.register(_UNTIL_THE_END.close)


class OwnPortal:
    """Scripts in processes of their own, forked from one that is set up once."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        environment = portal_process.environment(folder, **settings, DJANGO_SETTINGS_MODULE="config.settings")
        self._folder, self._count = folder, count()
        self._setter_up = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            env=environment,
            cwd=portal_process.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def manage(self, *command: str) -> str:
        """A management command's output. Raises on failure."""
        return self.run(f"from django.core.management import call_command; call_command(*{command!r})")

    def run(self, script: str) -> str:
        """What a script prints that runs in the portal. Raises on failure."""
        running = self.start(script)
        assert running.wait() == 0, running.printed()
        return running.printed()

    def start(self, script: str) -> "Running":
        """A script that runs in the portal beside others."""
        output = self._folder / f"script-{next(self._count)}.txt"
        return Running(self._ask, self._ask(run=script, output=str(output)), output)

    def end(self) -> None:
        self._setter_up.communicate()
        assert self._setter_up.returncode == 0

    def _ask(self, **asked: Any) -> int:
        assert self._setter_up.stdin and self._setter_up.stdout
        print(json.dumps(asked), file=self._setter_up.stdin, flush=True)
        return int(self._setter_up.stdout.readline())


@dataclass(frozen=True)
class Running:
    ask: Callable[..., int]
    pid: int
    output: Path

    def wait(self) -> int:
        """The exit code; below zero the signal that killed it."""
        return self.ask(wait=self.pid)

    def printed(self) -> str:
        return self.output.read_text("utf-8")


@contextmanager
def ready(folder: Path, vendor: str) -> Iterator[OwnPortal]:
    """A copy of what was migrated once for all; on PostgreSQL in a database that goes afterwards."""
    if vendor != "postgresql":
        shutil.copytree(migrated_folder(), folder, dirs_exist_ok=True)
        yield from _started(folder, {})
        return
    with database(migrated()) as url:
        yield from _started(folder, {"DATABASE_URL": url})


def _started(folder: Path, settings: dict[str, str]) -> Iterator[OwnPortal]:
    portal = OwnPortal(folder, settings)
    try:
        yield portal
    finally:
        portal.end()


@cache
def migrated_folder() -> Path:
    """The folder of a portal on SQLite that is migrated and otherwise empty; to be copied."""
    folder = Path(_UNTIL_THE_END.enter_context(tempfile.TemporaryDirectory(prefix="portal-")))
    portal_process.manage(folder, "migrate", "--verbosity", "0")
    return folder


@cache
def migrated() -> str:
    """The name of a migrated and otherwise empty database on the server that TEST_POSTGRES_URL names."""
    url = _UNTIL_THE_END.enter_context(database())
    with tempfile.TemporaryDirectory() as folder:
        portal_process.manage(Path(folder), "migrate", "--verbosity", "0", DATABASE_URL=url)
    return urlsplit(url).path.strip("/")


@contextmanager
def database(copied: str = "template1") -> Iterator[str]:
    """The address of a new database on that server, a copy of the one named, dropped at the end."""
    name = f"portal_{uuid.uuid4().hex[:10]}"
    with server() as postgres:
        postgres.execute(f'CREATE DATABASE {name} TEMPLATE "{copied}"')
    try:
        yield urlsplit(os.environ["TEST_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    finally:
        with server() as postgres:
            postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def server() -> psycopg.Connection:
    """A connection to it, for making databases and dropping them."""
    return psycopg.connect(os.environ["TEST_POSTGRES_URL"], autocommit=True)
