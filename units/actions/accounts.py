"""The life of an account: issue, change, suspend, resume, revoke, take back after a leak. Each act is logged.

An act is refused, with nothing written, where the policy does not grant it now or where `seen`, the account's stamp
that the form carried, is no longer the account's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction

from core import clock, province
from core.problems import Refused
from core.text import fold
from units.actions.audit import record
from units.actions.links import LOCKED_AWAY, check_mailable, end_links, give_links, lock_away, mail_links
from units.actions.sessions import end_everything
from units.actions.tell_accounts import Words, tell_step
from units.models import Done, OrganisationalUnit, User
from units.models.users import INSIDE
from units.policy import MANAGE, PERSONS, Held, may, may_hand_over
from units.roles import ADMINISTRATOR, holds
from units.selectors.accounts import ADMINISTERS, lasting_administrators, stamp_of
from units.selectors.organisations import works

OFFICERS = "Cán bộ cập nhật"
"""The group by which Wagtail lets an account into the admin at all; what it may do there is not Wagtail's to say."""
ABOUT_PERSON = ("first_name", "position", "phone", "email", "valid_until")
State = User.State
WORDS = {
    "cấp tài khoản": Words(keepers="Đã cấp tài khoản"),
    "cấp lại liên kết": Words(keepers="Đã cấp lại liên kết kích hoạt tài khoản"),
    "lấy lại tài khoản": Words(
        "Tài khoản đã được lấy lại do nghi bị lộ, mật khẩu cũ hết hiệu lực", "Đã lấy lại tài khoản do nghi bị lộ"
    ),
    "tạm khóa tài khoản": Words("Tài khoản đã bị tạm khóa", "Đã tạm khóa tài khoản"),
    "mở lại tài khoản": Words("Tài khoản đã được mở lại", "Đã mở lại tài khoản"),
    "thu hồi tài khoản": Words("Tài khoản đã bị thu hồi", "Đã thu hồi tài khoản"),
}
"""{step: what is said of it}"""


@dataclass(frozen=True)
class Issued:
    """An account, and the word of the link by which its holder takes it: shown once, kept nowhere; empty if the link
    goes out by mail."""

    account: User
    word: str = ""


def issue_person(
    *,
    by: User,
    unit: OrganisationalUnit | None,
    roles: Mapping[str, Any],
    about: Mapping[str, Any],
    by_mail: bool = False,
    form: str = "",
) -> Issued:
    """Cấp tài khoản cá nhân. `roles`: {field of INSIDE, or "across": value}; `about`: {field of ABOUT_PERSON: value};
    `by_mail`: the link is mailed to the person and told to nobody else; `form`: the stamp of the form that asks,
    which gives one account however often it is sent. Namesakes are told apart by nothing here: two persons of one
    name get an account each.

    Raises `Refused`, nothing written.
    """
    with transaction.atomic():
        person = User(unit=unit, kind=User.Kind.PERSON, issue_form=form or None, **about)
        _give_roles(person, roles, _fresh(by))
        _refuse_twice(form)
        person.username = _free_name(unit, person.first_name)
        lock_away(person, State.ISSUED)
        try:
            person.save()
        except IntegrityError as error:
            raise Refused("Biểu mẫu này vừa được gửi, hoặc tên vừa cấp cho người khác; hãy xem danh sách.") from error
        let_into_admin([person.pk])
        _told(person, by, "cấp tài khoản")
        return linked(person, by, by_mail=by_mail)


def _refuse_twice(form: str) -> None:
    """A double click: the second gets no further account. Of two at the same moment the database lets one through."""
    if given := User.objects.filter(issue_form=form).first() if form else None:
        raise Refused(f"Biểu mẫu này đã cấp tài khoản {given.username}; hãy mở tài khoản đó.")


def issue_again(*, account: User, by: User, seen: str = "", reason: str = "", by_mail: bool = False) -> Issued:
    """Cấp lại liên kết, của tài khoản chờ kích hoạt hoặc đã thu hồi."""
    with transaction.atomic():
        account = lock(account, by, seen)
        if account.state not in (State.ISSUED, State.REVOKED):
            raise Refused("Tài khoản đang có người dùng; muốn cấp lại thì lấy lại hoặc bàn giao.")
        return _locked_and_issued(account, by, "cấp lại liên kết", reason, by_mail)


