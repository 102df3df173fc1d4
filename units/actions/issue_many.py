"""Accounts of their own for every unit that has none, at once: a few statements, no password computed."""

from django.db import IntegrityError, transaction

from core.problems import Refused
from units.actions.accounts import Issued, let_into_admin
from units.actions.audit import record
from units.actions.links import give_links, lock_away, mail_links
from units.actions.tell_accounts import tell_administrators
from units.models import Done, OrganisationalUnit, User
from units.policy import CONFIGURE, Held, may
from units.selectors.accounts import units_without_account
from units.selectors.link_mails import has_mail_server, usual_address


def issue_unit_accounts(*, by: User, again: bool = False, by_mail: bool = False) -> list[Issued]:
    """Cấp hàng loạt, in the units' order. `again`: also new links for accounts that nobody has taken yet; `by_mail`:
    those that have an address get their link by mail, and a slip only the others.

    Raises `Refused`, nothing written. The words of the links are nowhere but in what this returns.
    """
    if not may(User.objects.get(pk=by.pk), CONFIGURE, Held(None)):
        raise Refused("Chỉ quản trị hệ thống cấp tài khoản hàng loạt.")
    with transaction.atomic():
        units = list(units_without_account(again=again))
        accounts = _accounts(units)
        mailed = [one for one in accounts.values() if by_mail and has_mail_server() and usual_address(one)]
        mail_links(accounts=mailed, by=by)
        words = give_links(accounts=set(accounts.values()) - set(mailed), by=by)
        for account in accounts.values():
            record(Done.CHANGE, about=account, details={"step": "cấp tài khoản hàng loạt"})
        if units:
            text = f"Đã cấp tài khoản hàng loạt cho {len(units)} đơn vị; người cấp: {by.username}"
            tell_administrators(text=text, but=by)
    return [Issued(accounts[unit.pk], words.get(accounts[unit.pk].pk, "")) for unit in units]


def _accounts(units: list[OrganisationalUnit]) -> dict[int, User]:
    """{id of the unit: its account}, made where there is none."""
    waiting = User.objects.select_for_update(of=("self",)).filter(kind=User.Kind.UNIT, unit__in=units)
    there = {account.unit_id: account for account in waiting.select_related("unit")}
    try:
        made = User.objects.bulk_create([_new(unit) for unit in units if unit.pk not in there], batch_size=500)
    except IntegrityError as error:
        raise Refused("Có tài khoản vừa được cấp, hoặc trùng tên đăng nhập; hãy tải lại trang.") from error
    let_into_admin([account.pk for account in made])
    return {unit: account for unit, account in there.items() if unit} | {
        one.unit_id: one for one in made if one.unit_id
    }


def _new(unit: OrganisationalUnit) -> User:
    """Named by the unit's abbreviation, as the second of the two regulations asks (article 5.2)."""
    account = User(username=unit.abbreviation, unit=unit, kind=User.Kind.UNIT, first_name=unit.short_name)
    account.email = unit.email
    lock_away(account, User.State.ISSUED)
    return account
