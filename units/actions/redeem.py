"""Taking an account by its one-time link: the holder chooses the password, and with it confirms a hand-over."""

from django.db import transaction

from core import clock
from core.problems import Refused
from units.actions.accounts import check_usable
from units.actions.audit import record
from units.actions.links import digest
from units.actions.sessions import end_everything
from units.actions.tell_accounts import Words, keep_from_next_holder, tell_step
from units.models import AccountHandover, Done, OneTimeLink, User
from units.selectors.accounts import open_handover

TAKEN = Words("Tài khoản đã được kích hoạt, mật khẩu đã đặt", "Tài khoản đã được kích hoạt")
HANDED_OVER = Words(TAKEN.holder, "Đã bàn giao xong, người nhận đã xác nhận")
GONE = "Liên kết không đúng, đã dùng hoặc đã hết hạn. Bạn hãy xin đơn vị quản lý cổng cấp liên kết mới."


def account_of(word: str) -> User:
    """The account that the link would open now. Raises `Refused`."""
    return _usable(_link(word)).account


def take_account(*, word: str, password: str) -> User:
    """Give the account its password, by the validated choice of its holder. Raises `Refused` the second time."""
    with transaction.atomic():
        account = User.objects.select_for_update(of=("self",)).get(pk=account_of(word).pk)
        link = _usable(_link(word))  # read after the lock, which every act on the account's links takes first
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
        account.set_password(password)
        account.state, account.is_active = User.State.ACTIVE, True
        if handover := open_handover(account):
            _confirm(handover, account)
        account.save()
        end_everything(user=account)
        record(Done.CHANGE, about=account, details={"step": "kích hoạt tài khoản"})
        tell_step(account=account, words=HANDED_OVER if handover else TAKEN)
        return account


def _link(word: str) -> OneTimeLink | None:
    return OneTimeLink.objects.select_related("account__unit").filter(digest=digest(word)).first()


def _usable(link: OneTimeLink | None) -> OneTimeLink:
    if link is None or link.used_at or link.ended_at or link.expires_at <= clock.now():
        raise Refused(GONE)
    if link.account.state != User.State.ISSUED:
        raise Refused(GONE)
    check_usable(link.account)
    return link


def _confirm(handover: AccountHandover, account: User) -> None:
    keep_from_next_holder(account=account)
    handover.incoming_confirmed_at = clock.now()
    handover.save(update_fields=["incoming_confirmed_at"])
    account.first_name, account.position = handover.incoming_name, handover.incoming_position
    account.phone, account.email = handover.incoming_phone, handover.incoming_email
