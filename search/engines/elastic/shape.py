"""What the index holds: one entry a section, with the facts of its document.

Texts are words already, folded and parted by spaces, so that nothing is needed of the server but its standard
tokenizer and the shingle filter.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from core import force
from search.engines.base import Stored
from search.engines.elastic.facts import facts_word
from search.indexed import TEXTS, indexed
from search.models import SearchDocument

SHAPE = 8
"""Part of the index's name; count it up when what stands below changes."""
DEEPEST = 100_000
SPELLS = {"partly": force.PARTLY, "suspended": force.SUSPENDED}
FIRST_DAY, NEVER = dt.date(1, 1, 1), dt.date(9999, 12, 31)

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "max_result_window": DEEPEST,
    "refresh_interval": "-1",
    # The newest documents first: what ends early has met them.
    "sort": {"field": "document", "order": "desc"},
    "analysis": {
        "filter": {"neighbours": {"type": "shingle", "output_unigrams": False}},
        "analyzer": {
            "words": {"type": "custom", "tokenizer": "standard"},
            "pairs": {"type": "custom", "tokenizer": "standard", "filter": ["neighbours"]},
        },
    },
}
_WORDS = {"type": "text", "analyzer": "words", "copy_to": ["all", "weighed", "pairs"]}
_DATE = {"type": "date", "format": "strict_date"}
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "title": _WORDS,
        "heading": _WORDS,
        "body": _WORDS | {"index": False},
        "also": _WORDS | {"index": False},
        "unwritten": {"type": "keyword", "doc_values": False},
        "all": {"type": "text", "analyzer": "words"},
        # The same, with title and heading again, so that their words count twice.
        "weighed": {"type": "text", "analyzer": "words", "index_options": "freqs"},
        "again": {"type": "text", "index": False, "copy_to": ["weighed"]},
        "pairs": {"type": "text", "analyzer": "pairs", "index_options": "freqs", "norms": False},
        "document": {"type": "integer"},
        "has_force": {"type": "boolean"},
    }
    | {name: {"type": "keyword"} for name in ("kind", "type", "issuer", "areas", "facts")}
    | dict.fromkeys(("date", "shown_from", "shown_until", "starts"), _DATE)
    | dict.fromkeys(("ended", "withdrawn"), _DATE)
    | {name: {"type": "date_range", "format": "strict_date"} for name in SPELLS},
}


def entries(stored: Stored) -> Iterator[dict[str, Any]]:
    """A document's sections as entries, each under its section's key."""
    facts = facts_of(stored[0])
    for part in indexed(*stored):
        texts = dict(zip(TEXTS, part.texts, strict=True)) | {"again": [part.title, part.heading]}
        yield {"_id": str(part.section), "_source": facts | texts | {"unwritten": part.unwritten}}


def facts_of(document: SearchDocument) -> dict[str, Any]:
    """What is filtered on and counted; unknown days become the first or the last there is, so ranges suffice."""
    facts = {
        "document": document.pk,
        "kind": document.kind,
        "type": document.type,
        "issuer": document.issuer,
        "areas": document.areas,
        "has_force": document.has_force,
        "date": document.date,
        "facts": facts_word(document),
        "shown_from": document.shown_from or FIRST_DAY,
        "shown_until": document.shown_until or NEVER,
        "starts": document.starts or FIRST_DAY,
    }
    ends = {name: getattr(document, name) or NEVER for name in ("ended", "withdrawn")}
    facts |= {name: _ranges(document, status) for name, status in SPELLS.items()}
    return {name: written(value) for name, value in (facts | ends).items() if value not in (None, "")}


def _ranges(document: SearchDocument, status: str) -> list[dict[str, str]]:
    spells = document.force.spells if document.force else ()
    return [
        {"gte": spell.first.isoformat(), "lt": (spell.until or NEVER).isoformat()}
        for spell in spells
        if spell.status == status
    ]


def written(value: Any) -> Any:
    """A day as the server reads it."""
    return value.isoformat() if isinstance(value, dt.date) else value
