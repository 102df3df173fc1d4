"""A migrated, empty database that no test wraps in a transaction: for writers that run side by side, and for kills.

The log refuses to be emptied, so tests that really commit cannot share the suite's database.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests import portal_process


class OwnPortal:
    """Commands and scripts in processes of their own."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self._folder, self._settings = folder, settings

    def manage(self, *command: str) -> str:
        """A management command's output. Raises on failure."""
        return portal_process.manage(self._folder, *command, **self._settings)

    def run(self, script: str) -> str:
        """What a script prints that runs in the portal. Raises on failure."""
        return self.manage("shell", "-v", "0", "-c", script)

    def start(self, script: str) -> subprocess.Popen[bytes]:
        """A script that runs in the portal beside others."""
        command = [sys.executable, str(portal_process.ROOT / "manage.py"), "shell", "-v", "0", "-c", script]
        return subprocess.Popen(command, env=portal_process.environment(self._folder, **self._settings))


@contextmanager
def ready(folder: Path, vendor: str) -> Iterator[OwnPortal]:
    """On PostgreSQL in a database that goes afterwards."""
    if vendor != "postgresql":
        yield _migrated(folder, {})
        return
    import psycopg

    url, name = os.environ["TEST_POSTGRES_URL"], f"portal_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield _migrated(folder, {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()})
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrated(folder: Path, settings: dict[str, str]) -> OwnPortal:
    portal = OwnPortal(folder, settings)
    portal.manage("migrate", "--verbosity", "0")
    return portal
