"""The newest directives by a rule."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from directives.models import DirectivePage
from directives.selectors.published import published


class DirectiveRule(NamedTuple):
    """Of a type (its code), an issuer (its slug) and an area (its code, with all below it), empty for any; at most so
    many."""

    type: str
    issuer: str
    most: int
    area: str = ""

    def takes(self, page: DirectivePage) -> bool:
        of_type = not self.type or (page.type is not None and page.type.code == self.type)
        of_issuer = not self.issuer or (page.issuer is not None and page.issuer.slug == self.issuer)
        return of_type and of_issuer and (not self.area or self.area in _areas_above(page))


def latest_by_rule(rules: Iterable[DirectiveRule]) -> dict[DirectiveRule, list[DirectivePage]]:
    """{rule: published directives, newest first}, in one query for all rules."""
    asked = list(dict.fromkeys(rules))
    if not asked:
        return {}
    wanted = reduce(or_, (Q(pk__in=_newest(rule)) for rule in asked))
    pages = list(_dated().filter(wanted))
    return {rule: [page for page in pages if rule.takes(page)][: rule.most] for rule in asked}


def _areas_above(page: DirectivePage) -> list[str]:
    """The codes of the area that its issuer answers for and of those around it."""
    area = page.issuer.unit.area if page.issuer and page.issuer.unit else None
    found = []
    while area is not None:
        found.append(area.code)
        area = area.parent
    return found


def _dated() -> Any:
    """Newest first; what has no date is not the newest."""
    return published().exclude(date=None).select_related("type", "issuer__unit__area__parent__parent")


def _within(code: str) -> Q:
    own = "issuer__unit__area"
    steps = (own, f"{own}__parent", f"{own}__parent__parent")
    return reduce(or_, (Q(**{f"{step}__code": code}) for step in steps))


def _newest(rule: DirectiveRule) -> Any:
    found = _dated()
    if rule.type:
        found = found.filter(type__code=rule.type)
    if rule.issuer:
        found = found.filter(issuer__slug=rule.issuer)
    if rule.area:
        found = found.filter(_within(rule.area))
    return found.values("pk")[: rule.most]
