"""Days and slots as facts store them: small integers, a third of a date's bytes."""

import datetime as dt

from django.db.models.expressions import Combinable

from core import province

FIRST_DAY = dt.date(2020, 1, 1)
LAST_DAY = FIRST_DAY + dt.timedelta(days=32_000)
BLOCK = 30
OPENING = -BLOCK
"""Before the calendar: under this day sums of blocks and corrections keep what was counted before the season."""
OPENING_NAME = "số dư đầu mùa dịch"
"""What stands in the place of its day."""


def number(date: dt.date) -> int:
    """Days since 2020-01-01."""
    return (date - FIRST_DAY).days


def date(day: int) -> dt.date:
    """The date of a day number."""
    return FIRST_DAY + dt.timedelta(days=day)


def slot_label(slot: int | Combinable) -> str:
    """`18:00`, as the province's data names its slots; any other number, or an expression, as it is."""
    slots = province.current().slots
    return slots[slot] if isinstance(slot, int) and 0 <= slot < len(slots) else str(slot)


def slot_name(slot: int) -> str:
    """`18:00`; a published slot beyond the province's present list counts as its last."""
    slots = province.current().slots
    return slots[min(slot, len(slots) - 1)]


def block(day: int) -> int:
    """The first day of the 30-day block that holds `day`."""
    return day - day % BLOCK
