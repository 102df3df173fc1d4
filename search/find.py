"""From a query to what is shown: understood, planned, ranked by whatever engine there is, and cut into hits."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from search.direct import IntentName, straight_to
from search.engines.base import Found, Plan
from search.engines.current import engine
from search.facets import most_first
from search.fitting import codes_within
from search.gazetteer import Place
from search.hits import Hit, hits
from search.intent import Intent, terms_of, understand, within
from search.models import SearchDocument
from search.numbers import near
from search.places import Narrowing, place_meant
from search.query import Query
from search.suggestion import suggestion
from search.synonyms import with_synonyms


@dataclass(frozen=True)
class Results:
    """One page of what was found. `intent`: see `search.intent`; `facets` as of `Found`, the most first. `place` was
    named in the query; where nothing fits there, `found_there` is False and this is what the whole province has.
    `suggestion` is what may be meant where a word stands nowhere, as text; empty for none. `near` are documents with
    nearly the number asked for, which none bears. With `more`, `total` and `facets` count only a part, of which there
    is enough."""

    query: Query
    intent: IntentName
    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    degraded_since: dt.datetime | None = None
    place: Place | None = None
    found_there: bool = True
    suggestion: str = ""
    near: Sequence[SearchDocument] = ()
    more: bool = False

    @property
    def pages(self) -> int:
        return -(-self.total // self.query.per_page)


def find(query: Query) -> Results:
    """Raises `EngineUnavailable` only when no engine at all answers."""
    intent = understand(query.text)
    plan = plan_for(query, intent)
    if direct := straight_to(intent, plan):
        opened = direct.intent == "article"
        shown = hits(direct.found.matches, plan.terms, plan.force_day, opened=opened, clause=intent.clause)
        return Results(query, direct.intent, direct.found.total, shown, most_first(direct.found.facets))
    found = _in_words(query, *_first_that_finds(query, plan))
    return replace(found, near=near(intent.number, query.day)) if intent.number and query.page == 1 else found


def counted(query: Query) -> Found:
    """How much `find` finds, without the hits."""
    intent = understand(query.text)
    plan = replace(plan_for(query, intent), offset=0, limit=0)
    direct = straight_to(intent, plan)
    return direct.found if direct else _first_that_finds(query, plan)[1]


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
        sort=query.sort,
    )


def narrowed(plan: Plan, meant: Narrowing) -> Plan:
    """Only what is about the place, what takes it in, and what holds everywhere."""
    terms = within(plan.terms, terms_of(meant.rest), meant.named)
    return replace(plan, terms=terms, area_codes=meant.place.codes, or_everywhere=True)


def _first_that_finds(query: Query, plan: Plan) -> tuple[Plan, Found, Narrowing | None]:
    """In the place that is meant, else everywhere: the plan with the other readings of its words, what the engine
    answers, and the place."""
    meant = None if query.filters.area else place_meant(query.text, query.day)
    for wanted in [narrowed(plan, meant), plan] if meant else [plan]:
        asked = replace(wanted, terms=with_synonyms(wanted.terms))
        found = engine().search(asked) if asked.terms.words else Found(0, ())
        if found.total:
            break
    return asked, found, meant


def _in_words(query: Query, plan: Plan, found: Found, meant: Narrowing | None) -> Results:
    return Results(
        query=query,
        intent="words",
        total=found.total,
        hits=hits(found.matches, plan.terms, plan.force_day),
        facets=most_first(found.facets),
        degraded_since=found.degraded_since,
        place=meant.place if meant else None,
        found_there=plan.or_everywhere,
        suggestion=suggestion(query.text, found.unknown, query.day) if query.page == 1 else "",
        more=found.more,
    )
