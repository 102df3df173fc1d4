"""Accounts whose time is over: past their last day, or of a unit that has ended. A timer calls it."""

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from units.actions.accounts import take_away
from units.actions.audit import record
from units.actions.tell_accounts import tell_administrators, tell_expired
from units.models import Done, User


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
    return open_ones.filter(Q(valid_until__lt=today) | Q(unit__valid_to__lte=today))


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
