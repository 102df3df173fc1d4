"""One writer of the index at a time, in all processes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from search.engines.base import EngineUnavailable

LOCK = 7_412_002
ALWAYS = 0


@contextmanager
def alone(milliseconds: int = ALWAYS) -> Iterator[None]:
    """A transaction that no other writer of the index shares; SQLite's transactions are that by themselves.

    Whoever is in it waits for no row that another transaction may hold, so two never wait crosswise. Raises
    `EngineUnavailable` if another writer is not done in so many milliseconds.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            _lock(milliseconds)
        yield


def _lock(milliseconds: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {milliseconds:d}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        raise EngineUnavailable("another writer of the index is not done yet") from error
