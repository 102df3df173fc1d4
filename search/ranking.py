"""How well a section answers: one judgement over the candidates of whatever engine, so that all rank alike.

Words weigh by how rare they are (BM25, with title and heading counting more), neighbours as typed weigh extra,
a section with all words comes before one with some, documents in force before ended ones, newer before older,
and, where the query was typed with accents, exact accents before others.
"""

import datetime as dt
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core import force
from core.text import fold, nfc
from search.engines.base import Match, Reading, Terms
from search.indexed import APART, Indexed

SATURATION, LENGTH_WEIGHT, USUAL_LENGTH = 1.2, 0.6, 120
TITLE, HEADING = 2.5, 2.0
PAIR = 1.6
NAMED = 2.0
"""For what is called exactly as asked: an area, a hotline."""
SAID_OTHERWISE = 0.7
"""What the words of another reading count, next to those typed."""
SECOND = 0.2
"""How much the next best section of a document adds."""
FORCE = {force.PARTLY: 0.95, force.PENDING: 0.9, force.SUSPENDED: 0.7, force.ENDED: 0.6, force.WITHDRAWN: 0.5}
FRESHNESS, FADES_IN_DAYS = 0.08, 180
OTHER_ACCENTS = 0.8
MOST_SECTIONS_SHOWN = 5
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True)
class Standing:
    """What of a document itself counts: its status and date; of no force and undated, neither."""

    status: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class Weights:
    """`of` each word that the index knows, by its rarity; `total` is the sum of those that are `required`.

    `also`: the other readings, each with its own.
    """

    of: Mapping[str, float]
    total: float
    required: Container[str]
    also: tuple[tuple[Reading, "Weights"], ...] = ()

    @property
    def every(self) -> Mapping[str, float]:
        """Those of all readings: what is typed as it is, else as much as in another reading."""
        others = {word: SAID_OTHERWISE * weight for _, other in self.also for word, weight in other.of.items()}
        return others | dict(self.of)


@dataclass(frozen=True)
class Known:
    """What of a question the index knows: words as typed, and other readings whole."""

    typed: tuple[str, ...]
    also: tuple[Reading, ...] = ()

    @property
    def readings(self) -> list[tuple[str, ...]]:
        """The words of each, what was typed first."""
        return [words for words in (self.typed, *(other.words for other in self.also)) if words]


def known_of(terms: Terms, frequencies: Mapping[str, int]) -> Known:
    """Nothing where a phrase holds a word that stands nowhere."""
    if any(word not in frequencies for phrase in terms.phrases for word in phrase):
        return Known(())
    typed = tuple(dict.fromkeys(word for word in terms.words if word in frequencies))
    return Known(typed, tuple(filter(None, (_known(other, typed, frequencies) for other in terms.also))))


