"""The list of directives by type, issuer and year, and what one can choose there."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from directives.models import DirectivePage, DirectiveType, Issuer
from directives.selectors.published import published


@dataclass(frozen=True)
class Choices:
    """What published directives have: a filter never offers what finds nothing."""

    types: list[DirectiveType]
    issuers: list[Issuer]
    years: list[int]


def choices() -> Choices:
    """Three queries."""
    live = DirectivePage.objects.live()
    years = live.exclude(year=None).values_list("year", flat=True)
    return Choices(
        types=list(DirectiveType.objects.filter(pk__in=live.values("type"))),
        issuers=list(Issuer.objects.filter(pk__in=live.values("issuer"))),
        years=sorted(set(years.distinct()), reverse=True),
    )


def listed(*, type: str = "", issuer: str = "", year: int | None = None) -> "QuerySet[DirectivePage]":  # noqa: A002
    """Published directives, newest first; `type` is a code, `issuer` a name in an address; empty means any."""
    wanted: dict[str, Any] = {"type__code": type, "issuer__slug": issuer, "year": year}
    return published().filter(**{name: value for name, value in wanted.items() if value})
