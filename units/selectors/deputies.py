"""Who reviews today in the place of an absent reviewer, and whom a unit may ask to."""

from django.db.models import Q, QuerySet

from core import clock
from units.models import OrganisationalUnit, ReviewDeputy, User
from units.once import once_a_request
from units.selectors.organisations import working_units


@once_a_request
def deputies_at(unit: OrganisationalUnit) -> list[ReviewDeputy]:
    """Those in force today of which the deputy is the unit, or a person of it; in the place of units that work."""
    standing = ReviewDeputy.objects.on(clock.today()).filter(unit__in=working_units().values("pk"))
    return list(standing.filter(Q(deputy_unit=unit) | Q(unit=unit, person__unit=unit)))


def deputies_of(unit: OrganisationalUnit) -> QuerySet[ReviewDeputy]:
    """Whom the unit has appointed, the newest first."""
    related = ("unit", "person", "deputy_unit", "appointed_by", "ended_by")
    return ReviewDeputy.objects.filter(unit=unit).select_related(*related)


def deputies_to_come(unit: OrganisationalUnit) -> QuerySet[ReviewDeputy]:
    """Those of the unit that are in force or will be."""
    return deputies_of(unit).filter(ended_at=None, last_day__gte=clock.today())


def persons_to_ask(unit: OrganisationalUnit) -> QuerySet[User]:
    """Persons of the unit who do not review anyway."""
    lasting = Q(valid_until=None) | Q(valid_until__gte=clock.today())
    persons = User.objects.filter(unit=unit, kind=User.Kind.PERSON, is_active=True, across="", reviews=False)
    return persons.filter(lasting).order_by("first_name", "username")


def units_to_ask(unit: OrganisationalUnit) -> QuerySet[OrganisationalUnit]:
    """The units above: the one that reviews the unit, and the one that it belongs to."""
    above = [pk for pk in (unit.reviewer_id, unit.parent_id) if pk and pk != unit.pk]
    return working_units().filter(pk__in=above)
