"""Figures that are computed from published ones, never stored: running totals, 7-day means, rates."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from core.province import Province
from datasets import days
from datasets.models import Indicator
from datasets.selectors import figures
from datasets.selectors.open_data import Value
from units.models import AdministrativeArea

Compute = Callable[[Province, int, int, Sequence[Value]], list[float | None]]


class Derived(NamedTuple):
    """A derived indicator: its code, what it is made of, and how. `compute` answers one number a value."""

    code: str
    base: Indicator
    compute: Compute


def derived_named(code: str) -> Derived | None:
    """`<flow>_cong_don`, `<flow>_tb7` or `<code>_100k`; None for any other code."""
    for suffix, (compute, of_stocks) in _KINDS.items():
        if code.endswith(suffix):
            base = Indicator.objects.filter(code=code.removesuffix(suffix)).first()
            return Derived(code, base, compute) if base and (base.is_flow or of_stocks) else None
    return None


def running_totals(province: Province, release: int, indicator: int, values: Sequence[Value]) -> list[float | None]:
    """The season's total up to each value's day, opening balance included."""
    areas, first = {value.area for value in values}, min(value.day for value in values)
    season = days.number(province.season_start)
    before = figures.totals(release, [indicator], areas, season=season, until=first - 1)
    by_day = sums_by_day(release, indicator, areas, first, max(value.day for value in values))
    totals = {}
    for area in areas:
        total = before.get((indicator, area), 0)
        for day in sorted(by_day[area]):
            total += by_day[area][day] if day >= season else 0
            totals[area, day] = total
    return [totals[value.area, value.day] for value in values]


def means(_: Province, release: int, indicator: int, values: Sequence[Value]) -> list[float | None]:
    """The trailing 7-day mean over the days reported, one decimal."""
    areas, first = {value.area for value in values}, min(value.day for value in values)
    by_day = sums_by_day(release, indicator, areas, first - 6, max(value.day for value in values))
    return [mean_of(by_day[value.area], value.day) for value in values]


def rates(_: Province, _release: int, _indicator: int, values: Sequence[Value]) -> list[float | None]:
    """Per 100,000 people; None without a population."""
    areas = AdministrativeArea.objects.filter(pk__in={value.area for value in values})
    people = dict(areas.values_list("pk", "population"))
    return [per_100k(value.value, people[value.area]) for value in values]


def mean_of(values: dict[int, int], day: int) -> float | None:
    """Trailing 7-day mean of {day: value} over the days reported, one decimal."""
    known = [values[d] for d in range(day - 6, day + 1) if d in values]
    return round(sum(known) / len(known), 1) if known else None


def per_100k(value: int | None, population: int | None) -> float | None:
    """Per 100,000 people, one decimal; None without a population."""
    return None if value is None or not population else round(value * 100_000 / population, 1)


def sums_by_day(
    release: int, indicator: int, areas: Iterable[int], first: int, last: int
) -> dict[int, dict[int, int]]:
    """{area: {day: sum of its slots}}."""
    sums: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (_, area, day, _slot), value in figures.day_values(
        release, [indicator], areas, first=first, last=last
    ).items():
        sums[area][day] += value
    return sums


_KINDS: dict[str, tuple[Compute, bool]] = {
    "_cong_don": (running_totals, False),
    "_tb7": (means, False),
    "_100k": (rates, True),
}
