"""Who may report which figure, and whose figure counts: the duty table and the table of sources, asked once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from core import clock
from datasets.models import Report, Source
from units import policy
from units.models import AdministrativeArea, Duty, DutyRelief, OrganisationalUnit

FIGURES = "figures"
Table = Mapping[tuple[str, int], Source]
"""{(indicator, level): whose figure counts there}"""


class Rights:
    """What the duty table lets one unit report, area by area: by its own duties, and by what others delegated to it
    at their areas. Asked once a file, not once a row."""

    def __init__(self, unit: OrganisationalUnit) -> None:
        self.unit = unit
        self.sources = _table()
        self._held = [held for held in policy.entering(unit) if held.duty.subject == FIGURES]
        units = {one.pk: one for one in (unit, *(held.unit for held in self._held))}
        self._covered = {pk: policy.covered(one) for pk, one in units.items()}
        self._at: dict[int, list[Duty]] = {}
        self._is_source: dict[tuple[str, int], bool] = {}

    def covers(self, area: AdministrativeArea) -> bool:
        return any(area.pk in covered for covered in self._covered.values())

    def duties_at(self, area: AdministrativeArea) -> list[Duty]:
        """The duties to report something of the area."""
        if area.pk not in self._at:
            self._at[area.pk] = [
                held.duty
                for held in self._held
                if held.duty.level in (None, area.level) and area.pk in self._covered[held.unit.pk]
            ]
        return self._at[area.pk]

    def has(self, indicator: str, area: AdministrativeArea, *actions: str) -> bool:
        """Whether a duty of one of the actions (any if none is named) names the indicator at the area."""
        duties = self.duties_at(area)
        return any(indicator in duty.indicators and (not actions or duty.action in actions) for duty in duties)

    def is_sum(self, indicator: str, level: int) -> bool:
        source = self.sources.get((indicator, level))
        return source is not None and source.mode == Source.Mode.SUM

    def is_source(self, indicator: str, area: AdministrativeArea) -> bool:
        """Whether the published figure is this unit's own, so that a new value would change it."""
        key = indicator, area.pk
        if key not in self._is_source:
            source = self.sources.get((indicator, area.level))
            own = {duty.pk for duty in self.duties_at(area)}
            self._is_source[key] = source is not None and source.duty_id in own
        return self._is_source[key]


@dataclass(frozen=True)
class Counted:
    """Of a report, the values that count for the province: those of which its unit is the source."""

    area: AdministrativeArea
    day: int
    slot: int
    values: Mapping[str, int | None]


class Sources:
    """Whose figure counts, by indicator and level; asked once for many reports."""

    def __init__(self, table: Table | None = None) -> None:
        self._by_place = _table() if table is None else table
        self._covered: dict[int, frozenset[int]] = {}

    @cached_property
    def _delegations(self) -> dict[tuple[int, int], list[DutyRelief]]:
        """{(duty, delegate): spans in which it was delegated to it}"""
        found: dict[tuple[int, int], list[DutyRelief]] = defaultdict(list)
        for relief in DutyRelief.objects.exclude(delegate=None).select_related("unit__area"):
            found[relief.duty_id, relief.delegate_id or 0].append(relief)
        return found

    def counted(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        """(indicator, source, value) of what counts: the source is the duty of the report's unit, or was delegated to
        it when it reported."""
        for code, source, value in self._of(report):
            if self._is_of(source, report):
                yield code, source, value

    def verified(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        """(indicator, source, value) of what the unit says of another's figure, or of a sum."""
        for code, source, value in self._of(report):
            if not self._is_of(source, report):
                yield code, source, value

    def _of(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        for code, value in report.values.items():
            if source := self._by_place.get((code, report.area.level)):
                yield code, source, value

    def _is_of(self, source: Source, report: Report) -> bool:
        return is_of(source, report.unit) or self._was_delegated(source, report)

    def _was_delegated(self, source: Source, report: Report) -> bool:
        given = self._delegations.get((source.duty_id or 0, report.unit_id), ())
        entered = report.entered_at.astimezone(clock.ZONE).date()
        return any(one.lasts_on(entered) and report.area_id in self._covered_by(one.unit) for one in given)

    def _covered_by(self, unit: OrganisationalUnit) -> frozenset[int]:
        if unit.pk not in self._covered:
            self._covered[unit.pk] = policy.covered(unit)
        return self._covered[unit.pk]


def reports_for_source(reports: "Iterable[Report]", table: Table) -> Iterator[Counted]:
    """What counts of each report; a verifying unit's values are left out."""
    sources = Sources(table)
    for report in reports:
        if values := {code: value for code, _, value in sources.counted(report)}:
            yield Counted(report.area, report.day, report.slot, values)


def is_of(source: Source, unit: OrganisationalUnit) -> bool:
    """Whether the source is this unit's duty."""
    duty = source.duty
    return duty is not None and (duty.unit_id == unit.pk or duty.unit_kind_id == unit.kind_id)


def _table() -> Table:
    found = Source.objects.select_related("indicator", "duty")
    return {(source.indicator.code, source.level): source for source in found}
