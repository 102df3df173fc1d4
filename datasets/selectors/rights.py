"""Who may report which figure, and whose figure counts: the duty table and the table of sources, asked once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core import province
from datasets.models import Report, Source
from units import policy
from units.models import Action, AdministrativeArea, OrganisationalUnit, User
from units.roles import REVIEWS, holds
from units.selectors.organisations import duties_of, works


class Rights:
    """What the duty table lets one unit report, level by level; asked once a file, not once a row."""

    def __init__(self, unit: OrganisationalUnit) -> None:
        self.unit = unit
        self.duties = list(duties_of(unit).filter(subject="figures", action__in=(Action.UPDATE, Action.VERIFY)))
        self.sources = {(source.indicator.code, source.level): source for source in _sources()}
        self._own = {duty.pk for duty in self.duties}
        self._covered = policy.covered(unit)

    def covers(self, area: AdministrativeArea) -> bool:
        return area.pk in self._covered

    def at_level(self, level: int) -> bool:
        return any(duty.level in (None, level) for duty in self.duties)

    def has(self, indicator: str, level: int, *actions: str) -> bool:
        """Whether a duty of one of the actions (any if none is named) names the indicator at the level."""
        return any(
            indicator in duty.indicators and duty.level in (None, level) and (not actions or duty.action in actions)
            for duty in self.duties
        )

    def is_sum(self, indicator: str, level: int) -> bool:
        source = self.sources.get((indicator, level))
        return source is not None and source.mode == Source.Mode.SUM

    def is_source(self, indicator: str, level: int) -> bool:
        """Whether the published figure is this unit's own, so that a new value would change it."""
        source = self.sources.get((indicator, level))
        return source is not None and source.duty_id in self._own


@dataclass(frozen=True)
class Counted:
    """Of a report, the values that count for the province: those of which its unit is the source."""

    area: AdministrativeArea
    day: int
    slot: int
    values: Mapping[str, int | None]


class Sources:
    """Whose figure counts, by indicator and level; asked once for many reports."""

    def __init__(self) -> None:
        self._by_place = {(source.indicator.code, source.level): source for source in _sources()}

    def counted(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        """(indicator, source, value) of what counts: the source is the report's unit's own duty."""
        for code, source, value in self._of(report):
            if is_of(source, report.unit):
                yield code, source, value

    def verified(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        """(indicator, source, value) of what the unit says of another's figure, or of a sum."""
        for code, source, value in self._of(report):
            if not is_of(source, report.unit):
                yield code, source, value

    def _of(self, report: Report) -> Iterator[tuple[str, Source, int | None]]:
        for code, value in report.values.items():
            if source := self._by_place.get((code, report.area.level)):
                yield code, source, value


def reports_for_source(reports: "Iterable[Report]") -> Iterator[Counted]:
    """What counts of each report; a verifying unit's values are left out."""
    sources = Sources()
    for report in reports:
        if values := {code: value for code, _, value in sources.counted(report)}:
            yield Counted(report.area, report.day, report.slot, values)


def is_of(source: Source, unit: OrganisationalUnit) -> bool:
    """Whether the source is this unit's duty."""
    duty = source.duty
    return duty is not None and (duty.unit_id == unit.pk or duty.unit_kind_id == unit.kind_id)


def _sources() -> Iterable[Source]:
    return Source.objects.select_related("indicator", "duty")


def publishes(user: User) -> bool:
    """Whether the account may publish outside the slots and see a release before its slot: who reviews in a unit that
    answers for the figures (`figures_by` of the province's data). Who only enters may not."""
    unit = user.unit
    answers = unit is not None and unit.abbreviation in province.current().figures_by
    return answers and holds(user, REVIEWS) and works(unit)
