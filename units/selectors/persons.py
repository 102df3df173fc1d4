"""Which accounts are one person's. Who wrote under one account signs nothing of it under another."""

import datetime as dt
from collections.abc import Iterable

from core.text import nfc
from units.models import AccountHandover, User


def is_same_person(user: User, others: Iterable[User], *, since: dt.datetime) -> bool:
    """Whether `user` is one of the accounts, or their holder: now, or at any time since `since` (portal's clock).

    Persons are told by their full name or by their e-mail address. Whoever shares either counts as the same: of two
    namesakes one is asked to leave the signature to somebody else, while no second account goes unnoticed.
    """
    others = list(others)
    return user in others or not _traits([user]).isdisjoint(_traits(others) | _earlier_holders(others, since))


def _traits(accounts: Iterable[User]) -> set[str]:
    return {_plain(text) for account in accounts for text in (account.first_name, account.email)} - {""}


def _earlier_holders(accounts: list[User], since: dt.datetime) -> set[str]:
    """Names of those who have handed one of the accounts over since then."""
    handed_over = AccountHandover.objects.filter(account__in=accounts, incoming_confirmed_at__gte=since)
    return {_plain(name) for name in handed_over.values_list("outgoing_name", flat=True)} - {""}


def _plain(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
