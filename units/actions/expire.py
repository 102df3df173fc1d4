"""Accounts whose time is over: past their last day, or of a unit that has ended. A timer calls it."""

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from units.actions.accounts import take_away
from units.actions.audit import record
from units.models import Done, User


def expire_accounts() -> int:
    """How many were suspended. Each in a transaction of its own: one that fails holds up no other."""
    return sum(_expire(key) for key in list(_over().values_list("pk", flat=True)))


def _over() -> QuerySet[User]:
    today = clock.today()
    open_ones = User.objects.filter(state__in=(User.State.ACTIVE, User.State.ISSUED))
    return open_ones.filter(Q(valid_until__lt=today) | Q(unit__valid_to__lte=today))


def _expire(key: int) -> bool:
    with transaction.atomic():
        account = _over().select_for_update(of=("self",)).filter(pk=key).first()
        if account is None:
            return False
        take_away(account, User.State.SUSPENDED)
        record(Done.CHANGE, about=account, details={"step": "hết hạn tài khoản"})
        return True
