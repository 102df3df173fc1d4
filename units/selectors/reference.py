"""Bounded reads of areas and units for other systems."""

import datetime as dt

from core.paging import Key, after
from units.models import AdministrativeArea, Level, OrganisationalUnit

AREA_KEY = ("level", "code")
UNIT_KEY = ("abbreviation",)


def areas_page(
    date: dt.date, *, level: Level | None, parent: AdministrativeArea | None, start: Key | None, limit: int
) -> list[AdministrativeArea]:
    """At most `limit` areas of `date` after the key `start`, by level and code."""
    found = AdministrativeArea.objects.valid_at(date).select_related("parent").order_by(*AREA_KEY)
    if level is not None:
        found = found.filter(level=level)
    if parent is not None:
        found = found.filter(parent=parent)
    if start is not None:
        found = found.filter(after(AREA_KEY, start))
    return list(found[:limit])


def versions_of(code: str) -> list[AdministrativeArea]:
    """Every area that ever bore `code`, oldest first, each with `successors` fetched."""
    found = AdministrativeArea.objects.filter(code=code).select_related("parent").prefetch_related("successors")
    return list(found.order_by("valid_from"))


def units_page(day: dt.date, *, start: Key | None, limit: int) -> list[OrganisationalUnit]:
    """At most `limit` units of `day` after the key `start`, by abbreviation."""
    found = OrganisationalUnit.objects.valid_at(day).select_related("parent", "area", "kind").order_by(*UNIT_KEY)
    if start is not None:
        found = found.filter(after(UNIT_KEY, start))
    return list(found[:limit])
