"""Hand-over of an account from the person who held it to the one who will. Both confirm; in between nobody is in."""

from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.problems import Refused
from units.actions.accounts import Issued, check_usable, linked, lock, take_away
from units.actions.audit import record
from units.actions.tell_accounts import Words, tell_step
from units.models import AccountHandover, Done, User

HANDED_OVER = Words(
    "Tài khoản đã được bàn giao cho người khác, mật khẩu cũ hết hiệu lực", "Đang bàn giao, chờ người nhận xác nhận"
)


@dataclass(frozen=True)
class Person:
    """One side of a hand-over."""

    name: str
    position: str
    phone: str = ""
    email: str = ""


def hand_over_account(
    *,
    account: User,
    by: User,
    outgoing: Person,
    incoming: Person,
    reason: str = "",
    seen: str = "",
    by_mail: bool = False,
) -> tuple[AccountHandover, Issued]:
    """Bàn giao. The outgoing side confirms by doing this, or `by` does for them with a reason; the incoming side by
    choosing a password through the link, which is mailed to them if `by_mail`. Raises `Refused`, nothing changed."""
    with transaction.atomic():
        account = lock(account, by, seen, handing_over=True)
        _check(account, by, incoming, reason)
        take_away(account, User.State.ISSUED)
        handover = AccountHandover.objects.create(
            account=account,
            outgoing_name=outgoing.name,
            outgoing_position=outgoing.position,
            incoming_name=incoming.name,
            incoming_position=incoming.position,
            incoming_phone=incoming.phone,
            incoming_email=incoming.email,
            outgoing_confirmed_at=clock.now(),
            confirmed_by=by.get_full_name() or by.username,
            reason="" if by == account else reason.strip(),
        )
        record(Done.CHANGE, about=account, details={"step": "bàn giao tài khoản", "handover": str(handover)})
        tell_step(account=account, words=HANDED_OVER, reason=reason, by=by)
        return handover, linked(account, by, by_mail=by_mail)


def _check(account: User, by: User, incoming: Person, reason: str) -> None:
    if account.state != User.State.ACTIVE:
        raise Refused("Chỉ bàn giao được tài khoản đang dùng.")
    check_usable(account)
    if not incoming.name.strip() or not incoming.position.strip():
        raise Refused("Hãy ghi họ tên, chức vụ người nhận.")
    if by != account and not reason.strip():
        raise Refused("Xác nhận thay bên giao phải ghi lý do.")
