"""Accounts whose time is over: past their last day, of a unit that has ended, or of one whose last duty has. A timer
calls it."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from units.actions.accounts import take_away
from units.actions.audit import record
from units.actions.tell_accounts import tell_administrators, tell_expired
from units.models import Done, Duty, DutyRelief, OrganisationalUnit, User


def expire_accounts() -> int:
    """How many were suspended. Each in a transaction of its own: one that fails holds up no other.

    Its holder and its unit's focal points are told of each, the administrators once of all.
    """
    ended = [name for key in list(_over().values_list("pk", flat=True)) if (name := _expire(key))]
    if ended:
        text = f"Tài khoản hết hạn, đã tạm khóa: {len(ended)}"
        tell_administrators(text=text, detail=", ".join(ended))
    return len(ended)


def _over() -> QuerySet[User]:
    today = clock.today()
    open_ones = User.objects.filter(state__in=(User.State.ACTIVE, User.State.ISSUED))
    idle = Q(unit__in=_without_duties(today), across="", is_superuser=False)
    return open_ones.filter(Q(valid_until__lt=today) | Q(unit__valid_to__lte=today) | idle)


def _without_duties(today: dt.date) -> QuerySet[OrganisationalUnit]:
    """Units that have nothing to do here any more: no duty, none delegated to them now or later, nobody to review.

    A duty that is suspended comes back, so it counts.
    """
    named, kinds = Duty.objects.exclude(unit=None), Duty.objects.exclude(unit_kind=None)
    delegated = DutyRelief.objects.exclude(delegate=None).filter(Q(valid_to=None) | Q(valid_to__gt=today))
    reviewed = OrganisationalUnit.objects.exclude(reviewer=None)
    busy = Q(pk__in=named.values("unit")) | Q(kind__in=kinds.values("unit_kind"))
    busy |= Q(pk__in=delegated.values("delegate")) | Q(pk__in=reviewed.values("reviewer"))
    return OrganisationalUnit.objects.exclude(busy)


def _expire(key: int) -> str:
    """The name of the account; empty if its time is not over after all."""
    with transaction.atomic():
        account = _over().select_for_update(of=("self",)).filter(pk=key).first()
        if account is None:
            return ""
        take_away(account, User.State.SUSPENDED)
        record(Done.CHANGE, about=account, details={"step": "hết hạn tài khoản"})
        tell_expired(account=account)
        return account.username
