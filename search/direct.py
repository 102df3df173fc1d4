"""What needs no ranking: a phone number leads to its hotline, a document's number to the document or its article."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from search.engines.base import Found, Match, Plan
from search.engines.question import FACETS
from search.facets import Labels, area_counts, choices, chosen, counts
from search.intent import Intent
from search.models import SearchDocument
from search.numbers import answering, bearing, with_article
from search.query import Filters, Sort

IntentName = Literal["number", "article", "words"]


@dataclass(frozen=True)
class Direct:
    """What was found without an engine, and as what the query was understood."""

    found: Found
    intent: IntentName


def straight_to(intent: Intent, plan: Plan) -> Direct | None:
    """None when nothing bears the number: then it was meant as a word."""
    return _by_phone(intent, plan) or _by_number(intent, plan)


def _by_phone(intent: Intent, plan: Plan) -> Direct | None:
    """Hotlines that the filters leave; a number that only texts hold is sought in them."""
    borne = _Borne(answering(intent.phone, plan) if intent.phone else [], plan)
    return Direct(borne.found(_whole(borne.kept)), "words") if borne.kept else None


def _by_number(intent: Intent, plan: Plan) -> Direct | None:
    documents = bearing(intent.number, plan) if intent.number else []
    if not documents:
        return None
    borne = _Borne(documents, plan)
    articles = with_article(borne.kept, intent.article) if intent.article else []
    return Direct(borne.found(articles or _whole(borne.kept)), "article" if articles else "number")


def _whole(documents: Sequence[SearchDocument]) -> list[Match]:
    return [Match(document.pk, (), 1.0) for document in documents]


class _Borne:
    """What bears a number; `kept` is what the filters leave of it."""

    def __init__(self, documents: Sequence[SearchDocument], plan: Plan) -> None:
        self._plan, self._choices = plan, choices(plan)
        then = _between(documents, plan.filters)
        self._rows = [(Labels.on(document, plan.force_day), 1) for document in then]
        kept = [document for document, row in zip(then, self._rows, strict=True) if chosen([row], self._choices)]
        self.kept = _by_day(kept, plan.sort)

    def found(self, matches: Sequence[Match]) -> Found:
        """The page asked for."""
        page = tuple(matches[self._plan.offset : self._plan.offset + self._plan.limit])
        facets = {name: counts(self._rows, self._choices, name) for name in FACETS}
        facets["area"] = area_counts(self._rows, self._choices, self._plan.day)
        return Found(len(matches), page, facets)


def _between(documents: Sequence[SearchDocument], asked: Filters) -> list[SearchDocument]:
    """Those issued between the dates; undated ones only where none is given."""
    first, last = asked.since or dt.date.min, asked.until or dt.date.max
    dated = bool(asked.since or asked.until)
    return [d for d in documents if (first <= d.date <= last if d.date else not dated)]


def _by_day(documents: Sequence[SearchDocument], sort: Sort) -> list[SearchDocument]:
    """Undated ones last, as the engines do."""
    if not sort:
        return list(documents)
    dated = [document for document in documents if document.date]
    undated = [document for document in documents if not document.date]
    return sorted(dated, key=attrgetter("date"), reverse=sort == "newest") + undated
