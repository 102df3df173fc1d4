"""The figures of an area over its last 120 days, in the roles that the province's data gives its indicators."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from core import province
from datasets import charts, days
from datasets.charts.specs.districts import SHOWN_DAYS
from datasets.models import Indicator
from datasets.selectors import figures
from datasets.selectors.area_figures import AreaFigures
from datasets.selectors.corrections import corrected_of
from datasets.selectors.derived import mean_of, sums_by_day
from units.models import AdministrativeArea

CURVE_DAYS = 120


@dataclass
class AreaSeries:
    """What charts over days are drawn from. Three queries at most, each when it is first needed."""

    here: AreaFigures

    @cached_property
    def cases(self) -> Indicator:
        """The flow of the curve; what leads on the map where the province's data names none."""
        wanted = province.current().charts.cases
        return next((one for one in self.here.indicators if one.code == wanted), self.here.main)

    @cached_property
    def curve_days(self) -> list[charts.CurveDay]:
        """The last 120 days of the cases, oldest first, with trailing 7-day means."""
        values = self.by_day[self.cases.pk]
        return [
            charts.CurveDay(days.date(d), values.get(d), mean_of(values, d), *self.marks(d, [self.cases]))
            for d in self.span([self.cases])
        ]

    @cached_property
    def by_day(self) -> Mapping[int, dict[int, int]]:
        """{indicator: {day: a flow's sum, a stock's newest value}} of the days shown and six before them."""
        here = self.here
        first = max(here.day - CURVE_DAYS - 6, 0)
        found = figures.day_values(here.release, list(self.fed), [here.area.pk], first=first, last=here.day)
        by_day: dict[int, dict[int, int]] = defaultdict(dict)
        for (indicator, _, day, _slot), value in sorted(found.items()):
            kept = by_day[indicator].get(day, 0) if self.fed[indicator].is_flow else 0
            by_day[indicator][day] = kept + value
        return by_day

    @cached_property
    def fed(self) -> dict[int, Indicator]:
        """The indicators that some chart needs, by their keys."""
        codes = {self.cases.code, *province.current().charts.codes}
        return {one.pk: one for one in self.here.indicators if one.code in codes}

    @cached_property
    def corrected(self) -> dict[int, set[int]]:
        here = self.here
        return corrected_of(here.release, list(self.fed), here.area, first=here.day - CURVE_DAYS, last=here.day)

    def span(self, needed: Sequence[Indicator]) -> range:
        """From the first day known of the last 120."""
        newest = self.here.day
        known = [day for one in needed for day in self.by_day[one.pk]]
        return range(max(min(known, default=newest), newest - CURVE_DAYS + 1, 0), newest + 1)

    def marks(self, day: int, needed: Sequence[Indicator]) -> tuple[bool, bool]:
        """(provisional, corrected)"""
        return day > self.firm, any(day in self.corrected.get(one.pk, ()) for one in needed)

    @cached_property
    def firm(self) -> int:
        """The last day that is not provisional."""
        return self.here.day - province.current().thresholds.provisional_days

    def totals(self, flow: Indicator) -> list[tuple[int, int | None]]:
        """[(day, the season's total at its end)] of the days shown; None on a day that was not reported."""
        season, values = days.number(province.current().season_start), self.by_day[flow.pk]
        counted = {day: value for day, value in values.items() if day >= season}
        total = self.here.totals.get((flow.pk, self.here.area.pk), 0) - sum(counted.values())
        ends = {day: (total := total + counted.get(day, 0)) for day in sorted(values)}
        shown = range(max(self.here.day - CURVE_DAYS + 1, 0), self.here.day + 1)
        return [(day, ends.get(day)) for day in shown if day >= min(values, default=0)]

    def small(self) -> list[charts.SmallCurve]:
        """The cases of each child over the days that a small drawing shows."""
        day, children, cases = self.here.day, self.here.children, self.cases
        first = max(day - SHOWN_DAYS - 6, 0)
        sums = sums_by_day(self.here.release, cases.pk, [child.pk for child in children], first, day)
        return [self._small_of(child, sums[child.pk]) for child in children]

    def _small_of(self, child: AdministrativeArea, sums: dict[int, int]) -> charts.SmallCurve:
        day = self.here.day
        means = tuple(mean_of(sums, each) for each in range(day - SHOWN_DAYS + 1, day + 1))
        week, before = ([sums[d] for d in range(end - 6, end + 1) if d in sums] for end in (day, day - 7))
        last7, before7 = (sum(found) if found else None for found in (week, before))
        hides = self.here.hides(self.cases, child)
        return charts.SmallCurve(child.code, child.name, child.short_name, means, last7, before7, hides)
