"""One-time links. The word in the link is told once: to whoever issues it, or in a mail to whoever is to hold the
account (`send_links` makes it then). The database keeps its checksum."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from core import clock, province
from core.problems import Refused
from units.models import LinkMail, Mailed, OneTimeLink, User
from units.selectors.link_mails import has_mail_server, link_address

Mail = Mailed.Mail


def digest(word: str) -> str:
    """The word has 256 random bits: nothing slower than a plain checksum is needed."""
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()


def give_links(*, accounts: Iterable[User], by: User) -> dict[int, str]:
    """{id of the account: the word of its new link}. Older links of these accounts end, and so do mails that wait.

    In the caller's transaction, by as many statements for a thousand accounts as for one.
    """
    chosen = list(accounts)
    _end([account.pk for account in chosen])
    return _make([account.pk for account in chosen], by.username)


def mail_links(*, accounts: Iterable[User], by: User) -> None:
    """Have links mailed, in the caller's transaction; older links and mails that wait end. Where they go and whether
    anybody takes mail there is seen when they are sent."""
    chosen, now = [account.pk for account in accounts], clock.now()
    _end(chosen)
    waits = {"mail": Mail.QUEUED, "next_try": clock.real_now(), "asked_at": now, "asked_by": by.username}
    LinkMail.objects.bulk_create([LinkMail(account_id=key, **waits) for key in chosen], batch_size=500)


def check_mailable(account: User) -> None:
    """Raises `Refused` where no mail could reach whoever is to take the account."""
    if not has_mail_server():
        raise Refused("Cổng chưa khai báo máy chủ thư nên chưa gửi được thư; hãy in phiếu.")
    if not link_address(account):
        raise Refused("Chưa có địa chỉ thư điện tử của người nhận; hãy bổ sung hoặc in phiếu.")


def make_link(row: LinkMail) -> str:
    """The word of a new link for a mail that is being sent, in the caller's transaction; the one before ends."""
    row.account.links.filter(used_at=None, ended_at=None).update(ended_at=clock.now())
    return _make([row.account_id], row.asked_by)[row.account_id]


def end_link(word: str) -> None:
    """A link whose mail did not go out."""
    OneTimeLink.objects.filter(digest=digest(word), used_at=None, ended_at=None).update(ended_at=clock.now())


def end_links(*, account: User) -> None:
    """Whatever link of the account is about opens nothing any more, and none is sent."""
    _end([account.pk])


def _end(accounts: list[int]) -> None:
    OneTimeLink.objects.filter(account__in=accounts, used_at=None, ended_at=None).update(ended_at=clock.now())
    LinkMail.objects.filter(account__in=accounts, mail=Mail.QUEUED).update(mail=Mail.NONE)


def _make(accounts: list[int], by: str) -> dict[int, str]:
    now, words = clock.now(), {key: secrets.token_urlsafe(32) for key in accounts}
    until = now + dt.timedelta(hours=province.current().accounts.link_hours)
    made = [
        OneTimeLink(account_id=key, digest=digest(word), issued_at=now, expires_at=until, issued_by=by)
        for key, word in words.items()
    ]
    OneTimeLink.objects.bulk_create(made, batch_size=500)
    return words


def lock_away(account: User, state: User.State) -> None:
    """Set the fields of an account that nobody can sign in to. The caller saves them (`LOCKED_AWAY`)."""
    account.state, account.is_active = state, state == User.State.ACTIVE
    account.password = make_password(None)


LOCKED_AWAY = ("state", "is_active", "password")
