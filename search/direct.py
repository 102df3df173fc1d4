"""What needs no ranking: a phone number leads to its hotline, a document's number to the document or its article."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from search.engines.base import Found, Match, Plan
from search.engines.question import FACETS
from search.intent import Intent
from search.models import SearchDocument
from search.numbers import answering, bearing, fitting_filters, with_article

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
    hotlines = answering(intent.phone, plan) if intent.phone else []
    kept = fitting_filters(hotlines, plan) if hotlines else []
    return Direct(_found(hotlines, _whole(kept), plan), "words") if kept else None


def _by_number(intent: Intent, plan: Plan) -> Direct | None:
    documents = bearing(intent.number, plan) if intent.number else []
    if not documents:
        return None
    kept = fitting_filters(documents, plan)
    articles = with_article(kept, intent.article) if intent.article else []
    return Direct(_found(documents, articles or _whole(kept), plan), "article" if articles else "number")


def _whole(documents: Sequence[SearchDocument]) -> list[Match]:
    return [Match(document.pk, (), 1.0) for document in documents]


def _found(documents: Sequence[SearchDocument], matches: Sequence[Match], plan: Plan) -> Found:
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
