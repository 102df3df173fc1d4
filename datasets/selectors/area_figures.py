"""The figures of an area and of its children around the newest slot of a release."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from core import province
from datasets import days
from datasets.models import Indicator
from datasets.selectors import figures
from datasets.selectors.derived import mean_of
from datasets.suppression import hidden
from units.models import AdministrativeArea

Values = dict[tuple[int, int, int, int], int]


@dataclass
class AreaFigures:
    """The figures of an area and of its children around the release's newest slot."""

    release: int
    area: AdministrativeArea
    children: list[AdministrativeArea]
    indicators: list[Indicator]
    day: int
    slot: int
    recent: Values
    totals: dict[tuple[int, int], int]

    @classmethod
    def read(cls, release: int, area: AdministrativeArea) -> "AreaFigures":
        head = figures.head(release)
        if head is None:
            raise LookupError("chưa có bản công bố nào")
        day, slot = head
        children = _children(area, days.date(day))
        indicators, ids = list(Indicator.objects.all()), [area.pk, *(child.pk for child in children)]
        flows = [indicator.pk for indicator in indicators if indicator.is_flow]
        season = days.number(province.current().season_start)
        return cls(
            release,
            area,
            children,
            indicators,
            day,
            slot,
            figures.day_values(release, [i.pk for i in indicators], ids, first=day - 7, last=day),
            figures.totals(release, flows, ids, season=season, until=day),
        )

    @cached_property
    def main(self) -> Indicator:
        """The indicator that leads: the one on the map."""
        wanted = province.current().map_indicator
        return next((i for i in self.indicators if i.code == wanted), self.indicators[0])

    def so_far(self, indicator: Indicator, area: AdministrativeArea, day: int) -> int | None:
        """The day's figure up to the release's slot."""
        return figures.so_far(self.recent, indicator, area.pk, day, self.slot)

    def mean7(self, indicator: Indicator) -> float | None:
        """The trailing 7-day mean of a flow in the area itself."""
        sums: dict[int, int] = defaultdict(int)
        for (each, area, day, _), value in self.recent.items():
            if (each, area) == (indicator.pk, self.area.pk):
                sums[day] += value
        return mean_of(sums, self.day)

    def last7(self, area: AdministrativeArea) -> int | None:
        """The leading flow's sum of the last seven days."""
        return self._weeks.get(area.pk)

    @cached_property
    def _weeks(self) -> dict[int, int]:
        sums: dict[int, int] = defaultdict(int)
        for (indicator, area, day, _), value in self.recent.items():
            if indicator == self.main.pk and day > self.day - 7:
                sums[area] += value
        return dict(sums)

    def at_slot(self, indicator: Indicator, area: AdministrativeArea) -> int | None:
        """The value of the release's own slot; None where it was not reported."""
        return self.recent.get((indicator.pk, area.pk, self.day, self.slot))

    def reported(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        return self.at_slot(indicator, area) is not None

    def hides(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        """Whether the area's figures are kept back because a small number is among them."""
        return area.pk in self.hidden.get(indicator.pk, ())

    def answered(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        """Reported, or kept back: who is silent among the hidden ones would tell what the others said."""
        return self.reported(indicator, area) or self.hides(indicator, area)

    @cached_property
    def hidden(self) -> dict[int, frozenset[int]]:
        return hidden(self.release)


def _children(area: AdministrativeArea, date: dt.date) -> list[AdministrativeArea]:
    return list(AdministrativeArea.objects.valid_at(date).filter(parent=area).order_by("code"))
