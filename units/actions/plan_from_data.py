"""Endings that the province's data dates, as planned changes; and what the data must leave alone."""

from typing import Any

from django.db.models import QuerySet

from core import clock
from core.directive_ref import DirectiveRef
from core.province import Province
from units.models import ChangeKind, OrganisationalUnit, UnitChange, UnitPeriod


def decided_here() -> set[str]:
    """Abbreviations of units that somebody reorganised on the portal: the data says nothing of them any more."""
    changed = UnitChange.objects.filter(from_data=False).values_list("unit__abbreviation", flat=True)
    return {*changed, *UnitPeriod.objects.values_list("unit__abbreviation", flat=True)}


def plan_from_data(province: Province, units: QuerySet[OrganisationalUnit]) -> None:
    """A change for each unit of the data that has a last day; those that are applied stay as they are."""
    decided = UnitChange.objects.exclude(from_data=True, applied_at=None).values("unit")
    ending = units.exclude(valid_to=None).exclude(pk__in=decided).prefetch_related("succession__successor")
    wanted = {unit.pk: _planned(unit, province) for unit in ending}
    for change in UnitChange.objects.filter(from_data=True, applied_at=None):
        if _says(wanted.get(change.unit_id)) == _says(change):
            del wanted[change.unit_id]
        else:
            change.delete()
    UnitChange.objects.bulk_create(wanted.values(), batch_size=300)


def _says(change: UnitChange | None) -> tuple[Any, ...]:
    return (change.kind, change.effective, change.decision, change.after) if change else ()


def _planned(unit: OrganisationalUnit, province: Province) -> UnitChange:
    heirs = [link.successor.abbreviation for link in unit.succession.all()]
    kinds = [ChangeKind.CLOSE, ChangeKind.MERGE, ChangeKind.SPLIT]
    decision = next((d.decision for d in province.reorganisations if d.effective == unit.valid_to), None)
    decision = decision or DirectiveRef("", "")
    assert unit.valid_to is not None  # noqa: S101
    return UnitChange(
        kind=kinds[min(len(heirs), 2)],
        unit=unit,
        decision_issuer=decision.issuer,
        decision_number=decision.number,
        decision_date=decision.date,
        effective=unit.valid_to,
        after={"successors": heirs},
        from_data=True,
        by_name="dữ liệu của tỉnh",
        recorded_at=clock.now(),
    )
