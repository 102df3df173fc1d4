"""What a reader who is still typing may mean: numbers, phrases that titles share, names and titles.

All of it is read from the rows of what is public that day, so nothing else can be told; no engine is asked.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator

from core.text import words
from search.begun import WINDOWS, Begun, begun
from search.fitting import shown
from search.models import SearchDocument, SearchStart
from search.numbers import HOTLINE
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
    """The best first, in four queries at most; none for less than two letters, or more than a start."""
    typed = " ".join(words(plain(text)))
    if len(typed.replace(" ", "")) < SHORTEST:
        return []
    named = _named(typed, day)
    phrases = [_phrase(piece) for piece in shared_phrases(typed, named)]
    rows = [*_by_number(text, day), *_in_order(named, day)]
    offered = _offered(rows, MOST - len(phrases), day)
    split = sum(rank == _NUMBER for rank, _ in offered)
    found = [completion for _, completion in offered]
    return [*found[:split], *phrases, *found[split:]]


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
    return ordered[:MOST_NUMBERS]


def _in_order(rows: Iterable[Begun], day: dt.date) -> list[Begun]:
    ordered = sorted(rows, key=lambda row: (row.rank, row.is_over(day), FIRST.index(row.kind), -_ordinal(row)))
    return _mixed(list({row.document: row for row in reversed(ordered)}.values())[::-1])


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


def _offered(rows: Sequence[Begun], most: int, day: dt.date) -> list[tuple[int, Completion]]:
    """Each document once, by the first of its rows, with that row's rank."""
    first = {row.document: row for row in reversed(rows)}
    wanted = list(dict.fromkeys(row.document for row in rows))[:most]
    found = _documents(wanted, day)
    return [(first[key].rank, _of_document(found[key], first[key])) for key in wanted if key in found]


def _documents(keys: Collection[int], day: dt.date) -> dict[int, SearchDocument]:
    return {one.pk: one for one in SearchDocument.objects.filter(shown(day), pk__in=keys)} if keys else {}


def _of_document(document: SearchDocument, row: Begun) -> Completion:
    text, note = document.title, _note(document)
    if document.kind == HOTLINE:
        text = text.removesuffix(f": {document.number}")
    elif row.rank == _NUMBER:
        text, note = f"{document.type} {document.number}".strip(), document.title
    return Completion(_short(text), document.kind, LABELS[document.kind], _short(note), document.url)


def _note(document: SearchDocument) -> str:
    """A number, or where it is."""
    where = document.summary.partition(" · ")[0] if document.kind in PLACES else ""
    return document.number or where


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST_TEXT)


def _phrase(piece: str) -> Completion:
    return Completion(piece, PHRASE, LABELS[PHRASE], "", f"{reverse('search')}?{urlencode({'q': piece})}")
