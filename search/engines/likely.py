"""What is likely good among very much that fits: found first, and ranked in the database, before `ranking` judges it.

Common words fit half of what there is; to rank all of that takes long, and they tell the good from the bad least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search import ranking
from search.engines.base import Terms
from search.engines.question import Condition, Points
from search.engines.widening import Level

LOOKED_THROUGH = 30_000
"""So many sections at most, for words side by side."""
LETTERS = 4.5
"""Of a word, with the space after it."""
LENGTH = (
    f"{1 - ranking.LENGTH_WEIGHT} + {ranking.LENGTH_WEIGHT} * length(body || also) / {LETTERS * ranking.USUAL_LENGTH}"
)
"""Of a text, 1 for a usual one."""


@dataclass(frozen=True)
class Preferred:
    """What has every word of one of the `choices`, all in a row if they are to stand `side_by_side`."""

    choices: tuple[tuple[str, ...], ...]
    side_by_side: bool = False


def preferred(
    level: Level, narrower: Level | None, terms: Terms, frequencies: Mapping[str, int], ranked: int
) -> list[Preferred]:
    """What has the words that are liked too; or all words side by side, and those typed where more is said by others;
    or, where not all are asked for, what was found by the `narrower` level, and the rarest. Nothing where everything
    that fits is ranked anyway."""
    if sum(_most(choice, frequencies) for choice in level.choices) <= ranked:
        return []
    if narrower:
        return [Preferred(narrower.choices), Preferred(_rarest(level.choices, frequencies, ranked))]
    typed = [Preferred(level.choices[:1])] if level.choices[1:] else []
    liked = tuple(word for word in terms.liked if word in frequencies)
    if liked:
        return [Preferred(tuple((*choice, *liked) for choice in level.choices)), *typed]
    return [*_side_by_side(level.choices, frequencies), *typed]


def points(terms: Terms, weights: ranking.Weights, *, place_of: str, least: str) -> Points:
    """What `ranking.score` gives a section, but for how often its text repeats a word."""
    said = [reading for reading in ranking.readings(terms, weights) if reading[2].total]
    texts = dict.fromkeys(text for _, pairs, of in said for text in (*of.of, *map(" ".join, _known(pairs, of))))
    names = {text: f"m{place}" for place, text in enumerate(texts)}
    formulas = [f"{-worth} * {_points(pairs, of, names)}" for worth, pairs, of in said]
    formula = f"{least}({', '.join(formulas)})" if formulas[1:] else formulas[0]
    return Points(LENGTH, [_often(text, place_of) for text in texts], formula)


def _points(pairs: Sequence[tuple[str, str]], weights: ranking.Weights, names: Mapping[str, str]) -> str:
    """Of one reading, from what is measured by these names."""
    words = [_saturated(weight, names[word], ranking.SATURATION) for word, weight in weights.of.items()]
    beside = [
        _saturated(ranking.PAIR * sum(weights.of[word] for word in pair) / 2, names[" ".join(pair)], 0.5)
        for pair in _known(pairs, weights)
    ]
    share = _share(weights, names)
    return f"({' + '.join(words + beside)}) * (0.2 + 0.8 * {share} * {share})"


def _saturated(weight: float, often: str, saturation: float) -> str:
    return f"{weight} * {often} / ({often} + {saturation})"


def _known(pairs: Sequence[tuple[str, str]], weights: ranking.Weights) -> list[tuple[str, str]]:
    return [pair for pair in pairs if all(word in weights.of for word in pair)]


def _often(words: str, place_of: str) -> Condition:
    in_body = "1.0" if " " in words else "1 / long"
    fields = (("title", ranking.TITLE), ("heading", ranking.HEADING), ("body", in_body))
    parts = [f"CASE WHEN {place_of}({name}, %s) > 0 THEN {often} ELSE 0 END" for name, often in fields]
    return f"CAST({' + '.join(parts)} AS double precision)", (f" {words} ",) * len(fields)


def _share(weights: ranking.Weights, names: Mapping[str, str]) -> str:
    """Of the words asked for, by their weights, those that stand in it."""
    parts = [
        f"CASE WHEN {names[word]} > 0 THEN {weight} ELSE 0 END"
        for word, weight in weights.of.items()
        if word in weights.required
    ]
    return f"(({' + '.join(parts)}) / {weights.total})"


def _side_by_side(choices: Sequence[tuple[str, ...]], frequencies: Mapping[str, int]) -> list[Preferred]:
    """Nothing where that would be no less than everything, or words are too common to be looked through."""
    telling = tuple(choice for choice in choices if _most(choice, frequencies) <= LOOKED_THROUGH)
    fewer = len(telling) < len(choices) or any(len(choice) > 1 for choice in telling)
    return [Preferred(telling, side_by_side=True)] if telling and fewer else []


def _rarest(
    choices: Sequence[tuple[str, ...]], frequencies: Mapping[str, int], ranked: int
) -> tuple[tuple[str, ...], ...]:
    """As many as are ranked together, at least one."""
    found, room = list[tuple[str, ...]](), ranked
    for choice in sorted(choices, key=lambda choice: _most(choice, frequencies)):
        room -= _most(choice, frequencies)
        if found and room < 0:
            break
        found.append(choice)
    return tuple(found)


def _most(choice: Sequence[str], frequencies: Mapping[str, int]) -> int:
    """No more sections than these have all words."""
    return min(frequencies[word] for word in choice)
