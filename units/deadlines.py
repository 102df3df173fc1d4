"""Until when a duty is to be done: by its frequency, and by the deadline rule that it may have within it.

The rule is one short word, as `duties.csv` and the admin's form have it; empty is the end of the period:

- every slot: `30`, so many minutes before the slot;
- daily: `16:00`, the hour of the day;
- monthly: `25`, the day of the month, whole;
- on change: none.
"""

import datetime as dt
import re

from core import clock, province
from units.models import Frequency

MOST_MINUTES, LAST_DAY = 240, 28
RULES = {
    Frequency.SLOT: "trước giờ của mỗi kỳ",
    Frequency.DAY: "trước 24:00 mỗi ngày",
    Frequency.MONTH: "trước khi hết tháng",
    Frequency.CHANGE: "ngay khi có thay đổi",
}
"""{how often: until when, in words, without a rule}"""
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_ONE_DAY = dt.timedelta(days=1)


def checked(frequency: str, rule: str) -> str:
    """The rule. Raises ValueError, in Vietnamese, for one that the frequency cannot have."""
    if not rule:
        return rule
    if frequency == Frequency.DAY and not _HOUR.fullmatch(rule):
        raise ValueError("Việc hằng ngày có hạn là giờ trong ngày, ví dụ 16:00.")
    if frequency == Frequency.MONTH and not _within(rule, LAST_DAY):
        raise ValueError(f"Việc hằng tháng có hạn là ngày trong tháng, từ 1 đến {LAST_DAY}.")
    if frequency == Frequency.SLOT and not _within(rule, MOST_MINUTES):
        raise ValueError(f"Việc mỗi khung giờ có hạn là số phút trước giờ của kỳ, từ 1 đến {MOST_MINUTES}.")
    if frequency == Frequency.CHANGE:
        raise ValueError("Việc làm khi có thay đổi không có hạn.")
    return rule


def period(frequency: str, moment: dt.datetime, rule: str = "") -> tuple[dt.datetime, dt.datetime] | None:
    """From when something counts for the present period, and until when it must be there; None on change."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if frequency == Frequency.CHANGE:
        return None
    ends = _ENDS[Frequency(frequency)](midnight, rule)
    return max(end for end in ends if end <= moment), min(end for end in ends if end > moment)


def in_words(frequency: str, rule: str) -> str:
    """Until when, as the help of a duty says it."""
    slots = f": {', '.join(province.current().slots)}" if frequency == Frequency.SLOT else ""
    words = {
        Frequency.SLOT: f"trước giờ của mỗi kỳ {rule} phút",
        Frequency.DAY: f"trước {rule} mỗi ngày",
        Frequency.MONTH: f"trước 24:00 ngày {rule} hằng tháng",
    }
    return (words if rule else RULES)[Frequency(frequency)] + slots


def _ends_of_slots(midnight: dt.datetime, rule: str) -> list[dt.datetime]:
    days = [midnight + dt.timedelta(days=n) for n in (-1, 0, 1, 2)]
    times = [dt.time.fromisoformat(slot) for slot in province.current().slots]
    early = dt.timedelta(minutes=int(rule or 0))
    return [dt.datetime.combine(day, time, tzinfo=clock.ZONE) - early for day in days for time in times]


def _ends_of_days(midnight: dt.datetime, rule: str) -> list[dt.datetime]:
    hour = dt.time.fromisoformat(rule) if rule else dt.time.min
    return [dt.datetime.combine(midnight + n * _ONE_DAY, hour, tzinfo=clock.ZONE) for n in (-1, 0, 1)]


def _ends_of_months(midnight: dt.datetime, rule: str) -> list[dt.datetime]:
    """The first moment after the day that the rule names, else of the month."""
    first = midnight.replace(day=1)
    before, after = (first - _ONE_DAY).replace(day=1), (first + 32 * _ONE_DAY).replace(day=1)
    return [month.replace(day=int(rule)) + _ONE_DAY if rule else month for month in (before, first, after)]


def _within(rule: str, most: int) -> bool:
    return bool(_NUMBER.fullmatch(rule)) and int(rule) <= most


_ENDS = {
    Frequency.SLOT: _ends_of_slots,
    Frequency.DAY: _ends_of_days,
    Frequency.MONTH: _ends_of_months,
}
