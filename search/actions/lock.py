"""One writer of the index at a time, in all processes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

LOCK = 7_412_002


@contextmanager
def alone() -> Iterator[None]:
    """A transaction that no other writer of the index shares; SQLite's transactions are that by themselves.

    Whoever is in it waits for no row that another transaction may hold, so two never wait crosswise.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield
