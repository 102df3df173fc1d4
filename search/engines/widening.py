"""How a search is widened until it finds enough: sections with all words, with most of them, with any."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

MOST_WORDS = 8


@dataclass(frozen=True)
class Choices:
    """Sections must hold so `many` of these words."""

    words: tuple[str, ...]
    many: int

    @property
    def wants_all(self) -> bool:
        return self.many == len(self.words)


@dataclass(frozen=True)
class Level:
    """A step of widening: sections must hold enough words of one of the `readings`, which say the same."""

    readings: tuple[Choices, ...]

    @property
    def choices(self) -> tuple[tuple[str, ...], ...]:
        """Sections must hold every word of one of these."""
        found = (choice for reading in self.readings for choice in combinations(reading.words, reading.many))
        return tuple(dict.fromkeys(found))


def levels(
    readings: Sequence[Sequence[str]], frequencies: Mapping[str, int], quoted: Container[str] = ()
) -> Iterator[Level]:
    """All words; then, of the rarest `MOST_WORDS` of a reading, any two thirds; then any single one. Nothing is wider
    where all words are `quoted`: those must stand in any case."""
    yield all_words(readings)
    if all(word in quoted for words in readings for word in words):
        return
    rarest = [_rarest(words, frequencies) for words in readings]
    most = [ceil(len(words) * 2 / 3) for words in rarest]
    if any(many < len(words) for many, words in zip(most, readings, strict=True)):
        yield Level(tuple(map(Choices, rarest, most)))
    if max(most) > 1:
        yield Level(tuple(Choices(words, 1) for words in rarest))


def all_words(readings: Sequence[Sequence[str]]) -> Level:
    """The narrowest."""
    return Level(tuple(Choices(tuple(words), len(words)) for words in readings))


def _rarest(words: Sequence[str], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(words), key=lambda word: frequencies[word])[:MOST_WORDS])
