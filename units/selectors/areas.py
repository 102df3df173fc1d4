"""Reads of administrative areas. A code always resolves at a date."""

import datetime as dt

from django.db.models import Q

from core import clock
from core.text import fold, nfc
from units.models import AdministrativeArea, Level
from units.models.areas import LONGEST_CODE, AreaQuerySet


def area_at(code: str, date: dt.date) -> AdministrativeArea | None:
    """The area that bore `code` on `date`; none bears what is no code."""
    return _bearers(code).valid_at(date).first()


def area_bearing(code: str, shown: dt.date) -> AdministrativeArea | None:
    """The area of the code on the day shown, else the last that bore it by today."""
    known = _bearers(code).filter(valid_from__lte=clock.today())
    return area_at(code, shown) or known.order_by("valid_from").last()


def _bearers(code: str) -> AreaQuerySet:
    """At any time; nobody bears what is too long for a code or holds a NUL, which PostgreSQL refuses."""
    found = AdministrativeArea.objects.select_related("parent")
    return found.none() if len(code) > LONGEST_CODE or "\0" in code else found.filter(code=nfc(code))


def areas_at(
    date: dt.date, *, level: int | None = None, parent: AdministrativeArea | None = None
) -> list[AdministrativeArea]:
    """Areas that exist on `date`, by level and code; of one level, or directly below `parent`."""
    found = AdministrativeArea.objects.valid_at(date).select_related("parent").order_by("level", "code")
    if level is not None:
        found = found.filter(level=level)
    return list(found.filter(parent=parent) if parent else found)


def ids_within(area: AdministrativeArea) -> frozenset[int]:
    """The area and all that ever lay below it, in one query."""
    within = Q(pk=area.pk)
    for depth in range(1, len(Level)):
        within |= Q(**{"__".join(["parent"] * depth): area.pk})
    return frozenset(AdministrativeArea.objects.filter(within).values_list("pk", flat=True))


def with_predecessors(ids: frozenset[int]) -> frozenset[int]:
    """The areas and those that have ended by today and in whose place they came, directly or by others between."""
    ended = AdministrativeArea.objects.filter(valid_to__lte=clock.today(), successors__in=ids)
    new = frozenset(ended.values_list("pk", flat=True)) - ids
    return with_predecessors(ids | new) if new else ids


def province_area(date: dt.date) -> AdministrativeArea | None:
    """The one area at the top."""
    return AdministrativeArea.objects.valid_at(date).filter(level=Level.PROVINCE).first()


def find_areas(query: str, date: dt.date, *, limit: int = 30) -> list[AdministrativeArea]:
    """Areas whose name holds all the words of `query`, accents or not; shorter names and higher levels first."""
    found = AdministrativeArea.objects.valid_at(date).exclude(level=Level.PROVINCE).select_related("parent")
    terms = fold(query)[:100].split()
    if not terms:
        return []
    for term in terms[:8]:
        found = found.filter(folded_name__contains=term)
    return sorted(found[:300], key=lambda area: (area.level, len(area.name), area.code))[:limit]
