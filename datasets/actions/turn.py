"""Whose turn it is to publish: one process or thread at a time, and a killed one's turn ends with it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from core.known import known
from core.problems import Refused

LOCK = 3_691_4168
"""Number of the advisory lock; PostgreSQL keeps one set for each database."""


@contextmanager
def one_publisher() -> Iterator[None]:
    """Raises `Refused` while another prepares a release of this database."""
    taken = _by_the_server if connection.vendor == "postgresql" else _by_a_file
    with taken() as free:
        if not free:
            raise Refused("Một bản công bố khác đang được thực hiện; xin thử lại sau ít phút.")
        yield


@contextmanager
def _by_the_server() -> Iterator[bool]:
    """A transaction of its own connection holds the lock, so that the work's own transactions stay short. It comes
    from no pool: publishers that each hold one connection and wait there for a second would wait for each other."""
    guard = connection.copy()
    guard.settings_dict["OPTIONS"].pop("pool", None)
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            free = cursor.fetchone()[0]
        yield free
    finally:
        guard.close()


@contextmanager
def _by_a_file() -> Iterator[bool]:
    """SQLite's database lies on one machine, and so does the lock."""
    path = Path(settings.PREPARED_DIR) / f"{known().instance}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
