"""What a reader may begin to type who looks for a document: its number, its name, or a word in its title on."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.text import fold, words
from search.gazetteer import LEVELS
from search.indexed import WORD
from search.models import SearchDocument, SearchStart
from search.models.starts import LONGEST
from search.numbers import KIND

MOST_WORDS = 40
"""Words of a title that one can begin with."""
SHORTEST = 2
"""Letters: fewer tell nothing, and as a start they would lead to everything."""
AREA = "area"
_KINDS_OF_AREA = tuple(f"{fold(kind)} " for kind in LEVELS)


class Start(NamedTuple):
    """A row of `SearchStart`."""

    rank: int
    typed: bytes
    at: int = 0


def starts_of(document: SearchDocument) -> list[Start]:
    """Each once; a title is NFC, as it is stored."""
    return list(dict.fromkeys([*_of_numbers(document), *_of_title(document)]))


def squeezed(parts: Sequence[str]) -> str:
    """Folded words of a number without what stands between them, and only its end apart, however it is spelled:
    "16/CT-TTg" and "16 ct ttg" are "16 ctttg". So all that begins with just these digits stands first."""
    return re.sub(r"(?<=[0-9])(?=[^0-9 ])", " ", "".join(parts))


def _of_numbers(document: SearchDocument) -> Iterator[Start]:
    named = _directive_numbers(document) if document.kind == KIND else _phones(document)
    for parts in named:
        typed = squeezed(parts)
        if len(typed) >= SHORTEST:
            yield Start(SearchStart.Rank.NUMBER, _cut(typed))


def _directive_numbers(document: SearchDocument) -> Iterator[list[str]]:
    """ "16/CT-TTg", and after its type whole or in short: "chỉ thị 16", "ct 16 ttg"; 05 also without its zero."""
    symbol, kind = document.symbol.split(), words(document.type)
    short = "".join(word[0] for word in kind)
    rest = symbol[1:] if symbol[:1] == [short] else symbol
    for digits in dict.fromkeys([*words(document.number)[:1], document.digits]):
        if digits:
            yield [digits, *symbol]
            yield [*kind, digits, *symbol]
            yield [short, digits, *rest]


def _phones(document: SearchDocument) -> Iterator[list[str]]:
    for phone in (document.digits, *document.symbol.split()):
        yield [phone]


def _of_title(document: SearchDocument) -> Iterator[Start]:
    """From each word on; the name of an area begins also after "xã"."""
    folded = fold(document.title)
    found = list(WORD.finditer(folded))
    names = {0, _after_kind(folded) if document.kind == AREA else 0}
    for order, word in enumerate(found[:MOST_WORDS]):
        typed = " ".join(part[0] for part in found[order : order + LONGEST])
        rank = SearchStart.Rank.NAME if order == 0 or word.start() in names else SearchStart.Rank.WORD
        if len(typed) >= SHORTEST:
            yield Start(rank, _cut(typed), word.start())


def _after_kind(folded: str) -> int:
    return next((len(kind) for kind in _KINDS_OF_AREA if folded.startswith(kind)), 0)


def _cut(typed: str) -> bytes:
    return typed.encode()[:LONGEST]
