"""Holding a slot back while figures that the province needs are missing."""

import datetime as dt

from core import clock, province
from core.problems import Refused
from core.release_rules import HOLD
from datasets.models import HeldSlot
from datasets.selectors.coverage import Coverage, Owed, coverage
from datasets.selectors.releases import slot_time

MOST_NAMED = 3


def refuse_while_held(day: int, slot: int, *, noted: bool = True) -> None:
    """Raises `Refused` while the province's rule holds the slot, and notes it (unless one only tries)
    for the pages to say until when.

    When the hold ends, or nothing that is needed is missing any more, the slot goes out with what there is.
    """
    rules = province.current().release
    until = slot_time(day, slot) + dt.timedelta(minutes=rules.hold_minutes)
    if rules.when_missing != HOLD or clock.now() >= until:
        return
    found = coverage(day, slot)
    lacking = found.lacks(rules)
    if lacking and noted:
        _note(found, until)
    if lacking:
        raise Refused(f"Tạm giữ đến {until:%H:%M} vì còn thiếu số liệu của {_named(lacking)}.")


def _note(found: Coverage, until: dt.datetime) -> None:
    HeldSlot.objects.get_or_create(
        day=found.day,
        slot=found.slot,
        defaults={"until": until, "noted_at": clock.now(), "missing": found.gaps()["units"]},
    )


def _named(lacking: list[Owed]) -> str:
    names = sorted({owed.unit.name for owed in lacking})
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" và {more} đơn vị khác" if more > 0 else "")
