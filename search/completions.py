"""What a reader who is still typing may mean: numbers, phrases that titles share, names and titles.

All of it is read from the rows of what is public that day, so nothing else can be told; no engine is asked.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator

from core.text import words
from search.begun import WINDOWS, Begun, begun
from search.models import SearchStart
from search.numbers import HOTLINE, KIND
from search.phrases import shared_phrases
from search.query import KIND_NAMES, plain
from search.starts import SHORTEST, squeezed

MOST, MOST_NUMBERS, MOST_OF_A_KIND, LONGEST_TEXT = 8, 5, 3, 110
PHRASE, PLACES = "phrase", ("area", "service")
LABELS = KIND_NAMES | {PHRASE: "Cụm từ"}
FIRST = ("hotline", "area", "guidance", "service", "dataset", "directive", "news")
"""Of what begins alike: whom to call and where, then what to do, then what was decided."""
_BEFORE_A_NUMBER = re.compile(r"^(?:van ban|vb) |\bso ")
_ABROAD = re.compile(r"^\s*(?:\+|00)84\s*(?:\(0\))?")
_NUMBER, _NAME, _WORD = SearchStart.Rank


@dataclass(frozen=True)
class Completion:
    """`kind` is one of the public API or "phrase", `label` its name on screen; `note` tells alike ones apart."""

    text: str
    kind: str
    label: str
    note: str
    url: str


def completions(text: str, day: dt.date) -> list[Completion]:
    """The best first, in three queries at most; none for less than two letters, or for more than a start."""
    typed = " ".join(words(plain(text)))
    if len(typed.replace(" ", "")) < SHORTEST:
        return []
    named = _named(typed, day)
    phrases = [_phrase(piece) for piece in shared_phrases(typed, named)]
    numbers = _by_number(text, day)
    borne = {row.document for row in numbers}
    others = [row for row in _in_order(named, day) if row.document not in borne]
    return [*map(_of_number, numbers), *phrases, *map(_of_name, others)][:MOST]


def _named(typed: str, day: dt.date) -> list[Begun]:
    """What stands within titles is looked at only where few begin so."""
    names = begun(_NAME, typed, day)
    return names if len(names) == WINDOWS[_NAME] else [*names, *begun(_WORD, typed, day)]


def _by_number(text: str, day: dt.date) -> list[Begun]:
    """Just this number before longer ones, what has not ended before what has, the newest first."""
    said = " ".join(words(_ABROAD.sub("0", plain(text))))
    digits = {found.lstrip("0") for found in re.findall("[0-9]+", said)}
    rows = begun(_NUMBER, squeezed(_BEFORE_A_NUMBER.sub("", said).split()), day) if digits else []
    ordered = sorted(rows, key=lambda row: (row.digits not in digits, row.is_over(day), -_ordinal(row)))
    return _once(ordered)[:MOST_NUMBERS]


def _in_order(rows: Iterable[Begun], day: dt.date) -> list[Begun]:
    ordered = sorted(rows, key=lambda row: (row.rank, row.is_over(day), FIRST.index(row.kind), -_ordinal(row)))
    return _mixed(_once(ordered))


def _once(rows: Sequence[Begun]) -> list[Begun]:
    """Each document by the first of its rows."""
    first: dict[int, Begun] = {}
    for row in rows:
        first.setdefault(row.document, row)
    return list(first.values())


def _mixed(rows: Iterable[Begun]) -> list[Begun]:
    """So that many alike, such as the hotlines of all districts, do not hide the rest."""
    seen = Counter[str]()
    first, later = list[Begun](), list[Begun]()
    for row in rows:
        (first if seen[row.kind] < MOST_OF_A_KIND else later).append(row)
        seen[row.kind] += 1
    return [*first, *later]


def _ordinal(row: Begun) -> int:
    return row.date.toordinal() if row.date else 0


def _of_number(row: Begun) -> Completion:
    """Of what bears it, a hotline is told by its name."""
    return _of_name(row) if row.kind != KIND else _made(row, f"{row.type} {row.number}".strip(), row.title)


def _of_name(row: Begun) -> Completion:
    """With its number, or with where it is."""
    where = row.summary.partition(" · ")[0] if row.kind in PLACES else ""
    text = row.title.removesuffix(f": {row.number}") if row.kind == HOTLINE else row.title
    return _made(row, text, row.number or where)


def _made(row: Begun, text: str, note: str) -> Completion:
    short, told = (Truncator(part).chars(LONGEST_TEXT) for part in (text, note))
    return Completion(short, row.kind, LABELS[row.kind], told, row.url)


def _phrase(piece: str) -> Completion:
    return Completion(piece, PHRASE, LABELS[PHRASE], "", f"{reverse('search')}?{urlencode({'q': piece})}")
