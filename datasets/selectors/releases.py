"""Reads of releases: which one a page shows, when the next is due, whether it is late."""

import datetime as dt
from dataclasses import dataclass

from core import clock, province
from datasets import days
from datasets.models import Release
from datasets.selectors.figures import published


@dataclass(frozen=True)
class ReleaseLine:
    """What a page says of its release; times are aware, in Asia/Ho_Chi_Minh."""

    number: int
    date: dt.date
    slot: str
    slot_label: str
    published_at: dt.datetime
    next_due_at: dt.datetime
    late: bool
    minutes_late: int | None
    as_of: bool
    kind: str
    latest_number: int


def release_line(number: int | None = None) -> ReleaseLine | None:
    """The release with that number, by default the newest; None before the first.

    Raises `LookupError` for a number that is not published.
    """
    latest = published()
    if number is None and latest == 0:
        return None
    wanted = latest if number is None else number
    if not 1 <= wanted <= latest:
        raise LookupError(f"không có bản công bố số {wanted}")
    return _line(Release.objects.get(number=wanted), latest)


def slot_time(day: int, slot: int) -> dt.datetime:
    """The moment at which a slot is due."""
    hour = dt.time.fromisoformat(province.current().slots[slot])
    return dt.datetime.combine(days.date(day), hour, tzinfo=clock.ZONE)


def newest_slot_passed(moment: dt.datetime) -> tuple[int, int]:
    """(day, slot) of the newest slot that is due at `moment`."""
    today = days.number(moment.date())
    passed = [slot for slot in range(len(province.current().slots)) if slot_time(today, slot) <= moment]
    return (today, passed[-1]) if passed else (today - 1, len(province.current().slots) - 1)


def slot_after(day: int, slot: int) -> tuple[int, int]:
    """The slot that follows."""
    return (day, slot + 1) if slot + 1 < len(province.current().slots) else (day + 1, 0)


def _line(release: Release, latest: int) -> ReleaseLine:
    due = slot_time(*slot_after(*_newest_slot(latest)))
    grace = dt.timedelta(minutes=province.current().thresholds.late_minutes)
    overdue = clock.now() - due
    slot = province.current().slots[release.slot]
    return ReleaseLine(
        number=release.number,
        date=release.date,
        slot=slot,
        slot_label=slot,
        published_at=(release.published_at or release.staged_at).astimezone(clock.ZONE),
        next_due_at=due,
        late=overdue > grace,
        minutes_late=int(overdue.total_seconds() // 60) if overdue > grace else None,
        as_of=release.number != latest,
        kind=release.kind,
        latest_number=latest,
    )


def _newest_slot(latest: int) -> tuple[int, int]:
    known = Release.objects.filter(number__lte=latest).order_by("-day", "-slot")
    return known.values_list("day", "slot")[:1].get()
