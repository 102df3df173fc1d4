"""What checks compare a report with, asked in a bounded number of queries however many reports there are."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from django.db.models import F, Max, QuerySet

from core import province
from datasets import days
from datasets.models import Fact, Indicator, Report, valid
from datasets.selectors import figures
from datasets.selectors.rights import Counted, Rights, reports_for_source
from units.models import AdministrativeArea

DAYS_BACK = 7
MOST_AREAS = 500
"""More than so many are not named in a query; the days bound it."""
Series = dict[int, int]
"""{moment: value}; a moment counts slots from the first day of the calendar."""


class Claim(Protocol):
    """What a unit says of an area at a slot: a row of a file, or a report."""

    @property
    def area(self) -> AdministrativeArea: ...
    @property
    def day(self) -> int: ...
    @property
    def slot(self) -> int: ...
    @property
    def values(self) -> Mapping[str, int | None]: ...


class Below(NamedTuple):
    """The sum of the areas below one, and how many of them are reported."""

    total: int
    reported: int


_NOTHING_BELOW = Below(0, 0)


class Known:
    """What is known around some claims of one unit, their own figures included.

    `said`: the claims of the days before them as well, in the order of time.
    """

    def __init__(self, claims: Sequence[Claim], said: Sequence[Claim], rights: Rights) -> None:
        self.rights, self.rules = rights, province.current().checks
        self.jump_factor = province.current().thresholds.jump_factor
        self.slots = len(province.current().slots)
        self.release = figures.published()
        self.indicators = {one.code: one for one in Indicator.objects.all()}
        self._claims, self._said = claims, said
        self._first = min(claim.day for claim in claims) - DAYS_BACK
        self._last = max(claim.day for claim in claims)
        self._of_others: dict[int, frozenset[str]] = {}
        self._areas = {claim.area.id for claim in claims}

    def moment(self, claim: Claim) -> int:
        return claim.day * self.slots + claim.slot

    def before(self, code: str, claim: Claim) -> int | None:
        """The value at the very slot before."""
        return self.own[code, claim.area.id].get(self.moment(claim) - 1)

    def day_before(self, code: str, claim: Claim) -> int | None:
        """The value at the same slot of the day before."""
        return self.own[code, claim.area.id].get(self.moment(claim) - self.slots)

    def last_week(self, code: str, claim: Claim) -> list[int]:
        """The values of the slots of the seven days before that were reported."""
        series, now = self.own[code, claim.area.id], self.moment(claim)
        return [series[m] for m in range(now - DAYS_BACK * self.slots, now) if m in series]

    def reported_until(self, claim: Claim) -> int:
        """The last moment for which the unit had handed over or published anything of the claim's area."""
        return self._reported_until.get(claim.area.id, -1)

    def total(self, code: str, claim: Claim) -> int:
        """A flow's running total of the season up to and with the claim."""
        moments, sums = self._running[code, claim.area.id]
        return self._totals.get((code, claim.area.id), 0) + sums[bisect_right(moments, self.moment(claim))]

    def in_season(self, claim: Claim) -> bool:
        return claim.day >= self._season

    def children(self, claim: Claim) -> Mapping[int, str]:
        """{area below the claim's own: its name}; nothing at the lowest level."""
        return self._children.get(claim.area.id, {})

    def below(self, code: str, claim: Claim) -> "Below":
        """What counts of the areas below the claim's own at the same slot, as far as they are reported."""
        return self._below[code, claim.area.id].get(self.moment(claim), _NOTHING_BELOW)

    def missing_below(self, code: str, claim: Claim) -> list[str]:
        """The names of the areas below the claim's own of which nothing counts at the same slot."""
        now = self.moment(claim)
        return [name for child, name in self.children(claim).items() if now not in self.counted[code, child]]

    def others(self, claim: Claim) -> dict[str, int]:
        """{indicator: what counts of the claim's cell}, where another unit is its source."""
        theirs = self._others_at(claim.area)
        if not theirs:
            return {}
        now, area = self.moment(claim), claim.area.id
        found = {code: self.counted[code, area].get(now) for code in claim.values if code in theirs}
        return {code: value for code, value in found.items() if value is not None}

    def _others_at(self, area: AdministrativeArea) -> frozenset[str]:
        """The indicators of the area of which another unit is the source."""
        if area.id not in self._of_others:
            own, summed = self.rights.is_source, self.rights.is_sum
            found = (code for code in self.indicators if not (own(code, area) or summed(code, area.level)))
            self._of_others[area.id] = frozenset(found)
        return self._of_others[area.id]

    @cached_property
    def own(self) -> dict[tuple[str, int], Series]:
        """{(indicator, area): series} as the unit sees it: what is published, what it has said since."""
        named = {code for claim in self._claims for code in claim.values}
        paired = {code for pair in self.rules.sequences if named & set(pair) for code in pair}
        series = self._published(self._areas, named | paired)
        _overlay(series, self._unreleased().filter(unit=self.rights.unit), self.slots)
        _overlay(series, self._said, self.slots)
        return series

    @cached_property
    def counted(self) -> dict[tuple[str, int], Series]:
        """{(indicator, area): series} as the province will count it: published, handed over, or claimed here."""
        areas = self._areas | {child for below in self._children.values() for child in below}
        series = self._published(areas, {code for claim in self._claims for code in claim.values})
        handed = self._unreleased().exclude(state=Report.State.DRAFT).select_related("area", "unit")
        _overlay(series, reports_for_source(handed, self.rights.sources), self.slots)
        _overlay(series, self._claimed_as_source(), self.slots)
        return series

    @cached_property
    def _below(self) -> dict[tuple[str, int], dict[int, "Below"]]:
        """{(indicator, area): {moment: what counts of the areas below}}; each figure is added up once."""
        parents = {child: parent for parent, children in self._children.items() for child in children}
        found: dict[tuple[str, int], dict[int, Below]] = defaultdict(dict)
        for (code, area), series in self.counted.items():
            if parent := parents.get(area):
                sums = found[code, parent]
                for moment, value in series.items():
                    total, reported = sums.get(moment, _NOTHING_BELOW)
                    sums[moment] = Below(total + value, reported + 1)
        return found

    @cached_property
    def _children(self) -> dict[int, dict[int, str]]:
        rows = AdministrativeArea.objects.valid_at(days.date(self._last)).exclude(parent=None)
        if len(self._areas) <= MOST_AREAS:
            rows = rows.filter(parent__in=self._areas)
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for area, name, parent in rows.order_by("code").values_list("pk", "name", "parent_id"):
            found[parent][area] = name
        return found

    @cached_property
    def _reported_until(self) -> dict[int, int]:
        rows = Report.objects.filter(unit=self.rights.unit).exclude(state=Report.State.DRAFT)
        if len(self._areas) <= MOST_AREAS:
            rows = rows.filter(area__in=self._areas)
        newest = rows.order_by().values_list("area").annotate(newest=Max(F("day") * self.slots + F("slot")))
        return dict(newest)

    @cached_property
    def _running(self) -> dict[tuple[str, int], tuple[list[int], list[int]]]:
        """{(flow in a sequence, area): the moments since the season or series begin, their running sums from 0}"""
        since, flows = max(self._first, self._season) * self.slots, self._in_sequence
        found: dict[tuple[str, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], [0]))
        for place, series in ((place, series) for place, series in self.own.items() if place[0] in flows):
            moments = sorted(moment for moment in series if moment >= since)
            found[place] = moments, [*accumulate((series[moment] for moment in moments), initial=0)]
        return found

    @cached_property
    def _in_sequence(self) -> set[str]:
        return {code for pair in self.rules.sequences for code in pair}

    @cached_property
    def _season(self) -> int:
        return days.number(province.current().season_start)

    @cached_property
    def _totals(self) -> dict[tuple[str, int], int]:
        """Running totals up to the day before the first of which the series know."""
        codes = {self.indicators[code].pk: code for code in self._in_sequence if code in self.indicators}
        until = self._first - 1
        found = figures.totals(self.release, codes, self._areas, season=self._season, until=until, all_of_it=True)
        return {(codes[indicator], area): total for (indicator, area), total in found.items()}

    def _published(self, areas: set[int], codes: Iterable[str]) -> dict[tuple[str, int], Series]:
        names = {self.indicators[code].pk: code for code in codes if code in self.indicators}
        rows = Fact.objects.filter(valid(self.release), indicator__in=list(names))
        rows = rows.filter(day__gte=self._first).filter(day__lte=self._last)
        if len(areas) <= MOST_AREAS:
            rows = rows.filter(area__in=areas)
        series: dict[tuple[str, int], Series] = defaultdict(dict)
        for indicator, area, day, slot, value in rows.values_list(*figures.KEY, "value").iterator(chunk_size=10_000):
            series[names[indicator], area][day * self.slots + slot] = value
        return series

    def _unreleased(self) -> QuerySet[Report]:
        found = Report.objects.filter(release=None, day__gte=self._first, day__lte=self._last)
        return found.select_related("area").order_by("day", "slot", "pk")

    def _claimed_as_source(self) -> Iterator[Claim]:
        for claim in self._said:
            values = {code: v for code, v in claim.values.items() if self.rights.is_source(code, claim.area)}
            if values:
                yield Counted(claim.area, claim.day, claim.slot, values)


def _overlay(series: dict[tuple[str, int], Series], said: Iterable[Claim], slots: int) -> None:
    for one in said:
        moment, area = one.day * slots + one.slot, one.area.id
        for code, value in one.values.items():
            if value is not None:
                series[code, area][moment] = value
