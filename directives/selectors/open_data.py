"""Bounded reads of directives for other systems."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from core.paging import Key, after
from core.text import slug
from directives import structure
from directives.models import DirectivePage, Issuer, Original, Provision
from directives.selectors.issuers import issuer_named
from directives.selectors.published import published, with_status
from directives.selectors.subjects import Kind, about, within
from units.models import AdministrativeArea

LINKABLE = (structure.ARTICLE, structure.ITEM)


@dataclass(frozen=True)
class Wanted:
    """Which directives; None or empty means any. `type` by name or code; `status` as of `day`."""

    day: dt.date
    type: str = ""
    issuer: Issuer | None = None
    status: str = ""
    area: AdministrativeArea | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    topic: str = ""
    audience: str = ""


def issuer_asked(text: str) -> Issuer | None:
    """By its name in an address ("syt") or as one cites it."""
    return Issuer.objects.filter(slug=text.lower()).first() or issuer_named(text)


def directives_page(wanted: Wanted, *, start: Key | None, limit: int) -> list[DirectivePage]:
    """At most `limit` published directives after the key `start`, by primary key, with all that the API shows."""
    found = published().order_by("pk").filter(_matching(wanted))
    if wanted.status:
        found = with_status(found, wanted.status, wanted.day)
    if start is not None:
        found = found.filter(after(("pk",), start))
    return list(found.prefetch_related(*_details())[:limit])


def directive(pk: int) -> DirectivePage | None:
    """One published directive with all that the API shows."""
    return published().filter(pk=pk).prefetch_related(*_details()).first()


def _details() -> tuple[Prefetch, ...]:
    provisions = Provision.objects.filter(level__in=LINKABLE).order_by("order")
    return (
        Prefetch("provisions", queryset=provisions, to_attr="linkable"),
        Prefetch("originals", queryset=Original.objects.order_by("pk"), to_attr="files"),
    )


def _matching(wanted: Wanted) -> Q:
    conditions = Q()
    if wanted.type:
        conditions &= Q(type__code=slug(wanted.type))
    if wanted.issuer:
        conditions &= Q(issuer=wanted.issuer)
    if wanted.first:
        conditions &= Q(date__gte=wanted.first)
    if wanted.last:
        conditions &= Q(date__lte=wanted.last)
    if wanted.topic:
        conditions &= about(Kind.TOPIC, wanted.topic)
    if wanted.audience:
        conditions &= about(Kind.AUDIENCE, wanted.audience)
    return conditions & within(wanted.area) if wanted.area else conditions