def reclaim(*, account: User, by: User, seen: str = "", reason: str, by_mail: bool = False) -> Issued:
    """Lấy lại tài khoản bị lộ: nothing that is open stays open, the password opens nothing, a new link is given."""
    with transaction.atomic():
        account = lock(account, by, seen)
        keep_an_administrator(without=account)
        if account.state not in (State.ACTIVE, State.SUSPENDED):
            raise Refused("Tài khoản không có người đang dùng nên không có gì để lấy lại.")
        return _locked_and_issued(account, by, "lấy lại tài khoản", _needed(reason), by_mail)


def suspend(*, account: User, by: User, seen: str = "", reason: str) -> User:
    """Tạm khóa. The password stays, for `resume`; nothing that is open does."""
    with transaction.atomic():
        account = lock(account, by, seen)
        keep_an_administrator(without=account)
        if account.state != State.ACTIVE:
            raise Refused("Chỉ tạm khóa được tài khoản đang dùng.")
        account.state, account.is_active = State.SUSPENDED, False
        account.save(update_fields=["state", "is_active"])
        end_everything(user=account)
        return _told(account, by, "tạm khóa tài khoản", _needed(reason))


def resume(*, account: User, by: User, seen: str = "", reason: str = "") -> User:
    """Mở lại tài khoản tạm khóa. Raises `Refused` where its time is over or its unit has ended."""
    with transaction.atomic():
        account = lock(account, by, seen)
        if account.state != State.SUSPENDED:
            raise Refused("Tài khoản không bị tạm khóa.")
        check_usable(account)
        if not account.has_usable_password():
            raise Refused("Tài khoản chưa có mật khẩu; hãy lấy lại để cấp liên kết mới.")
        account.state, account.is_active = State.ACTIVE, True
        account.save(update_fields=["state", "is_active"])
        return _told(account, by, "mở lại tài khoản", reason)


def revoke(*, account: User, by: User, seen: str = "", reason: str) -> User:
    """Thu hồi: sessions, links, an open hand-over and the password all end. Only a new issue brings it back."""
    with transaction.atomic():
        account = lock(account, by, seen)
        keep_an_administrator(without=account)
        if account.state == State.REVOKED:
            raise Refused("Tài khoản đã thu hồi rồi.")
        take_away(account, State.REVOKED)
        return _told(account, by, "thu hồi tài khoản", _needed(reason))


def change_person(
    *, account: User, by: User, seen: str = "", roles: Mapping[str, Any], about: Mapping[str, Any]
) -> User:
    """Sửa vai trò, thông tin của một người. What it may no longer do, it cannot do from the next request on."""
    with transaction.atomic():
        account = lock(account, by, seen)
        if account.kind != User.Kind.PERSON:
            raise Refused("Tài khoản này không có vai trò riêng để sửa.")
        _give_roles(account, roles, _fresh(by))
        for name in ABOUT_PERSON:
            setattr(account, name, about.get(name, getattr(account, name)))
        if account.across != ADMINISTRATOR or account.valid_until:
            keep_an_administrator(without=account)
        account.save(update_fields=[*INSIDE, "across", "is_superuser", *ABOUT_PERSON])
        return account


def lock(account: User, by: User, seen: str = "", *, handing_over: bool = False) -> User:
    """The account as stored, locked until the transaction ends. Raises `Refused` if `by` may not touch it, or if it
    is no longer what the form showed."""
    _lock_administrators()
    found = User.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=account.pk).first()
    actor = _fresh(by)
    allowed = found is not None and (may_hand_over(actor, found) if handing_over else may(actor, MANAGE, found))
    if found is None or not allowed:
        raise Refused("Bạn không còn quyền với tài khoản này.")
    if seen and seen != stamp_of(found):
        raise Refused("Tài khoản đã thay đổi kể từ khi bạn mở biểu mẫu; hãy xem lại rồi làm tiếp.")
    return found


def _lock_administrators() -> None:
    """Acts of administrators wait for each other: of two who end each other at once the second acts no more."""
    list(User.objects.select_for_update(of=("self",)).filter(ADMINISTERS).order_by("pk").values_list("pk"))


def keep_an_administrator(*, without: User) -> None:
    """Raises `Refused` where nobody would be left who administers for good: nobody could give that back on screen."""
    lasting = lasting_administrators()
    if lasting.filter(pk=without.pk).exists() and not lasting.exclude(pk=without.pk).exists():
        raise Refused(
            "Đây là người quản trị hệ thống cuối cùng đang dùng, không có ngày hết hạn; hãy cấp người khác trước."
        )


