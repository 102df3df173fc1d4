"""Reads of accounts: who may see which, what has happened to one, who has been silent."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from core import clock, province
from units.models import AccountHandover, AuditEntry, OneTimeLink, OrganisationalUnit, User
from units.models.users import INSIDE
from units.policy import manages_accounts
from units.roles import ADMINISTRATOR, holds
from units.selectors.organisations import working_units

MOST_EVENTS = 100
ADMINISTERS = Q(across=ADMINISTRATOR) | Q(across="", unit=None, is_superuser=True)
"""In SQL what `roles.granted` says of the administrator."""
STAMPED = ("state", "kind", "across", "unit_id", "position", "phone", "email", "first_name", "valid_until", *INSIDE)


def accounts_for(user: User) -> QuerySet[User]:
    """Those the account may look after: the administrator all, a focal point those of its unit."""
    if not manages_accounts(user):
        return User.objects.none()
    found = User.objects.select_related("unit").order_by("unit__level", "unit__abbreviation", "kind", "username")
    return found if holds(user, ADMINISTRATOR) else found.filter(unit=user.unit_id)


def chosen(user: User, asked: Mapping[str, Any]) -> QuerySet[User]:
    """Of the accounts that the account may look after, those that the filters leave."""
    found = accounts_for(user)
    if words := asked.get("q", "").strip():
        fields = ("username", "first_name", "unit__name", "unit__abbreviation")
        found = found.filter(reduce(or_, (Q(**{f"{field}__icontains": words}) for field in fields)))
    for name in ("state", "kind"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("role"):
        found = found.filter(_has_role(asked["role"]))
    return found.filter(pk__in=silent_focal_points().values("pk")) if asked.get("silent") else found


def _has_role(role: str) -> Q:
    """In SQL what `roles.granted` says."""
    if role in INSIDE:
        return Q(across="", unit__isnull=False) & (Q(**{role: True}) | ~Q(kind=User.Kind.PERSON))
    return ADMINISTERS if role == ADMINISTRATOR else Q(across=role)


def lasting_administrators() -> QuerySet[User]:
    """Administrators in use whose time never ends: one of them must always be left."""
    return User.objects.filter(ADMINISTERS, state=User.State.ACTIVE, valid_until=None)


def events_of(account: User) -> list[tuple[AuditEntry, str, str]]:
    """(entry, step, reason) of the account's life, the newest first."""
    told = AuditEntry.objects.filter(model=User._meta.label, object_id=str(account.pk), details__contains='"step"')
    entries = list(told.order_by("-pk")[:MOST_EVENTS])
    return [
        (entry, (found := json.loads(entry.details)).get("step", ""), found.get("reason", "")) for entry in entries
    ]


def stamp_of(account: User) -> str:
    """Changes with anything that a form about the account shows: a form that is older than that is refused."""
    links, mails = (
        found.order_by("-pk").values_list("pk", flat=True) for found in (account.links, account.link_mails)
    )
    told = [str(getattr(account, name)) for name in STAMPED] + [links.first(), mails.first()]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def open_link(account: User) -> OneTimeLink | None:
    """The link by which the account can be taken, if it still holds."""
    return account.links.filter(used_at=None, ended_at=None, expires_at__gt=clock.now()).first()


def open_handover(account: User) -> AccountHandover | None:
    return account.handovers.filter(incoming_confirmed_at=None, ended_at=None).first()


def units_without_account(*, again: bool = False) -> QuerySet[OrganisationalUnit]:
    """Units of today that have no account of their own; `again`: also those whose account nobody has taken yet."""
    own = User.objects.filter(kind=User.Kind.UNIT).exclude(unit=None)
    if again:
        handed_over = AccountHandover.objects.filter(incoming_confirmed_at=None, ended_at=None).values("account")
        own = own.filter(~Q(state=User.State.ISSUED) | Q(last_login__isnull=False) | Q(pk__in=handed_over))
    return working_units().exclude(pk__in=own.values("unit")).order_by("level", "abbreviation")


def silent_focal_points() -> QuerySet[User]:
    """Active focal points, with units' own accounts if these sign in, that have not done so for `silent_days`."""
    current = province.current().accounts
    since = clock.real_now() - dt.timedelta(days=current.silent_days)
    heads = Q(kind=User.Kind.PERSON, focal_point=True)
    if current.unit_sign_in:
        heads |= Q(kind=User.Kind.UNIT)
    silent = Q(last_login__lt=since) | Q(last_login=None, date_joined__lt=since)
    return User.objects.filter(heads & silent, state=User.State.ACTIVE).exclude(unit=None)
