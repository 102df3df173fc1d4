"""Phrases that titles share: what most of those that begin as typed go on with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from core.text import fold, words
from search.begun import Begun
from search.indexed import WORD

MOST, SHARED = 2, 2
"""Phrases that are offered, and documents that must have one in their titles."""
MORE = 30
"""Characters that a phrase goes beyond what is typed, at most."""
_APART = re.compile(r"[^\w\s/-]")


def shared_phrases(typed: str, rows: Iterable[Begun]) -> list[str]:
    """The commonest first, with their accents; `typed` are folded words.

    The capital that begins a title is left out where a phrase stands within another.
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for piece in _pieces(typed, rows):
        spelled[" ".join(words(piece))][piece] += 1
    common = sorted(spelled, key=lambda folded: -spelled[folded].total())
    kept = [folded for folded in common if spelled[folded].total() >= SHARED and folded != typed]
    return [_best(spelled[folded]) for folded in kept[:MOST]]


def _best(spelled: Counter[str]) -> str:
    return max(spelled, key=lambda piece: (piece[0].islower(), spelled[piece]))


def _pieces(typed: str, rows: Iterable[Begun]) -> Iterator[str]:
    """One a document."""
    parts, longest = typed.split(), len(typed) + MORE
    for row in {row.document: row for row in rows}.values():
        if piece := _piece(row.title[row.at : row.at + longest], parts):
            yield piece


def _piece(rest: str, typed: Sequence[str]) -> str:
    """Words up to the end of the one that is being typed, in twos as most Vietnamese words are written: "xét nghiệm".
    Empty where the title ends before, or a mark stands between."""
    found = list(WORD.finditer(fold(rest)))
    many = len(typed)
    is_whole = len(found) >= many and found[many - 1][0] == typed[-1]
    length = many + 1 if many % 2 else many + 2 * is_whole
    piece = rest[: found[length - 1].end()] if len(found) >= length else ""
    return "" if _APART.search(piece) else piece
