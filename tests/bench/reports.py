"""Approved reports of every commune's units, as a release takes them in."""

from collections.abc import Sequence

from datasets.models import Report, Source
from datasets.selectors.releases import slot_time
from units.models import Level, OrganisationalUnit


def of_communes(day: int, *, slots: Sequence[int]) -> list[Report]:
    """Not stored: one of each unit and slot, with all that it is the source of."""
    sources = list(Source.objects.filter(level=Level.COMMUNE).select_related("indicator", "duty__unit_kind"))
    reports = {}
    for source in sources:
        for unit in source.duty.unit_kind.units.select_related("area", "reviewer"):
            for slot in slots:
                report = reports.setdefault((unit.pk, slot), approved(unit, day, slot))
                report.values = report.values | {source.indicator.code: 3}
    return list(reports.values())


def approved(unit: OrganisationalUnit, day: int, slot: int) -> Report:
    now = slot_time(day, slot)
    return Report(
        unit=unit,
        area=unit.area,
        day=day,
        slot=slot,
        state=Report.State.APPROVED,
        entered_by=unit.abbreviation,
        entered_at=now,
        approved_by=unit.reviewer.abbreviation,
        approved_at=now,
    )
