"""Reads of units and their duties."""

from django.db.models import Q, QuerySet

from units.models import Duty, OrganisationalUnit


def unit_named(abbreviation: str) -> OrganisationalUnit | None:
    """The unit of an abbreviation such as `cdc` or `ttyt-vinh`."""
    related = ("area", "reviewer", "kind")
    return OrganisationalUnit.objects.filter(abbreviation=abbreviation).select_related(*related).first()


def duties_of(unit: OrganisationalUnit) -> QuerySet[Duty]:
    """What the regulation obliges the unit to do, itself or as one of its kind."""
    return Duty.objects.filter(Q(unit=unit) | Q(unit_kind=unit.kind_id))
