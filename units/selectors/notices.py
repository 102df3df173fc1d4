"""What an account is told, as far as it may still know it: asked when it is told, shown and mailed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.models import Page

from core import clock, province
from units.models import Notice, NoticeChoice, OrganisationalUnit, User
from units.policy import REVIEW, VIEW, Held, Record, looks_after, may
from units.roles import ADMINISTRATOR, holds, roles_of
from units.selectors.review import owners_of, record_of

MOST_SHOWN = 50
Kind = Notice.Kind
BY_REVIEW = frozenset({Kind.WAITS, Kind.WITHDRAWN})


def entitled(user: User, kind: str, about: Any) -> bool:
    """Whether the account may be told this now: by its roles of this moment, never by those of when it was told."""
    return about is not None and _may_know(user, kind, about, _record(about))


def notices_of(user: User) -> list[Notice]:
    """The newest of the account, at most 50, without those that it may not know any more.

    The number of queries does not grow with the notices.
    """
    found = list(user.notices.select_related("content_type").prefetch_related("about")[:MOST_SHOWN])
    records = _records(one.about for one in found if one.about is not None)
    return [one for one in found if one.about and _may_know(user, one.kind, one.about, records[one.about])]


def _may_know(user: User, kind: str, about: Any, record: Record) -> bool:
    if kind == Kind.SECURITY:
        return about == user  # even of one that has just been locked: its holder has to know that
    if not user.is_active:
        return False
    if about == user:
        return True
    if kind == Kind.ACCOUNTS:
        return looks_after(user, about)
    return bool(roles_of(user)) and may(user, REVIEW if kind in BY_REVIEW else VIEW, record)


def _records(told_of: Iterable[Any]) -> dict[Any, Record]:
    """{what was told of: what `units.policy` asks of it}, with the owners fetched together."""
    pages: list[Page] = []
    others: dict[type[Any], set[Any]] = defaultdict(set)
    for about in told_of:
        (pages.append if isinstance(about, Page) else others[type(about)].add)(about)
    for kind, found in others.items():
        if kind is not OrganisationalUnit:
            prefetch_related_objects(list(found), "unit")
    owners = owners_of(Page, [page.pk for page in pages]) if pages else {}
    held: dict[Any, Record] = {page: Held(owners.get(page.pk)) for page in pages}
    return held | {about: _record(about) for found in others.values() for about in found}


def _record(about: Any) -> Record:
    if isinstance(about, OrganisationalUnit):
        return Held(about)
    return record_of(about)


def ways_of(users: Iterable[User], kind: str) -> dict[int, str]:
    """{account's id: how it wants mails of the kind}, of those that have chosen; of security nobody has."""
    if kind == Kind.SECURITY:
        return {}
    return dict(NoticeChoice.objects.filter(user__in=list(users), kind=kind).values_list("user_id", "way"))


def choices_of(user: User) -> dict[str, str]:
    """{kind: how the account wants its mails}, for every kind that is its to choose."""
    chosen = dict(user.notice_choices.values_list("kind", "way"))
    return {kind: chosen.get(kind, NoticeChoice.Way.AT_ONCE) for kind in Kind.values if kind != Kind.SECURITY}


def next_digest(moment: dt.datetime) -> dt.datetime:
    """The first time after the moment at which digests go out."""
    at = dt.time.fromisoformat(province.current().notices.digest_at)
    today = dt.datetime.combine(moment.astimezone(clock.ZONE), at, tzinfo=clock.ZONE)
    return today if today > moment else today + dt.timedelta(days=1)


def unread(user: User) -> int:
    return user.notices.filter(read_at=None).count()


def undelivered(user: User) -> QuerySet[Notice]:
    """Notices whose mail was given up, for the administrator; nothing for anyone else."""
    if not holds(user, ADMINISTRATOR):
        return Notice.objects.none()
    return Notice.objects.filter(mail=Notice.Mail.FAILED).select_related("to")[:MOST_SHOWN]
