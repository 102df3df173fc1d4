"""What directives are about: their areas, and those that are about something as a query."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from directives.models import DirectivePage, DirectiveSubject
from directives.selectors.published import published
from units.models import AdministrativeArea, Level
from units.selectors.area_names import KnownArea, of_codes

Kind = DirectiveSubject.Kind


def areas_of(page: DirectivePage) -> list[AdministrativeArea | KnownArea]:
    """Those that it concerns: the areas that it says, else the one that its issuer answers for."""
    if page.areas:
        return [*of_codes(page.areas, page.date or clock.today())]
    unit = page.issuer.unit if page.issuer else None
    return [unit.area] if unit and unit.area else []


def about(kind: str, code: str) -> Q:
    """Published directives with the topic or for the audience."""
    return Q(Exists(_rows(kind).filter(code=code)))


def within(area: AdministrativeArea | KnownArea) -> Q:
    """They concern the area or one within it; every directive does the province itself."""
    return Q() if area.level == Level.PROVINCE else _within("", area.pk)


def within_code(code: str) -> Q:
    """The same for whatever area bears the code."""
    return _within("__code", code)


def _within(suffix: str, value: Any) -> Q:
    named = _rows(Kind.AREA)
    said = Exists(named.filter(_at_or_below("area", suffix, value)))
    return Q(said) | (_at_or_below("issuer__unit__area", suffix, value) & ~Q(Exists(named)))


def _at_or_below(path: str, suffix: str, value: Any) -> Q:
    steps = (path, f"{path}__parent", f"{path}__parent__parent")
    return Q(*((f"{step}{suffix}", value) for step in steps), _connector=Q.OR)


def _rows(kind: str) -> "QuerySet[DirectiveSubject]":
    return DirectiveSubject.objects.filter(page=OuterRef("pk"), kind=kind)


def in_use() -> dict[str, set[str]]:
    """{kind: codes that published directives bear}, in one query."""
    rows = DirectiveSubject.objects.filter(page__in=published().order_by()).values_list("kind", "code").distinct()
    found: dict[str, set[str]] = {kind: set() for kind in Kind.values}
    for kind, code in rows:
        found[kind].add(code)
    return found
