"""The simulated epidemic, entered as a real one: history first, then reports, approval and a release a slot."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from core.hooks import Demo
from core.simulation import DEMO_DAY
from datasets import days
from datasets.actions.publish import publish_release
from datasets.actions.stage import move_pointer, stage_release
from datasets.actions.write import Key
from datasets.demo import DemoCommune, DemoDistrict, Epidemic, Moment, simulate, simulated_populations
from datasets.models import Indicator, OpeningBalance, Release, Report, Source
from datasets.selectors.releases import slot_time
from units.models import AdministrativeArea, Level, OrganisationalUnit

LAST_DAY = DEMO_DAY
HISTORY_REASON = "Số liệu mô phỏng của thời gian trước khi cổng hoạt động"
SIMULATED = "dữ liệu mô phỏng"
"""Who published, as the admin tells it."""
Figures = dict[str, int]


def load_epidemic(demo: Demo) -> dict[str, int]:
    """{what: rows}. History up to the last 14 days, then every slot reported, approved and released."""
    populate(demo)
    world = World.read()
    epidemic = _simulate(demo)
    first_live = min(epidemic.commune_values, default=epidemic.moments[-1])
    _enter_opening(world, epidemic.opening)
    for moment in epidemic.moments:
        if moment < first_live:
            _release_history(world, epidemic, moment)
    _enter_opening(world, epidemic.commune_opening)
    live = [moment for moment in epidemic.moments if moment >= first_live]
    for moment in live:
        _release_live(world, epidemic, moment, newest=moment == live[-1])
    return {"releases": Release.objects.count(), "reports": Report.objects.count(), "values": epidemic.value_count}


def populate(demo: Demo) -> None:
    """Give every district and commune a simulated population; the province's is their sum."""
    areas = list(AdministrativeArea.objects.valid_at(LAST_DAY))
    districts = [area for area in areas if area.level == Level.DISTRICT]
    sizes = simulated_populations([(d.code, d.name) for d in districts], demo.seed)
    for district in districts:
        communes = [(area.code, area.name) for area in areas if area.parent_id == district.pk]
        sizes |= simulated_populations(communes, demo.seed, total=sizes[district.code])
    for area in areas:
        top = sum(sizes[d.code] for d in districts) if area.level == Level.PROVINCE else None
        area.population, area.population_simulated = sizes.get(area.code, top), True
    AdministrativeArea.objects.bulk_update(areas, ["population", "population_simulated"], batch_size=300)


@dataclass
class World:
    """Ids that the demo's codes stand for, and the unit whose figure counts for each area."""

    areas: dict[str, AdministrativeArea]
    indicators: dict[str, int]
    own: dict[tuple[str, int], Source]
    unit_of: dict[tuple[int, int], OrganisationalUnit]
    named: dict[int, OrganisationalUnit] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "World":
        units = list(OrganisationalUnit.objects.valid_at(LAST_DAY).select_related("reviewer", "kind"))
        sources = Source.objects.filter(mode="own").select_related("indicator", "duty")
        return cls(
            areas={area.code: area for area in AdministrativeArea.objects.valid_at(LAST_DAY)},
            indicators=dict(Indicator.objects.values_list("code", "pk")),
            own={(source.indicator.code, source.level): source for source in sources},
            unit_of={(unit.kind_id, unit.area_id): unit for unit in units if unit.area_id},
            named={unit.pk: unit for unit in units},
        )

    def reporter(self, indicator: str, area: AdministrativeArea) -> OrganisationalUnit | None:
        """The unit whose duty is the source of the indicator at the area."""
        source = self.own.get((indicator, area.level))
        if source is None or source.duty is None:
            return None
        duty = source.duty
        return self.named.get(duty.unit_id or 0) or self.unit_of.get((duty.unit_kind_id or 0, area.pk))


def _simulate(demo: Demo) -> Epidemic:
    areas = list(AdministrativeArea.objects.valid_at(LAST_DAY))
    districts = [
        DemoDistrict(
            d.code,
            d.name,
            d.population or 0,
            [DemoCommune(c.code, c.population or 0) for c in areas if c.parent_id == d.pk],
        )
        for d in areas
        if d.level == Level.DISTRICT
    ]
    own = Source.objects.filter(mode="own", level=Level.DISTRICT)
    return simulate(
        districts,
        season_start=demo.province.season_start,
        last_day=LAST_DAY,
        slots=demo.province.slots,
        seed=demo.seed,
        first_day=LAST_DAY - dt.timedelta(days=demo.days - 1),
        district_indicators=tuple(own.values_list("indicator__code", flat=True)),
    )


def _communes(areas: list[AdministrativeArea], district: AdministrativeArea) -> list[DemoCommune]:
    return [DemoCommune(area.code, area.population or 0) for area in areas if area.parent_id == district.pk]


