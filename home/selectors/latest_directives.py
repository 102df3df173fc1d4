"""The newest directives by a rule."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from directives.models import DirectivePage
from directives.selectors.published import published


class DirectiveRule(NamedTuple):
    """Of a type (its code) and an issuer (its slug), empty for any; at most so many."""

    type: str
    issuer: str
    most: int

    def takes(self, page: DirectivePage) -> bool:
        of_type = not self.type or (page.type is not None and page.type.code == self.type)
        return of_type and (not self.issuer or (page.issuer is not None and page.issuer.slug == self.issuer))


def latest_by_rule(rules: Iterable[DirectiveRule]) -> dict[DirectiveRule, list[DirectivePage]]:
    """{rule: published directives, newest first}, in one query for all rules."""
    asked = list(dict.fromkeys(rules))
    if not asked:
        return {}
    wanted = reduce(or_, (Q(pk__in=_newest(rule)) for rule in asked))
    pages = list(_dated().filter(wanted))
    return {rule: [page for page in pages if rule.takes(page)][: rule.most] for rule in asked}


def _dated() -> Any:
    """Newest first; what has no date is not the newest."""
    return published().exclude(date=None)


def _newest(rule: DirectiveRule) -> Any:
    found = _dated()
    if rule.type:
        found = found.filter(type__code=rule.type)
    if rule.issuer:
        found = found.filter(issuer__slug=rule.issuer)
    return found.values("pk")[: rule.most]
