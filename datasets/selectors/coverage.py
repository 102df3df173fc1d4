"""Who owed figures at a slot and who reported: what a release includes, and what was missing when it was staged.

The duties are those of the slot's own day, so what a release says is kept with it and not asked again later.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core import province
from core.release_rules import HOLD, ReleaseRules
from datasets import days
from datasets.models import Report, Source
from units.models import AdministrativeArea, Duty, DutyRelief, Frequency, Level, OrganisationalUnit

MOST_SLOTS = 30
"""Of a long row of missed slots, how many are told unit by unit."""
DUE = (Frequency.SLOT, Frequency.DAY)


class Owed(NamedTuple):
    """Figures of one area that one unit owes at a slot by one duty."""

    unit: OrganisationalUnit
    area: AdministrativeArea
    duty: Duty


@dataclass
class Coverage:
    """What was owed at one slot, and what of it is missing."""

    day: int
    slot: int
    owed: list[Owed] = field(default_factory=list)
    missing: list[Owed] = field(default_factory=list)

    def levels(self) -> list[dict[str, int]]:
        """[{"level", "expected", "reported"}] of areas from which figures were due at this very slot."""
        return [self._level(level) for level in sorted({owed.area.level for owed in self._at_slot()})]

    def _level(self, level: int) -> dict[str, int]:
        expected = {owed.area.pk for owed in self._at_slot() if owed.area.level == level}
        absent = {owed.area.pk for owed in self.missing if owed.duty.frequency == Frequency.SLOT}
        return {"level": level, "expected": len(expected), "reported": len(expected - absent)}

    def _at_slot(self) -> Iterator[Owed]:
        return (owed for owed in self.owed if owed.duty.frequency == Frequency.SLOT)

    def gaps(self) -> dict[str, Any]:
        """{"day", "slot", "units": [{"unit", "name", "area"}]}: each unit and area once, by name."""
        rows = {(o.unit.abbreviation, o.unit.name, o.area.name) for o in self.missing}
        named = sorted(rows, key=lambda row: (row[1], row[2]))
        return {
            "day": self.day,
            "slot": self.slot,
            "units": [{"unit": unit, "name": name, "area": area} for unit, name, area in named],
        }

    def lacks(self, rules: ReleaseRules) -> list[Owed]:
        """What is missing of that for which the province holds a slot; nothing where it never does."""
        if rules.when_missing != HOLD:
            return []
        return [
            owed
            for owed in self.missing
            if owed.unit.abbreviation in rules.needed or Level(owed.area.level).slug in rules.needed
        ]


def coverage(day: int, slot: int) -> Coverage:
    """Who owed figures at the slot by the duties of its day, and who has no approved report. Five queries.

    A duty of the day is owed at the day's last slot, and a report at any of its slots fulfils it.
    """
    found = Coverage(day, slot, _owed(days.date(day), last=slot == len(province.current().slots) - 1))
    reports = _reported(day)
    found.missing = [owed for owed in found.owed if not _has_reported(owed, slot, reports)]
    return found


def contents(reports: list[Report], day: int, slot: int, missed: list[tuple[int, int]]) -> dict[str, Any]:
    """What a release of the slot includes and lacks, JSON-ready:
    {"reports", "units", "values", "levels": as `Coverage.levels`, "missing": [`Coverage.gaps`], its own slot first}.
    """
    own = coverage(day, slot)
    gaps = [own, *(coverage(*moment) for moment in reversed(missed[-MOST_SLOTS:]))]
    return {
        "reports": len(reports),
        "units": len({report.unit_id for report in reports}),
        "values": sum(value is not None for report in reports for value in report.values.values()),
        "levels": own.levels(),
        "missing": [one.gaps() for one in gaps if one.missing],
    }


def _owed(date: dt.date, *, last: bool) -> list[Owed]:
    duties = {s.duty for s in Source.objects.filter(mode=Source.Mode.OWN).select_related("duty") if s.duty}
    due = [d for d in duties if d.frequency in DUE and (last or d.frequency == Frequency.SLOT)]
    units, areas, reliefs = _units(due, date), _Areas(date), _Reliefs(date)
    return [
        Owed(reliefs.doer(duty, unit) or unit, area, duty)
        for duty in sorted(due, key=lambda duty: duty.code)
        for unit in units
        if unit.pk == duty.unit_id or unit.kind_id == duty.unit_kind_id
        if not reliefs.suspended(duty, unit)
        for area in areas.of(unit, duty.level)
    ]


def _units(duties: Iterable[Duty], date: dt.date) -> list[OrganisationalUnit]:
    working = OrganisationalUnit.objects.valid_at(date).exclude(area=None).order_by("name", "pk")
    ids, kinds = {duty.unit_id for duty in duties}, {duty.unit_kind_id for duty in duties}
    return [unit for unit in working if unit.pk in ids or unit.kind_id in kinds]


class _Areas:
    """The areas of a day, asked once: which of a level lie in a unit's own."""

    def __init__(self, date: dt.date) -> None:
        areas = list(AdministrativeArea.objects.valid_at(date))
        above = {area.pk: area.parent_id for area in areas}
        self._within: dict[tuple[int | None, int], list[AdministrativeArea]] = defaultdict(list)
        for area in areas:
            top: int | None = area.pk
            while top is not None:
                self._within[top, area.level].append(area)
                top = above.get(top)

    def of(self, unit: OrganisationalUnit, level: int | None) -> list[AdministrativeArea]:
        return self._within.get((unit.area_id, unit.level if level is None else level), [])


class _Reliefs:
    """Which duties were suspended for a unit, or done by another, on a day."""

    def __init__(self, date: dt.date) -> None:
        found = DutyRelief.objects.on(date).select_related("delegate")
        self._delegates = {(relief.duty_id, relief.unit_id): relief.delegate for relief in found}

    def suspended(self, duty: Duty, unit: OrganisationalUnit) -> bool:
        return (duty.pk, unit.pk) in self._delegates and self.doer(duty, unit) is None

    def doer(self, duty: Duty, unit: OrganisationalUnit) -> OrganisationalUnit | None:
        return self._delegates.get((duty.pk, unit.pk))


def _reported(day: int) -> dict[tuple[int, int], list[tuple[int, dict[str, int | None]]]]:
    """{(unit, area): [(slot, values)]} of the day's approved reports, published before or not."""
    found: dict[tuple[int, int], list[tuple[int, dict[str, int | None]]]] = defaultdict(list)
    rows = Report.objects.filter(day=day, state=Report.State.APPROVED).order_by()
    for unit, area, slot, values in rows.values_list("unit_id", "area_id", "slot", "values"):
        found[unit, area].append((slot, values))
    return found


def _has_reported(
    owed: Owed, slot: int, reports: dict[tuple[int, int], list[tuple[int, dict[str, int | None]]]]
) -> bool:
    """Whether some figure that the duty names is there."""
    daily = owed.duty.frequency == Frequency.DAY
    return any(
        (daily or at == slot) and any(values.get(code) is not None for code in owed.duty.indicators)
        for at, values in reports.get((owed.unit.pk, owed.area.pk), ())
    )