def take_away(account: User, state: State) -> None:
    """Nobody holds the account any more: no password, no link, no session, no hand-over under way."""
    lock_away(account, state)
    account.save(update_fields=LOCKED_AWAY)
    end_links(account=account)
    account.handovers.filter(incoming_confirmed_at=None, ended_at=None).update(ended_at=clock.now())
    end_everything(user=account)


def check_usable(account: User) -> None:
    """Raises `Refused` for an account whose time is over or whose unit does not work."""
    if account.valid_until is not None and account.valid_until < clock.today():
        raise Refused("Tài khoản đã hết hạn dùng.")
    if account.unit is not None and not works(account.unit):
        raise Refused("Đơn vị của tài khoản không còn hoạt động.")


def let_into_admin(accounts: list[int]) -> None:
    """Many or one, by few statements."""
    group, _ = Group.objects.get_or_create(name=OFFICERS)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    through = User.groups.through
    rows = [through(user_id=key, group_id=group.pk) for key in accounts]
    through.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _locked_and_issued(account: User, by: User, step: str, reason: str, by_mail: bool) -> Issued:
    check_usable(account)
    take_away(account, State.ISSUED)
    _told(account, by, step, reason)
    return linked(account, by, by_mail=by_mail)


def linked(account: User, by: User, *, by_mail: bool) -> Issued:
    """The account with its new link, in the answer or in a mail. Raises `Refused`: no mail can reach the holder."""
    if not by_mail:
        return Issued(account, give_links(accounts=[account], by=by)[account.pk])
    check_mailable(account)
    mail_links(accounts=[account], by=by)
    return Issued(account)


def _told(account: User, by: User, step: str, reason: str = "") -> User:
    """In the log, and to whom it concerns."""
    record(Done.CHANGE, about=account, details={"step": step, **({"reason": reason.strip()} if reason else {})})
    tell_step(account=account, words=WORDS[step], reason=reason, by=by)
    return account


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused("Hãy ghi lý do.")
    return reason


def _fresh(by: User) -> User:
    """The actor as stored now: roles may have changed since the form was opened."""
    return User.objects.select_related("unit").get(pk=by.pk)


def _give_roles(person: User, roles: Mapping[str, Any], by: User) -> None:
    """Raises `Refused` for roles that `by` may not give, or that do not go together or with the unit."""
    across = roles.get("across") or ""
    inside = [name for name in INSIDE if roles.get(name)]
    if bool(across) == bool(inside):
        raise Refused("Chọn vai trò trong đơn vị, hoặc một vai trò toàn tỉnh; không chọn cả hai.")
    if across:
        _check_across(person.unit, across, by)
    elif person.unit is None or not works(person.unit):
        raise Refused("Vai trò trong đơn vị phải gắn với một đơn vị đang hoạt động.")
    elif not may(by, MANAGE, Held(person.unit, PERSONS)):
        raise Refused("Bạn không quản lý tài khoản của đơn vị này.")
    for name in INSIDE:
        setattr(person, name, name in inside)
    person.across, person.is_superuser = across, across == ADMINISTRATOR


def _check_across(unit: OrganisationalUnit | None, across: str, by: User) -> None:
    if not holds(by, ADMINISTRATOR):
        raise Refused("Chỉ quản trị hệ thống cấp vai trò toàn tỉnh.")
    if across not in User.Across.values:
        raise Refused("Không có vai trò này.")
    allowed = _offices(across)
    if allowed is not None and (unit is None or unit.abbreviation not in allowed or not works(unit)):
        raise Refused(f"Vai trò này chỉ cấp cho người của: {', '.join(allowed) or 'chưa đơn vị nào'}.")


def _offices(across: str) -> tuple[str, ...] | None:
    """The units whose persons may have the role; None: anybody's, also of none."""
    here = province.current()
    return (here.managed_by,) if across == ADMINISTRATOR else getattr(here.accounts, across, None)


def _free_name(unit: OrganisationalUnit | None, name: str) -> str:
    """`ttyt-vinh.lan` of Nguyễn Thị Lan at ttyt-vinh, then `ttyt-vinh.lan2`. A name once given is never another's."""
    given = re.sub(r"[^a-z0-9]+", "", fold(name.rsplit(maxsplit=1)[-1] if name.split() else "")) or "cb"
    stem = f"{unit.abbreviation if unit else 'tinh'}.{given[:40]}"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(free for free in (f"{stem}{n or ''}" for n in (0, *range(2, len(taken) + 3))) if free not in taken)
