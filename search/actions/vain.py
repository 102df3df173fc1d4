"""Counting what people looked for in vain, and forgetting it in time."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F

from core import clock
from search.models import VainSearch

DAYS_KEPT = 90
MOST_A_DAY = 2_000
"""Different texts of one day: whoever types at random fills no more than that."""
MILLISECONDS_TO_WAIT = 200


def count(texts: Mapping[str, int]) -> None:
    """Add so many searches to today's, in four queries; new texts only while there is room.

    Raises `DatabaseError` where another writer is not done soon.
    """
    today = clock.today()
    with _impatient(), transaction.atomic():
        _make_room_for(texts, today)
        rows = list(VainSearch.objects.filter(day=today, text__in=texts).order_by("text"))
        for row in rows:
            row.times, row.occasions = F("times") + texts[row.text], F("occasions") + 1
        VainSearch.objects.bulk_update(rows, ["times", "occasions"])


def forget_old() -> int:
    """Take away what is older than is kept; gives how many rows."""
    return VainSearch.objects.filter(day__lt=first_day_kept()).delete()[0]


def first_day_kept() -> dt.date:
    return clock.today() - dt.timedelta(days=DAYS_KEPT - 1)


def _make_room_for(texts: Mapping[str, int], day: dt.date) -> None:
    """Rows that count nothing yet, for those that have none."""
    of_day = VainSearch.objects.filter(day=day)
    known = set(of_day.filter(text__in=texts).values_list("text", flat=True))
    new = [text for text in texts if text not in known]
    room = max(MOST_A_DAY - of_day.count(), 0) if new else 0
    VainSearch.objects.bulk_create((VainSearch(day=day, text=text) for text in new[:room]), ignore_conflicts=True)


@contextmanager
def _impatient() -> Iterator[None]:
    """Within it nobody is waited for longer than a moment."""
    wait, usual = (
        (f"PRAGMA busy_timeout = {MILLISECONDS_TO_WAIT}", f"PRAGMA busy_timeout = {_usual_wait()}")
        if connection.vendor == "sqlite"
        else (f"SET lock_timeout = {MILLISECONDS_TO_WAIT}", "SET lock_timeout = DEFAULT")
    )
    _run(wait)
    try:
        yield
    finally:
        _run(usual)


def _usual_wait() -> int:
    return int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1_000)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
