"""Reads of published figures. Every read names its release; the same functions feed pages, API and exports."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Max, OuterRef, Subquery

from datasets import days
from datasets.models import OPEN, BlockSum, Fact, Indicator, Pointer, Release, valid
from datasets.suppression import hidden, shown

KEY = ("indicator_id", "area_id", "day", "slot")
Span = tuple[type[Fact] | type[BlockSum], int, int]
"""(what is summed, its first day, the day after its last)"""
_SPAN = "from_release <= %s AND to_release > %s AND day >= %s AND day < %s"
_SERIES = f"""SELECT day, SUM(value) FROM {Fact._meta.db_table}
WHERE indicator_id = %s AND area_id = %s AND {_SPAN} GROUP BY day ORDER BY day"""


def published() -> int:
    """The number of the newest published release; 0 before the first."""
    return Pointer.objects.get().number


def head(release: int) -> tuple[int, int] | None:
    """(day, slot) of the newest figures that the release knows."""
    known = Release.objects.filter(number__lte=release).order_by("-day", "-slot")
    return known.values_list("day", "slot").first()


def totals(
    release: int, indicators: Iterable[int], areas: Iterable[int], *, season: int, until: int, all_of_it: bool = False
) -> dict[tuple[int, int], int]:
    """{(indicator, area): running total of a flow from day `season` to `until`, opening balance included}.

    Closed blocks that lie wholly inside the season come from their sums, the days around them from facts.
    PostgreSQL cannot skip the key's first column, so the indicators are named. `all_of_it`: also what readers are
    not shown.
    """
    first = days.block(season + days.BLOCK - 1)
    last = max(days.block(until), first)
    spans: list[Span] = [
        (BlockSum, -days.BLOCK, -days.BLOCK + 1),
        (BlockSum, first, last),
        (Fact, season, min(first, until + 1)),
        (Fact, last, until + 1),
    ]
    total: dict[tuple[int, int], int] = defaultdict(int)
    for indicator, area, value in _summed(spans, release, list(indicators), list(areas)):
        total[indicator, area] += value
    kept_back = {} if all_of_it else hidden(release)
    return {place: value for place, value in total.items() if place[1] not in kept_back.get(place[0], ())}


def _summed(spans: list[Span], release: int, indicators: list[int], areas: list[int]) -> list[tuple[int, int, int]]:
    """[(indicator, area, sum)], a row a span of days, so that the key's order serves each.

    By hand: to name some hundred areas the ORM takes longer than the database to answer.
    """
    if not indicators or not areas:
        return []
    named = f"indicator_id IN ({_marks(indicators)}) AND area_id IN ({_marks(areas)})"
    wanted = [(model._meta.db_table, start, end) for model, start, end in spans if start < end]
    selects = [f"SELECT indicator_id, area_id, SUM(value) FROM {table} WHERE {named} AND {_SPAN} GROUP BY 1, 2"
               for table, *_ in wanted]  # fmt: skip
    given = [[*indicators, *areas, release, release, start, end] for _, start, end in wanted]
    return _rows(" UNION ALL ".join(selects), [one for each in given for one in each])


def _marks(values: list[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _rows(query: str, parameters: list[int]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def day_values(
    release: int, indicators: Iterable[int], areas: Iterable[int], *, first: int, last: int
) -> dict[tuple[int, int, int, int], int]:
    """{(indicator, area, day, slot): value} between two days, both included."""
    rows = Fact.objects.filter(shown(release), indicator__in=list(indicators), area__in=list(areas))
    rows = rows.filter(day__gte=first).filter(day__lte=last)
    return {(i, a, d, s): value for i, a, d, s, value in rows.values_list(*KEY, "value")}


def so_far(
    values: dict[tuple[int, int, int, int], int], indicator: Indicator, area: int, day: int, slot: int
) -> int | None:
    """A flow's sum of the day up to `slot`; a stock at the newest slot of the day, up to `slot`, that has one.

    So a day that is not over is compared with the same slots of the day before.
    """
    found = [values.get((indicator.pk, area, day, each)) for each in range(slot + 1)]
    known = [value for value in found if value is not None]
    if not known:
        return None
    return sum(known) if indicator.is_flow else known[-1]


def series(release: int, indicator: int, area: int, *, first: int, last: int) -> dict[int, int]:
    """{day: sum of its slots} of a flow; a day without a report is absent."""
    if area in hidden(release).get(indicator, ()):
        return {}
    return dict(_rows(_SERIES, [indicator, area, release, release, first, last + 1]))


def last_day(release: int, indicator: int, area: int) -> int | None:
    """The newest day of which the release shows a value."""
    return Fact.objects.filter(shown(release), indicator=indicator, area=area).aggregate(last=Max("day"))["last"]


def corrections(older: int, newer: int) -> list[tuple[int, int, int, int, int, int | None]]:
    """[(indicator, area, day, slot, old, new)]: what `older` showed and `newer` shows otherwise."""
    gone = Fact.objects.filter(valid(older), to_release__lte=newer).filter(to_release__lt=OPEN)
    now = Fact.objects.filter(valid(newer), **{key: OuterRef(key) for key in KEY}).values("value")
    rows = gone.values_list(*KEY, "value", Subquery(now[:1]))
    return [row for row in rows if row[-1] != row[-2]]
