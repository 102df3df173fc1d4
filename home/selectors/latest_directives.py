"""The newest directives by a rule."""

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q

from core import clock, force
from directives.models import DirectivePage
from directives.selectors.published import published, with_statuses
from directives.selectors.subjects import Kind, about, areas_of, within_code
from units.selectors.area_names import known_areas, with_those_around

HOLDING = (force.IN_FORCE, force.PARTLY)
"""Statuses of what applies."""
MOST_BESIDE = 5


class DirectiveRule(NamedTuple):
    """Of a type (its code), an issuer (its slug), an area (its code, with all below it), a topic, an audience and one
    of the statuses of the day (None: today), empty for any; at most so many."""

    type: str
    issuer: str
    most: int
    area: str = ""
    topic: str = ""
    audience: str = ""
    statuses: tuple[str, ...] = ()
    day: dt.date | None = None

    @property
    def as_of(self) -> dt.date:
        return self.day or clock.today()

    def takes(self, page: DirectivePage) -> bool:
        of_type = not self.type or (page.type is not None and page.type.code == self.type)
        of_issuer = not self.issuer or (page.issuer is not None and page.issuer.slug == self.issuer)
        return of_type and of_issuer and self._concerns(page) and self._holds(page)

    def _concerns(self, page: DirectivePage) -> bool:
        of_topic = not self.topic or self.topic in page.topics
        for_audience = not self.audience or self.audience in page.audiences
        return of_topic and for_audience and (not self.area or self.area in _areas_around(page))

    def _holds(self, page: DirectivePage) -> bool:
        return not self.statuses or page.force.at(self.as_of) in self.statuses


def latest_by_rule(rules: Iterable[DirectiveRule]) -> dict[DirectiveRule, list[DirectivePage]]:
    """{rule: published directives, newest first}, in one query for all rules."""
    asked = list(dict.fromkeys(rules))
    if not asked:
        return {}
    wanted = reduce(or_, (Q(pk__in=_newest(rule)) for rule in asked))
    pages = list(_dated().filter(wanted))
    return {rule: [page for page in pages if rule.takes(page)][: rule.most] for rule in asked}


def _areas_around(page: DirectivePage) -> set[str]:
    """The codes of the areas that it concerns and of those around them."""
    known = known_areas()
    concerned = (known[area.pk] for area in areas_of(page) if area.pk in known)
    return {one.code for area in concerned for one in with_those_around(area, known)}


def _dated() -> Any:
    """Newest first; what has no date is not the newest."""
    return published().exclude(date=None)


def _newest(rule: DirectiveRule) -> Any:
    found = with_statuses(_dated().filter(_chosen(rule)), rule.statuses, rule.as_of)
    return found.values("pk")[: rule.most]


def _chosen(rule: DirectiveRule) -> Q:
    wanted = Q()
    if rule.type:
        wanted &= Q(type__code=rule.type)
    if rule.issuer:
        wanted &= Q(issuer__slug=rule.issuer)
    if rule.area:
        wanted &= within_code(rule.area)
    if rule.topic:
        wanted &= about(Kind.TOPIC, rule.topic)
    return wanted & about(Kind.AUDIENCE, rule.audience) if rule.audience else wanted


def holding_on(topic: str) -> DirectiveRule:
    """The newest few of a topic that apply today: what stands beside guidance."""
    return DirectiveRule("", "", MOST_BESIDE, topic=topic, statuses=HOLDING)


def holding_in(area: str, day: dt.date) -> list[DirectivePage]:
    """The newest few that apply on the day to the area of the code, or to one within it."""
    rule = DirectiveRule("", "", MOST_BESIDE, area=area, statuses=HOLDING, day=day)
    return latest_by_rule([rule])[rule]