def unknown_of(terms: Terms, frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """The words typed that stand nowhere."""
    return tuple(word for word in terms.words if word not in frequencies)


def _known(other: Reading, typed: Sequence[str], frequencies: Mapping[str, int]) -> Reading | None:
    """Without the words that stand nowhere; None where that leaves no more than what was typed."""
    words = tuple(word for word in other.words if word in frequencies)
    return replace(other, words=words) if set(words) - set(typed) else None


def weigh(words: Iterable[str], frequencies: Mapping[str, int], sections: int, liked: Iterable[str] = ()) -> Weights:
    """`frequencies`: in how many of the `sections` a word stands; words of none count for nothing."""
    required = dict.fromkeys(words)
    known = (word for word in (*required, *liked) if frequencies.get(word, 0) > 0)
    of = {word: math.log(1 + sections / frequencies[word]) for word in known}
    return Weights(of, sum(of[word] for word in of if word in required), required)


def weigh_all(known: Known, frequencies: Mapping[str, int], sections: int, liked: Iterable[str] = ()) -> Weights:
    """The same of what was typed, with all other readings of which every word is known."""
    typed = weigh(known.typed, frequencies, sections, liked)
    also = ((other, weigh(other.words, frequencies, sections, liked)) for other in known.also)
    return replace(typed, also=tuple(also))


def score(candidate: Indexed, terms: Terms, weights: Weights) -> float:
    """By the reading that fits best; 0 when no word fits."""
    return max(worth * _score(candidate, pairs, of) for worth, pairs, of in readings(terms, weights))


def readings(terms: Terms, weights: Weights) -> Iterator[tuple[float, Sequence[tuple[str, str]], Weights]]:
    """(what its points count, its pairs, its words by weight) of what was typed, then of what else it may say."""
    yield 1.0, terms.pairs, weights
    yield from ((_worth(of, weights), other.pairs, of) for other, of in weights.also)


def _worth(other: Weights, typed: Weights) -> float:
    """What the points of another reading count: those of a longer one no more for its length."""
    longer = other.total / typed.total if typed.total else 1
    return SAID_OTHERWISE / max(longer, 1)


def _score(candidate: Indexed, pairs: Iterable[tuple[str, str]], weights: Weights) -> float:
    title, heading, body = (
        f" {text} " for text in (candidate.title, candidate.heading, candidate.body + candidate.also)
    )
    length = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * body.count(" ") / USUAL_LENGTH
    points, covered = 0.0, 0.0
    for word, weight in weights.of.items():
        sought = f" {word} "
        often = TITLE * (sought in title) + HEADING * (sought in heading) + body.count(sought) / length
        points += weight * often * (1 + SATURATION) / (often + SATURATION)
        covered += weight if often and word in weights.required else 0
    points += sum(_pair(pair, (title, heading, body), weights) for pair in pairs)
    share = covered / weights.total if weights.total else 0
    named = weights.of.keys() == set(candidate.title.split())
    return points * (0.2 + 0.8 * share**2) * (NAMED if named else 1)


def order(scored: Sequence[tuple[float, Indexed]], standings: Mapping[int, Standing], day: dt.date) -> list[Match]:
    """Documents best first, each with its best sections first; those without a standing are left out."""
    sections: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for points, candidate in scored:
        if candidate.document in standings:
            sections[candidate.document].append((points, candidate.section))
    matches = [_match(document, found, standings[document], day) for document, found in sections.items()]
    return sorted(matches, key=lambda match: (-match.score, match.document))


def accents(text: str, terms: Terms, weights: Weights) -> float:
    """1 when all words stand in `text` with the accents typed, less the more of them stand otherwise or not."""
    if not text:
        return OTHER_ACCENTS
    text = nfc(text).lower()
    typed = {word: spelt for word, spelt in _spelt(terms.accented) if word in weights.of}
    exact = sum(weights.of[word] for word, spellings in typed.items() if any(_stands(s, text) for s in spellings))
    return OTHER_ACCENTS + (1 - OTHER_ACCENTS) * (exact / weights.total if weights.total else 0)


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text as a whole; most words are in none of it, which is quickly seen."""
    return word in text and _whole(word).search(text) is not None


def _pair(pair: tuple[str, str], texts: tuple[str, str, str], weights: Weights) -> float:
    if not all(word in weights.of for word in pair):
        return 0
    sought = f" {pair[0]} {pair[1]} ", f" {pair[0]} {APART} {pair[1]} "
    title, heading, body = (sum(map(text.count, sought)) for text in texts)
    often = TITLE * (title > 0) + HEADING * (heading > 0) + body
    return PAIR * (weights.of[pair[0]] + weights.of[pair[1]]) / 2 * often / (often + 0.5)


def _match(document: int, found: list[tuple[float, int]], standing: Standing, day: dt.date) -> Match:
    best = sorted(found, key=lambda item: (-item[0], item[1]))
    points = best[0][0] + (SECOND * best[1][0] if best[1:] else 0)
    points *= FORCE.get(standing.status, 1.0)
    if standing.date is not None:
        points *= 1 + FRESHNESS * math.exp(-abs((day - standing.date).days) / FADES_IN_DAYS)
    return Match(document, tuple(section for _, section in best[:MOST_SECTIONS_SHOWN]), points)


@lru_cache(maxsize=1_000)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])")


@lru_cache(maxsize=100)
def _spelt(accented: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """(folded, its spellings) of each word."""
    return tuple((fold(word), spellings(word)) for word in accented)


@lru_cache(maxsize=20_000)
def spellings(word: str) -> frozenset[str]:
    """The word with its tone on each of its letters, since both "hoà" and "hòa" are written, "thuý" and "thúy"."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(c for c in letters if c in TONES)
    rest = "".join(c for c in letters if c not in TONES)
    placed = (f"{rest[:place]}{tone}{rest[place:]}" for place in range(1, len(rest) + 1))
    return frozenset({word, *(unicodedata.normalize("NFC", spelling) for spelling in placed)})
