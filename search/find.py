"""From a query to what is shown: understood, planned, ranked by whatever engine there is, and cut into hits."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from search.engines.base import Found, Match, Plan
from search.engines.current import engine
from search.engines.question import FACETS
from search.fitting import codes_within
from search.hits import Hit, hits
from search.intent import Intent, understand
from search.models import SearchDocument
from search.numbers import bearing, fitting_filters, with_article
from search.query import Query

IntentName = Literal["number", "article", "words"]


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
    numbered = _by_number(intent, plan)
    found = numbered or (engine().search(plan) if plan.terms.words else Found(0, ()))
    name = _named(intent, numbered)
    shown = hits(found.matches, plan.terms, plan.force_day, opened=name == "article")
    return Results(query, name, found.total, shown, found.facets, found.degraded_since)


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


def _named(intent: Intent, numbered: Found | None) -> IntentName:
    if numbered is None:
        return "words"
    return "article" if intent.article and any(match.sections for match in numbered.matches) else "number"


def _by_number(intent: Intent, plan: Plan) -> Found | None:
    """None when no document bears the number: then it was meant as a word."""
    documents = bearing(intent.number, plan) if intent.number else []
    if not documents:
        return None
    kept = fitting_filters(documents, plan)
    matches = with_article(kept, intent.article) if intent.article else []
    matches = matches or [Match(document.pk, (), 1.0) for document in kept]
    page = tuple(matches[plan.offset : plan.offset + plan.limit])
    return Found(len(matches), page, _facets(documents, plan.force_day))


def _facets(documents: Sequence[SearchDocument], day: dt.date) -> dict[str, dict[str, int]]:
    return {name: dict(Counter(filter(None, (_value(doc, name, day) for doc in documents)))) for name in FACETS}


def _value(document: SearchDocument, name: str, day: dt.date) -> str:
    if name == "status":
        return document.force.at(day) if document.force else ""
    if name == "year":
        return str(document.date.year) if document.date else ""
    return str(getattr(document, name))
