"""One-time links. The word in the link is told once, to whoever issues it; the database keeps its checksum."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password

from core import clock, province
from units.models import OneTimeLink, User


def digest(word: str) -> str:
    """The word has 256 random bits: nothing slower than a plain checksum is needed."""
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()


def give_links(*, accounts: Iterable[User], by: User) -> dict[int, str]:
    """{id of the account: the word of its new link}. Older links of these accounts end.

    In the caller's transaction, by as many statements for a thousand accounts as for one.
    """
    now, chosen = clock.now(), list(accounts)
    OneTimeLink.objects.filter(account__in=chosen, used_at=None, ended_at=None).update(ended_at=now)
    words = {account.pk: secrets.token_urlsafe(32) for account in chosen}
    until = now + dt.timedelta(hours=province.current().accounts.link_hours)
    made = [
        OneTimeLink(account_id=key, digest=digest(word), issued_at=now, expires_at=until, issued_by=by.username)
        for key, word in words.items()
    ]
    OneTimeLink.objects.bulk_create(made, batch_size=500)
    return words


def end_links(*, account: User) -> None:
    """Whatever link of the account is about opens nothing any more."""
    account.links.filter(used_at=None, ended_at=None).update(ended_at=clock.now())


def lock_away(account: User, state: User.State) -> None:
    """Set the fields of an account that nobody can sign in to. The caller saves them (`LOCKED_AWAY`)."""
    account.state, account.is_active = state, state == User.State.ACTIVE
    account.password = make_password(None)


LOCKED_AWAY = ("state", "is_active", "password")
