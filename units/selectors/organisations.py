"""Reads of units over time, and of their duties."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from units.models import Duty, DutyRelief, OrganisationalUnit, UnitPeriod, UnitQuerySet, UnitSuccession
from units.models.periods import KEPT


def unit_named(abbreviation: str) -> OrganisationalUnit | None:
    """The unit of an abbreviation such as `cdc` or `ttyt-vinh`, whether or not it still works."""
    related = ("area", "reviewer", "kind")
    return OrganisationalUnit.objects.filter(abbreviation=abbreviation).select_related(*related).first()


def working_units() -> UnitQuerySet:
    """The units of today."""
    return OrganisationalUnit.objects.valid_at(clock.today())


def works(unit: OrganisationalUnit | None) -> bool:
    """Whether the unit may do anything new today."""
    return unit is not None and unit.works_on(clock.today())


def duties_of(unit: OrganisationalUnit) -> QuerySet[Duty]:
    """What the unit itself is obliged to do today, by name or as one of its kind; nothing once it has ended.

    Without duties that are suspended or delegated to another today; what others delegated to it: `delegated_to`.
    """
    if not works(unit):
        return Duty.objects.none()
    relieved = DutyRelief.objects.on(clock.today()).filter(unit=unit).values("duty")
    return Duty.objects.filter(Q(unit=unit) | Q(unit_kind=unit.kind_id)).exclude(pk__in=relieved)


def delegated_to(unit: OrganisationalUnit) -> QuerySet[DutyRelief]:
    """What the unit does today in place of others, who work today; each at the other's areas."""
    if not works(unit):
        return DutyRelief.objects.none()
    given = DutyRelief.objects.on(clock.today()).filter(delegate=unit, unit__in=working_units().values("pk"))
    return given.select_related("duty", "unit__area")


def periods_of(unit: OrganisationalUnit) -> list[UnitPeriod]:
    """Every span of the unit's life, oldest first; the last, not stored, is what its own row says."""
    past = list(unit.periods.select_related("parent", "area", "reviewer"))
    now: dict[str, Any] = {name: getattr(unit, name) for name in (*KEPT, "valid_to")}
    begun = past[-1].valid_to if past else unit.valid_from
    return [*past, UnitPeriod(unit=unit, valid_from=begun, **now)]


def unit_on(unit: OrganisationalUnit, day: dt.date) -> UnitPeriod | None:
    """What the unit was called and where it belonged on `day`; None before its beginning and after its end."""
    if not unit.works_on(day):
        return None
    return next(period for period in reversed(periods_of(unit)) if period.valid_from <= day)


def predecessor_ids(unit: OrganisationalUnit) -> set[int]:
    """The units that have ended by today and whose work passed on to this one, directly or by others between.

    Asked once for each object, since lists ask it for every record.
    """
    if not hasattr(unit, "_predecessor_ids"):
        unit._predecessor_ids = _predecessors({unit.pk})  # type: ignore[attr-defined]
    return unit._predecessor_ids  # type: ignore[attr-defined]


def _predecessors(found: set[int]) -> set[int]:
    ended = UnitSuccession.objects.filter(predecessor__valid_to__lte=clock.today())
    new = set(ended.filter(successor__in=found).values_list("predecessor", flat=True))
    return new | _predecessors(new) if new else new
