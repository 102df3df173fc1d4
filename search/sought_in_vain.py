"""What editors see of searches in vain: what was typed on several occasions, never what one person typed once."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Sum

from core import clock
from search.actions.vain import DAYS_KEPT
from search.models import VainSearch

MORE_OCCASIONS_THAN = 3
PERIODS = (7, 30, DAYS_KEPT)
"""Days up to today."""
ORDERS = {"luot": ("-times", "text"), "moi": ("-last", "-times", "text"), "chu": ("text",)}
"""{in the address: order of the rows}"""


@dataclass(frozen=True)
class InVain:
    """`text` is folded; `times` in the period asked for, the last time on the day `last`."""

    text: str
    times: int
    last: dt.date


def in_vain(days: int, order: str) -> list[InVain]:
    """Of so many days up to today, in one query."""
    since = clock.today() - dt.timedelta(days=days - 1)
    found = VainSearch.objects.filter(day__gte=since).values("text")
    counted = found.annotate(times=Sum("times"), dips=Sum("occasions"), last=Max("day"))
    often = counted.filter(dips__gt=MORE_OCCASIONS_THAN).order_by(*ORDERS[order])
    return [InVain(row["text"], row["times"], row["last"]) for row in often]
