"""Reads of releases: which one a page shows, when the next is due, whether it is late."""

import datetime as dt
from dataclasses import dataclass

from core import clock, province
from datasets import days
from datasets.models import HeldSlot, Pointer, Release

MOST_SECONDS_KEPT = 60
"""An extra release may come at any moment."""


@dataclass(frozen=True)
class ReleaseLine:
    """What a page says of its release; times are aware, in Asia/Ho_Chi_Minh.

    `held_until`: the slot that is due waits for figures until then. `fresh_seconds`: for how long these words hold.
    `preview`: the word of the link, where the release is only staged and shown before its slot.
    """

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
    held_until: dt.datetime | None = None
    fresh_seconds: int = 0
    preview: str = ""


def release_line(number: int | None = None) -> ReleaseLine | None:
    """The release with that number, by default the newest; None before the first.

    Raises `LookupError` for a number that is not published.
    """
    newest = Release.objects.filter(number__in=Pointer.objects.values("number")).first()
    if newest is None and number is None:
        return None
    latest = newest.number if newest else 0
    if newest and number in (None, latest):
        return _line(newest, latest)
    if number is None or not 1 <= number < latest:
        raise LookupError(f"không có bản công bố số {number}")
    return _line(Release.objects.get(number=number), latest)


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


def preview_line(release: Release, word: str) -> ReleaseLine:
    """Of a release that is only staged: as if it had come out, to whoever has the word of the link."""
    slot, due = days.slot_label(release.slot), slot_time(release.day, release.slot)
    return ReleaseLine(
        number=release.number,
        date=release.date,
        slot=slot,
        slot_label=slot,
        published_at=release.staged_at.astimezone(clock.ZONE),
        next_due_at=due,
        late=False,
        minutes_late=None,
        as_of=False,
        kind=release.kind,
        latest_number=release.number,
        preview=word,
    )


def minutes_late(release: Release) -> int | None:
    """How long after its slot an ordinary release came, where that is more than the province tolerates."""
    if release.kind != Release.Kind.ORDINARY or release.published_at is None:
        return None
    overdue = release.published_at - slot_time(release.day, release.slot)
    return int(overdue.total_seconds() // 60) if overdue > _grace() else None


def _line(release: Release, latest: int) -> ReleaseLine:
    due_slot = slot_after(*_newest_slot(latest))
    due, now = slot_time(*due_slot), clock.now()
    held = _held_until(due_slot) if now >= due else None
    late = now - max(due, held or due) > _grace()
    slot = province.current().slots[release.slot]
    return ReleaseLine(
        number=release.number,
        date=release.date,
        slot=slot,
        slot_label=slot,
        published_at=(release.published_at or release.staged_at).astimezone(clock.ZONE),
        next_due_at=due,
        late=late,
        minutes_late=int((now - due).total_seconds() // 60) if late else None,
        as_of=release.number != latest,
        kind=release.kind,
        latest_number=latest,
        held_until=held if held and now < held else None,
        fresh_seconds=_fresh_seconds(now, due, held),
    )


def _grace() -> dt.timedelta:
    return dt.timedelta(minutes=province.current().thresholds.late_minutes)


def _held_until(slot: tuple[int, int]) -> dt.datetime | None:
    until = HeldSlot.objects.filter(day=slot[0], slot=slot[1]).values_list("until", flat=True).first()
    return until and until.astimezone(clock.ZONE)


def _fresh_seconds(now: dt.datetime, due: dt.datetime, held: dt.datetime | None) -> int:
    """Whole seconds until the words change by themselves: at the slot, when the hold or the grace ends, and then
    with every minute that it is late."""
    ends = max(due, held or due) + _grace()
    changes = [moment for moment in (due, held or due, ends) if moment > now]
    rest = (min(changes) - now).total_seconds() if changes else 60 - (now - due).total_seconds() % 60
    return min(int(rest), MOST_SECONDS_KEPT)


def _newest_slot(latest: int) -> tuple[int, int]:
    known = Release.objects.filter(number__lte=latest).order_by("-day", "-slot")
    return known.values_list("day", "slot")[:1].get()
