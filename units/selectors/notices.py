"""What an account is told, as far as it may still know it: asked when it is told, shown and mailed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from wagtail.models import Page

from core import clock, province
from units.models import Duty, Notice, NoticeChoice, OrganisationalUnit, ReviewDeputy, Reviewed, User
from units.policy import REVIEW, VIEW, Held, Record, entering, looks_after, may, runs_the_portal
from units.roles import ADMINISTRATOR, ENTERS, FOCAL_POINT, REVIEWS, holds, roles_of
from units.selectors.review import drafted, record_of, records_at

MOST_SHOWN = 50
KINDS_COUNTED = 2
Kind = Notice.Kind
BY_REVIEW = frozenset({Kind.WAITS, Kind.WITHDRAWN, Kind.OVERDUE})


def entitled(user: User, kind: str, about: Any) -> bool:
    """Whether the account may be told this now: by its roles of this moment, never by those of when it was told."""
    return about is not None and _may_know(user, kind, about, _record(about))


def notices_of(user: User) -> list[Notice]:
    """The newest of the account, at most 50, without those that it may not know any more.

    The number of queries does not grow with the notices.
    """
    return _known(user, list(_inbox(user)[:MOST_SHOWN]))


def _inbox(user: User) -> QuerySet[Notice]:
    return user.notices.filter(former_email="").exclude(kind=Kind.DUE)


def _known(user: User, found: list[Notice]) -> list[Notice]:
    prefetch_related_objects(found, "about")
    records = _records(one.about for one in found if one.about not in (None, user))
    return [one for one in found if one.about and _may_know(user, one.kind, one.about, records.get(one.about))]


def _may_know(user: User, kind: str, about: Any, record: Record | None) -> bool:
    """`record`: what `units.policy` asks of what it is about; None for the account itself."""
    if kind == Kind.SECURITY:
        return about == user  # even of one that has just been locked: its holder has to know that
    if not user.is_active:
        return False
    if about == user:
        return True
    if kind == Kind.QUESTION:
        return runs_the_portal(user)
    if kind in (Kind.LATE, Kind.DUE):
        return _has_to_do(user, about)
    if kind == Kind.ACCOUNTS:
        return looks_after(user, about)
    if kind == Kind.DEPUTY:
        return _stands_in(user, about)
    return record is not None and bool(roles_of(user)) and _may_read(user, kind, about, record)


def _may_read(user: User, kind: str, about: Any, record: Record) -> bool:
    """A step of review may be the account's by what is stored, or by what the newest draft makes of it."""
    if kind not in BY_REVIEW:
        return may(user, VIEW, record)
    return may(user, REVIEW, record) or (isinstance(about, Reviewed) and may(user, REVIEW, drafted(about)))


def _has_to_do(user: User, about: Any) -> bool:
    """Of a duty that is late: who enters for the unit, its focal point. Of what the unit has to do: who enters."""
    if isinstance(about, OrganisationalUnit):
        return user.unit == about and holds(user, ENTERS)
    own = user.unit is not None and holds(user, ENTERS, FOCAL_POINT)
    return own and any(held.duty == about for held in entering(user.unit))  # type: ignore[arg-type]


def _stands_in(user: User, deputy: ReviewDeputy) -> bool:
    """Of a deputy: the person itself while it is of the unit; of a unit, who reviews for it and its focal point."""
    if deputy.person_id:
        return deputy.person_id == user.pk and user.unit_id == deputy.unit_id
    return user.unit_id == deputy.deputy_unit_id and holds(user, REVIEWS, FOCAL_POINT)


def _records(told_of: Iterable[Any]) -> dict[Any, Record]:
    """{what was told of: what `units.policy` asks of it}, with the owners fetched together."""
    pages: list[Page] = []
    others: dict[type[Any], set[Any]] = defaultdict(set)
    for about in told_of:
        (pages.append if isinstance(about, Page) else others[type(about)].add)(about)
    for kind, found in others.items():
        if kind not in (OrganisationalUnit, Duty):
            newest = ["latest_revision"] if issubclass(kind, Reviewed) else []
            prefetch_related_objects(list(found), "unit", *newest)
    known = records_at({page.pk: page.path for page in pages})
    held: dict[Any, Record] = {page: known.get(page.pk, Held(None)) for page in pages}
    return held | {about: _record(about) for found in others.values() for about in found}


def _record(about: Any) -> Record:
    if isinstance(about, OrganisationalUnit | Duty):
        return Held(about if isinstance(about, OrganisationalUnit) else None)
    return record_of(about)


def ways_of(users: Iterable[User], kind: str) -> dict[int, str]:
    """{account's id: how it wants mails of the kind}, of those that have chosen; of security nobody has."""
    if kind == Kind.SECURITY:
        return {}
    return dict(NoticeChoice.objects.filter(user__in=list(users), kind=kind).values_list("user_id", "way"))


def choices_of(user: User) -> dict[str, str]:
    """{kind: how the account wants its mails}, for every kind that is its to choose."""
    chosen = dict(user.notice_choices.values_list("kind", "way"))
    usual = dict.fromkeys(Kind.values, NoticeChoice.Way.AT_ONCE) | {Kind.DUE: NoticeChoice.Way.DIGEST}
    del usual[Kind.SECURITY]
    return {kind: chosen.get(kind, way) for kind, way in usual.items()}


def last_digest(moment: dt.datetime) -> dt.datetime:
    """The last time, the moment included, at which digests went out."""
    return next_digest(moment) - dt.timedelta(days=1)


def next_digest(moment: dt.datetime) -> dt.datetime:
    """The first time after the moment at which digests go out."""
    at = dt.time.fromisoformat(province.current().notices.digest_at)
    today = dt.datetime.combine(moment.astimezone(clock.ZONE), at, tzinfo=clock.ZONE)
    return today if today > moment else today + dt.timedelta(days=1)


@dataclass(frozen=True)
class Unread:
    """How many notices are unread and still the account's to know; `more`: others were not looked into."""

    count: int
    more: bool

    def __str__(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


def unread(user: User) -> Unread:
    """Of the newest, as many as the inbox shows, told of the `KINDS_COUNTED` kinds of things that came last.

    One query where nothing is; its number does not grow with the notices nor with the kinds, since every screen asks.
    """
    newest = _inbox(user).values("pk")[:MOST_SHOWN]
    waiting = list(user.notices.filter(pk__in=newest, read_at=None))
    kinds = list(dict.fromkeys(one.content_type_id for one in waiting))[:KINDS_COUNTED]
    counted = [one for one in waiting if one.content_type_id in kinds]
    return Unread(len(_known(user, counted)), len(counted) < len(waiting))


def undelivered(user: User) -> QuerySet[Notice]:
    """Notices whose mail was given up, for the administrator; nothing for anyone else."""
    if not holds(user, ADMINISTRATOR):
        return Notice.objects.none()
    return Notice.objects.filter(mail=Notice.Mail.FAILED).select_related("to")[:MOST_SHOWN]
