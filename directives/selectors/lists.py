"""The list of directives by type, issuer, level, area, year and status, and what one can choose there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.topics import Audience, Topic
from directives.models import DirectivePage, DirectiveType, Issuer
from directives.selectors.published import published, with_status
from directives.selectors.subjects import Kind, about, in_use, within
from units.models import AdministrativeArea, Level
from units.selectors.area_names import KnownArea, known_areas, of_codes, with_those_around


@dataclass(frozen=True)
class IssuerLevel:
    """Whose documents: of bodies above the province (`level` None), of the province, its districts, its communes."""

    code: str
    name: str
    level: int | None


LEVELS = (
    IssuerLevel("trung-uong", "Trung ương", None),
    IssuerLevel("tinh", "Cấp tỉnh", Level.PROVINCE),
    IssuerLevel("huyen", "Cấp huyện", Level.DISTRICT),
    IssuerLevel("xa", "Cấp xã", Level.COMMUNE),
)


@dataclass(frozen=True)
class Choices:
    """What published directives have: a filter never offers what finds nothing."""

    types: list[DirectiveType]
    issuers: list[Issuer]
    levels: list[IssuerLevel]
    areas: list[AdministrativeArea | KnownArea]
    years: list[int]
    topics: list[tuple[str, str]]
    audiences: list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """`type` is a code, `issuer` a name in an address; empty or None means any."""

    type: str = ""
    issuer: str = ""
    level: IssuerLevel | None = None
    area: AdministrativeArea | KnownArea | None = None
    year: int | None = None
    status: str = ""
    topic: str = ""
    audience: str = ""


def choices() -> Choices:
    """Four queries."""
    live = published().order_by()
    years = live.exclude(year=None).values_list("year", flat=True)
    issuers = list(Issuer.objects.filter(pk__in=live.values("issuer")).select_related("unit__area"))
    subjects = in_use()
    present = {issuer.unit.level if issuer.unit else None for issuer in issuers}
    return Choices(
        types=list(DirectiveType.objects.filter(pk__in=live.values("type"))),
        issuers=issuers,
        levels=[level for level in LEVELS if level.level in present],
        areas=_areas(issuers, subjects[Kind.AREA]),
        years=sorted(set(years.distinct()), reverse=True),
        topics=[(code, label) for code, label in Topic.choices if code in subjects[Kind.TOPIC]],
        audiences=[(code, label) for code, label in Audience.choices if code in subjects[Kind.AUDIENCE]],
    )


def listed(asked: Asked, day: dt.date) -> "QuerySet[DirectivePage]":
    """Published directives, newest first; the status is that of the day."""
    wanted: dict[str, Any] = {"type__code": asked.type, "issuer__slug": asked.issuer, "year": asked.year}
    found = published().filter(**{name: value for name, value in wanted.items() if value})
    if asked.level:
        found = found.filter(_of_level(asked.level))
    if asked.area:
        found = found.filter(within(asked.area))
    if asked.topic:
        found = found.filter(about(Kind.TOPIC, asked.topic))
    if asked.audience:
        found = found.filter(about(Kind.AUDIENCE, asked.audience))
    return with_status(found, asked.status, day) if asked.status else found


def _of_level(level: IssuerLevel) -> Q:
    if level.level is None:
        return Q(issuer__isnull=False, issuer__unit=None)
    return Q(issuer__unit__level=level.level)


def _areas(issuers: list[Issuer], named: set[str]) -> list[AdministrativeArea | KnownArea]:
    """Those below the province of issuers, those that directives name, and those around them; each code once, by
    level and name."""
    known = known_areas()
    own = [issuer.unit.area for issuer in issuers if issuer.unit and issuer.unit.area]
    meant: list[AdministrativeArea | KnownArea] = [*of_codes(named, clock.today(), known), *own]
    around = [one for area in meant if area.pk in known for one in with_those_around(known[area.pk], known)]
    by_code = {area.code: area for area in [*around, *meant] if area.level != Level.PROVINCE}
    return sorted(by_code.values(), key=lambda area: (area.level, area.name))
