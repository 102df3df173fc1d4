"""Phrases that titles share: what most of those that begin as typed go on with."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from core.text import fold
from search.begun import Begun
from search.indexed import WORD

MOST, SHARED = 2, 2
"""Phrases that are offered, and documents that must have one in their titles."""
MORE, MORE_WORDS = 40, 2
"""Characters of a title that are looked at beyond what is typed, and words by which a phrase may be made whole."""
_APART = re.compile(r"[^\w\s/-]")


class _Rest(NamedTuple):
    """A title from where it is as typed, up to the next mark; its folded words, and where each ends."""

    text: str
    words: tuple[str, ...]
    ends: tuple[int, ...]


def shared_phrases(typed: str, rows: Iterable[Begun]) -> list[str]:
    """The commonest first, with their accents; `typed` are folded words. None for figures: they are no words.

    The capital that begins a title is left out where a phrase stands within another.
    """
    parts = tuple(typed.split())
    groups: dict[tuple[str, ...], list[_Rest]] = defaultdict(list)
    for rest in _rests(typed, rows) if not parts[0].isdigit() else ():
        if length := _length(rest, parts):
            groups[rest.words[:length]].append(rest)
    common = sorted((words for words in groups if words != parts), key=lambda words: -len(groups[words]))
    return [_spelled(groups[words], len(words)) for words in common[:MOST] if len(groups[words]) >= SHARED]


def _rests(typed: str, rows: Iterable[Begun]) -> Iterator[_Rest]:
    """One a document."""
    for row in {row.document: row for row in rows}.values():
        text = _APART.split(row.title[row.at : row.at + len(typed) + MORE], maxsplit=1)[0]
        found = list(WORD.finditer(fold(text)))
        yield _Rest(text, tuple(word[0] for word in found), tuple(word.end() for word in found))


def _length(rest: _Rest, typed: Sequence[str]) -> int:
    """Words up to the end of the one that is being typed, in twos as most Vietnamese words are written: "xét nghiệm".
    None where the title ends before."""
    many = len(typed)
    is_whole = rest.words[many - 1 : many] == (typed[-1],)
    length = many + 1 if many % 2 else many + 2 * is_whole
    return length if length <= len(rest.words) else 0


def _spelled(group: Sequence[_Rest], length: int) -> str:
    """As it is mostly written, made whole where all go on alike: "tiêm vắc xin" rather than "tiêm vắc"."""
    for _ in range(MORE_WORDS):
        if len({rest.words[length : length + 1] for rest in group}) == 1 and len(group[0].words) > length:
            length += 1
    spelled = Counter(rest.text[: rest.ends[length - 1]] for rest in group)
    return max(spelled, key=lambda piece: (piece[0].islower(), spelled[piece]))
