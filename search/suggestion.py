""" "Ý bạn là …": what was typed with the words mended that stand nowhere, as texts shown that day spell it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise, product

from django.db.models.expressions import RawSQL

from core.text import fold, nfc
from search.engines.base import EngineUnavailable
from search.engines.current import database_engine
from search.engines.database import faults_told, how_common
from search.engines.question import rows
from search.fitting import shown
from search.indexed import WORD
from search.mending import asked_about, is_typed_by, mends
from search.models import SearchSection

MOST_MENDED, MOST_TRIED = 3, 3
READ = 4
"""Sections in which the spelling of a try is looked up."""
BESIDE = 5
"""A spelling next to the word that stands next to it here counts as so many."""
TEXTS = ("document__title", "document__summary", "heading", "text")
Instead = Mapping[str, tuple[str, ...]]
"""{a word typed: what may be meant by it}, folded."""
Spellings = Mapping[str, Counter[str]]
"""{folded word: how often it is spelled how}."""


def suggestion(text: str, unknown: Sequence[str], day: dt.date) -> str:
    """`unknown`: the folded words of `text` that stand nowhere. Empty where they can't all be mended, or no text of
    the day holds what might be meant. Two queries at most, and none where nothing is unknown."""
    try:
        with faults_told():
            tries = _tries(unknown) if 0 < len(unknown) <= MOST_MENDED else []
            return _as_spelled(nfc(text), tries, day) if tries else ""
    except EngineUnavailable:
        return ""


def _tries(unknown: Sequence[str]) -> list[Instead]:
    """Likelier ones first."""
    asked = sorted({other for word in unknown for other in asked_about(word)})
    near = how_common(asked) if asked else {}
    found = [mends(word, near)[:MOST_TRIED] for word in unknown]
    chosen = islice(product(*found), MOST_TRIED)
    return [{word: mend.words for word, mend in zip(unknown, mended, strict=True)} for mended in chosen]


def _as_spelled(text: str, tries: Sequence[Instead], day: dt.date) -> str:
    """The first of the tries that stands in a section with everything else typed; else with nothing else."""
    typed = [fold(word) for word in WORD.findall(text)]
    whole = [_meant(typed, instead) for instead in tries]
    alone = [[word for words in instead.values() for word in words] for instead in tries]
    for instead, words, texts in zip([*tries] * 2, whole * 2, _texts([*whole, *alone], day), strict=True):
        spellings = _spellings(words, texts)
        if all(spellings[word] for words in instead.values() for word in words):
            return _written(text, instead, spellings)
    return ""


def _meant(typed: Iterable[str], instead: Instead) -> list[str]:
    return [meant for word in typed for meant in instead.get(word, (word,))]


def _texts(groups: Sequence[Sequence[str]], day: dt.date) -> list[list[str]]:
    """For each group of words what readers see on a day of some sections that hold all of it, the newest first."""
    held, words = database_engine().holding(groups, READ)
    of_day = SearchSection.objects.filter(shown(day, "document__"), pk__in=RawSQL("SELECT section FROM held", ()))
    seen, values = of_day.order_by().values_list("pk", *TEXTS).query.sql_with_params()
    statement = (
        f"WITH held (place, section, document) AS MATERIALIZED ({held}),"
        f" seen (section, title, summary, heading, text) AS ({seen})"
        " SELECT place, title, summary, heading, text FROM held JOIN seen ON seen.section = held.section"
        " ORDER BY place, held.section DESC"
    )
    found: list[list[str]] = [[] for _ in groups]
    for place, *texts in rows(statement, [*words, *values]):
        found[place].append(nfc(" ".join(texts)).lower())
    return found


def _spellings(words: Sequence[str], texts: Iterable[str]) -> Spellings:
    beside, sought = set(pairwise(words)), frozenset(words)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        folded = fold(text)
        for before, at, after in _neighbourhoods(folded):
            if (word := folded[at]) in sought:
                near = (folded[before], word) in beside or (word, folded[after]) in beside
                found[word][text[at]] += BESIDE if near else 1
    return found


def _neighbourhoods(folded: str) -> Iterable[tuple[slice, slice, slice]]:
    """Where each word stands, and those before and after it; nowhere at the ends."""
    nowhere = slice(0, 0)
    places = [nowhere, *(slice(*found.span()) for found in WORD.finditer(folded)), nowhere]
    return zip(places, places[1:], places[2:], strict=False)


def _written(text: str, instead: Instead, spellings: Spellings) -> str:
    """The text with what is mended; where it was typed without accents, all of it with those of the texts."""
    plain = fold(text) == text.lower()

    def spelled(word: str) -> str:
        folded = fold(word)
        if folded not in instead and not plain:
            return word
        meant = instead.get(folded, (folded,))
        return " ".join(_spelled(one, spellings[one], typed=folded) for one in meant)

    return WORD.sub(lambda found: spelled(found[0]), text)


def _spelled(word: str, spellings: Counter[str], *, typed: str) -> str:
    """As its keys say, where texts spell it so; else as most do; as it is where none has it."""
    by_keys = (spelling for spelling in spellings if is_typed_by(typed, spelling))
    most = (spelling for spelling, _ in spellings.most_common(1))
    return next(by_keys, next(most, word))
