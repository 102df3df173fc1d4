"""Citations in running text: of other documents and their articles, and of places in the document itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.directive_ref import DirectiveRef
from directives.reading.cited import CITED, TYPES
from directives.reading.dates import day_of

HERE = "này"
"""What stands for the number of the article in which a reference stands."""
_PLACE = re.compile(
    r"(?:điểm (?P<point>[a-zđ]{1,2})[ ,]+)?(?:khoản (?P<clause>\d{1,3})[ ,]+)?"
    rf"Điều (?P<article>\d{{1,4}}[a-zđ]?|{HERE})(?!\w)",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(rf"(?:\s+(?:của|tại|trong))?\s+(?={CITED.pattern})", re.IGNORECASE)
_OF_ITSELF = re.compile(rf"(?:\s+(?:của|tại|trong))?\s+(?P<own>{TYPES}) {HERE}(?!\w)", re.IGNORECASE)
_OF_A_LAW = re.compile(r"(?:\s+(?:của|tại|trong))?\s+[A-ZĐÀ-Ỹ]|\s+của\b")
"""An article of something else that is named without a number, as laws are."""


@dataclass(frozen=True)
class Reference:
    """Letters `start` to `end` of a text. `ref` is the document that is meant, None for the one that says it; of that
    one `own` is what it calls itself there ("Quy chế"), empty for the part in which it is said. `article`, `clause`
    and `point` as printed, empty where the whole is meant."""

    start: int
    end: int
    ref: DirectiveRef | None
    own: str = ""
    article: str = ""
    clause: str = ""
    point: str = ""


def references(text: str) -> list[Reference]:
    """In the order of the text, none within another."""
    if "số" not in text and "Điều" not in text:
        return []
    found: list[Reference] = []
    for one in sorted([*_places(text), *_documents(text)], key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _documents(text: str) -> Iterator[Reference]:
    for cited in CITED.finditer(text):
        yield Reference(cited.start(), cited.end(), _ref(cited))


def _places(text: str) -> Iterator[Reference]:
    for place in _PLACE.finditer(text):
        named = {name: (place[name] or "").lower() for name in ("article", "clause", "point")}
        if other := _OF_ANOTHER.match(text, place.end()):
            cited = CITED.match(text, other.end())
            if cited:
                yield Reference(place.start(), cited.end(), _ref(cited), **named)
        elif own := _OF_ITSELF.match(text, place.end()):
            yield Reference(place.start(), own.end(), None, own["own"], **named)
        elif named["article"] == HERE or not _OF_A_LAW.match(text, place.end()):
            yield Reference(place.start(), place.end(), None, **named)


def _ref(cited: re.Match[str]) -> DirectiveRef:
    issuer = " ".join((cited["issuer"] or "").split())
    return DirectiveRef(issuer, f"{cited['number']}/{cited['symbol'].rstrip('.')}", day_of(cited))
