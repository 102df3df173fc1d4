"""Who heads a unit and who enters for it."""

from django.db.models import Prefetch, Q, QuerySet

from core import province
from units.models import OrganisationalUnit, User
from units.models.users import INSIDE
from units.permissions import concerned, sees_everything
from units.roles import holds
from units.selectors.organisations import working_units


def register_of(user: User, query: str = "") -> QuerySet[OrganisationalUnit]:
    """Units of today with their accounts: all for the administrator and the bodies to which the regulation has focal
    points reported (`register_to` of the province's data), for others their own unit and those they review."""
    found = working_units()
    if not sees_everything(user) and not _keeps_it(user):
        found = found.filter(pk__in=concerned(user).values("pk"))
    if query:
        found = found.filter(Q(name__icontains=query) | Q(abbreviation__icontains=query))
    accounts = User.objects.filter(is_active=True).order_by("username")
    return found.select_related("area").prefetch_related(Prefetch("accounts", accounts))


def contacts(unit: OrganisationalUnit) -> list[str]:
    """The unit's accounts with name and address, as far as they are known."""
    return [
        " · ".join(part for part in (user.get_full_name(), user.username, user.email) if part)
        for user in unit.accounts.all()
    ]


def _keeps_it(user: User) -> bool:
    if user.unit is None or not holds(user, *INSIDE):
        return False
    return user.unit.abbreviation in province.current().register_to
