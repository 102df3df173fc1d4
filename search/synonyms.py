"""Other ways to say what was typed: "f0" for "ca mắc", "ubnd" for "ủy ban nhân dân".

A list of the room's own, and what editors add. Nothing of it is in the index: what they add counts within half a
minute, and a phrase between quotes stays as it stands.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from django.core.cache import cache as kept

from core.text import words
from search.engines.base import Reading, Terms
from search.models import Synonym

FILE = Path(__file__).with_suffix(".csv")
MOST_READINGS = 6
_KEY = "search.synonyms"
_SECONDS_CACHED = 30
Words = tuple[str, ...]
Pair = tuple[str, str, bool]
"""What is written, what is said for it, and whether the other way round too."""


def with_synonyms(terms: Terms) -> Terms:
    """The same with its other readings, those that editors keep among them; none of what stands in quotes."""
    if terms.phrases or not terms.words:
        return terms
    return replace(terms, also=tuple(_readings(terms, _others((*_own(), *_added()))))[:MOST_READINGS])


@lru_cache(maxsize=4)
def _others(pairs: tuple[Pair, ...]) -> dict[Words, tuple[Words, ...]]:
    """{typed: what else it may stand for}, folded; made anew only when the pairs differ."""
    found: dict[Words, dict[Words, None]] = {}
    for written, said, both_ways in pairs:
        office, people = tuple(words(written)), tuple(words(said))
        found.setdefault(people, {})[office] = None
        if both_ways:
            found.setdefault(office, {})[people] = None
    return {typed: tuple(others) for typed, others in found.items() if typed}


def _added() -> tuple[Pair, ...]:
    """What editors keep, at most half a minute old."""
    found: tuple[Pair, ...] | None = kept.get(_KEY)
    if found is None:
        live = Synonym.objects.filter(live=True).order_by("pk")
        found = tuple(live.values_list("written", "said", "both_ways"))
        kept.set(_KEY, found, _SECONDS_CACHED)
    return found


@cache
def _own() -> tuple[Pair, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["written"], row["said"], row["both_ways"] == "1") for row in csv.DictReader(file))


def _readings(terms: Terms, others: Mapping[Words, Sequence[Words]]) -> Iterator[Reading]:
    """With everything put otherwise at once, then one thing at a time."""
    places = list(_places(terms, others))
    if len(places) > 1:
        yield _put(terms, [(start, end, others[terms.words[start:end]][0]) for start, end in places])
    for start, end in places:
        for other in others[terms.words[start:end]]:
            yield _put(terms, [(start, end, other)])


def _places(terms: Terms, others: Mapping[Words, Sequence[Words]]) -> Iterator[tuple[int, int]]:
    """Where something stands that can be put otherwise: the longest from each word on, none across another."""
    longest, start = max(map(len, others)), 0
    while start < len(terms.words):
        ends = range(min(start + longest, len(terms.words)), start, -1)
        fitting = (end for end in ends if terms.words[start:end] in others and _together(terms, start, end))
        end = next(fitting, 0)
        if end:
            yield start, end
        start = end or start + 1


def _together(terms: Terms, start: int, end: int) -> bool:
    return all(pair in terms.pairs for pair in pairwise(terms.words[start:end]))


def _put(terms: Terms, changes: Iterable[tuple[int, int, Words]]) -> Reading:
    """The words with others in some places, and the neighbours that remain or come with them."""
    kept, pairs, made = list(terms.words), list[tuple[str, str]](), list(changes)
    for start, end, other in reversed(made):
        kept[start:end] = other
        pairs += pairwise(other)
    left = [pair for pair in terms.pairs if all(word in kept for word in pair)]
    put = tuple(" ".join(other) for _, _, other in made)
    return Reading(tuple(dict.fromkeys(kept)), tuple(dict.fromkeys([*left, *pairs])), put)
