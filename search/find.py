"""From a query to what is shown: understood, planned, ranked by whatever engine there is, and cut into hits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from search.direct import Direct, IntentName, straight_to
from search.engines.base import Found, Plan
from search.engines.current import engine
from search.fitting import codes_within
from search.hits import Hit, hits
from search.intent import Intent, understand
from search.query import Query


@dataclass(frozen=True)
class Results:
    """One page of what was found. `intent`: see `search.intent`; `facets` as of `Found`."""

    query: Query
    intent: IntentName
    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    degraded_since: dt.datetime | None = None

    @property
    def pages(self) -> int:
        return -(-self.total // self.query.per_page)


def find(query: Query) -> Results:
    """Raises `EngineUnavailable` only when no engine at all answers."""
    intent = understand(query.text)
    plan = plan_for(query, intent)
    direct = straight_to(intent, plan) or Direct(_ranked(plan), "words")
    found, asked_article = direct.found, direct.intent == "article"
    shown = hits(found.matches, plan.terms, plan.force_day, opened=asked_article, clause=intent.clause)
    return Results(query, direct.intent, found.total, shown, found.facets, found.degraded_since)


def plan_for(query: Query, intent: Intent) -> Plan:
    """What the engine is asked."""
    return Plan(
        terms=intent.terms,
        day=query.day,
        filters=query.filters,
        area_codes=codes_within(query.filters.area, query.day),
        offset=query.offset,
        limit=query.per_page,
        by_article=query.by_article,
    )


def _ranked(plan: Plan) -> Found:
    return engine().search(plan) if plan.terms.words else Found(0, ())
