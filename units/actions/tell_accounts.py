"""Telling of an account's life and security: its holder by mail at any rate, who looks after it by choice.

A holder is told also while the account is locked: by mail alone, since nobody comes in to read.
"""

from dataclasses import dataclass

from django.db.models import Q

from core import clock
from units.actions.tell import tell
from units.models import Notice, User
from units.models.mailed import WAITING_FOR_MAIL

Kind = Notice.Kind
ADMINISTRATORS = Q(is_superuser=True, unit=None)


@dataclass(frozen=True)
class Words:
    """What is said of a step in an account's life, to its holder and to who looks after it; empty: nothing."""

    holder: str = ""
    keepers: str = ""


def tell_holder(*, account: User, text: str, detail: str = "") -> None:
    tell(to=[account], kind=Kind.SECURITY, about=account, text=text, detail=detail)


def tell_keepers(*, account: User, text: str, detail: str = "", but: User | None = None) -> None:
    """The administrators, and the focal points of the account's unit, as far as it is theirs to look after."""
    found = User.objects.filter(ADMINISTRATORS | Q(unit=account.unit_id, unit__isnull=False))
    found = found.exclude(pk__in=[account.pk, *([but.pk] if but else [])])
    tell(to=found.select_related("unit"), kind=Kind.ACCOUNTS, about=account, text=text, detail=detail)


def tell_expired(*, account: User) -> None:
    """Its holder and the focal points of its unit; the administrators are told of all together."""
    text = f"Tài khoản đã hết hạn, bị tạm khóa: {named(account)}"
    tell_holder(account=account, text=text)
    heads = User.objects.filter(unit=account.unit_id, unit__isnull=False).exclude(pk=account.pk)
    tell(to=heads.select_related("unit"), kind=Kind.ACCOUNTS, about=account, text=text)


def tell_administrators(*, text: str, detail: str = "", but: User | None = None) -> None:
    """Of what happened to many accounts at once, in one notice."""
    for one in User.objects.filter(ADMINISTRATORS, is_active=True):
        if one != but:
            tell(to=[one], kind=Kind.ACCOUNTS, about=one, text=text, detail=detail)


def tell_step(*, account: User, words: Words, reason: str = "", by: User | None = None) -> None:
    """A step in the account's life; whoever took it need not be told of it."""
    detail = f"Lý do: {reason.strip()}" if reason.strip() else ""
    if words.holder and account != by:
        tell_holder(account=account, text=f"{words.holder}: {account.username}", detail=detail)
    if words.keepers:
        tell_keepers(account=account, text=f"{words.keepers}: {named(account)}", detail=detail, but=by)


def tell_locked_out(*, account: User, address: str) -> None:
    """Too many wrong tries: to the account concerned and who looks after it."""
    text = f"Bị khóa đăng nhập do nhập sai nhiều lần: {account.username}, địa chỉ mạng {address}"
    tell_holder(account=account, text=text)
    tell_keepers(account=account, text=text)


def keep_from_next_holder(*, account: User) -> None:
    """What the one who held the account was told of its security is not for the one who takes it over; what of it
    still waits to be mailed stays owed to the former holder, at the address that the account has until now."""
    told = account.notices.filter(kind=Kind.SECURITY)
    told.exclude(mail__in=WAITING_FOR_MAIL).delete()
    kept = {"former_name": account.get_full_name() or account.username, "former_email": account.email}
    told.filter(former_email="").update(**kept, read_at=clock.now())


def named(account: User) -> str:
    """`cdc.lan (Nguyễn Thị Lan), Trung tâm Kiểm soát bệnh tật`."""
    name = f"{account.username} ({account.first_name})" if account.first_name else account.username
    return f"{name}, {account.unit}" if account.unit else name
