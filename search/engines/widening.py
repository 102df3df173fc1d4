"""How a search is widened until it finds enough: sections with all words, with most of them, with any."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

MOST_WORDS = 8


@dataclass(frozen=True)
class Level:
    """A step of widening: sections must hold every word of one of `choices`."""

    choices: tuple[tuple[str, ...], ...]


def levels(words: Sequence[str], frequencies: Mapping[str, int]) -> Iterator[Level]:
    """All words; then, of the rarest `MOST_WORDS`, any two thirds; then any single one."""
    yield Level((tuple(words),))
    rarest = sorted(dict.fromkeys(words), key=lambda word: frequencies[word])[:MOST_WORDS]
    most = ceil(len(rarest) * 2 / 3)
    if most < len(words):
        yield Level(tuple(combinations(rarest, most)))
    if most > 1:
        yield Level(tuple((word,) for word in rarest))