def _enter_opening(world: World, opening: dict[str, Figures]) -> None:
    rows = [
        OpeningBalance(indicator_id=world.indicators[code], area=world.areas[area], value=value)
        for area, figures in opening.items()
        for code, value in figures.items()
        if world.reporter(code, world.areas[area])
    ]
    OpeningBalance.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _arriving(epidemic: Epidemic, moment: Moment) -> Iterable[tuple[Moment, str, Figures]]:
    """(moment of the figures, area, figures) that are there for the release of `moment`."""
    waiting = {(late.area, late.moment): late.arrives for late in epidemic.late}
    for values in (epidemic.district_values, epidemic.commune_values):
        for area, figures in values.get(moment, {}).items():
            if waiting.get((area, moment), moment) == moment:
                yield moment, area, figures
    for late in epidemic.late:
        for values in (epidemic.district_values, epidemic.commune_values):
            if late.arrives == moment and late.area in values.get(late.moment, {}):
                yield late.moment, late.area, values[late.moment][late.area]


def _release_history(world: World, epidemic: Epidemic, moment: Moment) -> None:
    day, slot = days.number(moment[0]), moment[1]
    cells: dict[Key, int | None] = {}
    for (date, at_slot), code, figures in _arriving(epidemic, moment):
        for indicator, value in figures.items():
            if world.reporter(indicator, world.areas[code]):
                cells[world.indicators[indicator], world.areas[code].pk, days.number(date), at_slot] = value
    for change in epidemic.corrections:
        if change.published_with == moment:
            area, on = world.areas[change.area], days.number(change.date)
            cells[world.indicators[change.indicator], area.pk, on, change.slot] = change.new
    with clock.at(slot_time(day, slot)):
        kind = Release.Kind.HISTORY
        release = stage_release(day=day, slot=slot, cells=cells, kind=kind, reason=HISTORY_REASON, operator=SIMULATED)
        move_pointer(release)


def _release_live(world: World, epidemic: Epidemic, moment: Moment, *, newest: bool) -> None:
    day, slot = days.number(moment[0]), moment[1]
    due = slot_time(day, slot)
    reports = [report for each in _arriving(epidemic, moment) for report in _reports(world, each)]
    reports += _corrections(world, epidemic, moment)
    for area, figures in epidemic.second_reporter.get(moment, {}).items():
        reports += _second(world, moment, world.areas[area], figures)
    for report in reports:
        report.entered_at, report.approved_at = due - dt.timedelta(minutes=40), due - dt.timedelta(minutes=9)
    Report.objects.bulk_create(reports, batch_size=500)
    with clock.at(due + dt.timedelta(minutes=2)):
        publish_release(operator=SIMULATED, prepare=newest)


def _reports(world: World, entry: tuple[Moment, str, Figures]) -> list[Report]:
    (date, slot), code, figures = entry
    area = world.areas[code]
    by_unit: dict[int, Figures] = defaultdict(dict)
    for indicator, value in figures.items():
        unit = world.reporter(indicator, area)
        if unit:
            by_unit[unit.pk][indicator] = value
    return [_approved(world.named[pk], area, days.number(date), slot, values) for pk, values in by_unit.items()]


def _corrections(world: World, epidemic: Epidemic, moment: Moment) -> list[Report]:
    """A report a place and time, with all the values that the release sets right."""
    merged: dict[tuple[int, str, int, int], Report] = {}
    for change in epidemic.corrections:
        area = world.areas[change.area]
        unit = world.reporter(change.indicator, area)
        if change.published_with == moment and unit:
            on = days.number(change.date)
            key = (unit.pk, change.area, on, change.slot)
            report = merged.setdefault(key, _approved(unit, area, on, change.slot, {}))
            report.kind, report.reason = Report.Kind.CORRECTION, change.reason
            report.values = report.values | {change.indicator: change.new}
    return list(merged.values())


def _second(world: World, moment: Moment, area: AdministrativeArea, figures: Figures) -> list[Report]:
    """What the people's committee reports of the same area; kept beside, never published."""
    units = (unit for unit in world.named.values() if unit.area_id == area.pk and unit.kind.code.startswith("ubnd"))
    return [_approved(unit, area, days.number(moment[0]), moment[1], figures) for unit in units]


def _approved(unit: OrganisationalUnit, area: AdministrativeArea, day: int, slot: int, values: Figures) -> Report:
    reviewer = unit.reviewer.abbreviation if unit.reviewer else ""
    return Report(
        unit=unit,
        area=area,
        day=day,
        slot=slot,
        state=Report.State.APPROVED,
        values=values,
        entered_by=unit.abbreviation,
        approved_by=reviewer,
    )
