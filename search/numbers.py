"""Documents and hotlines by their number, from the stored rows: the same answer whatever engine ranks words."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from django.db.models import Q

from core import force
from core.text import words
from search import phones
from search.engines.base import Match, Plan
from search.fitting import shown
from search.models import SearchDocument, SearchSection
from search.spelling import LONG_ENOUGH, Number

MOST, MOST_NEAR = 300, 3
KIND, HOTLINE = "directive", "hotline"


def bearing(number: Number, plan: Plan) -> list[SearchDocument]:
    """Documents shown that day that bear this number: closest symbol, then in force, then newest first."""
    known = SearchDocument.objects.filter(shown(plan.day), kind=KIND, digits=number.digits).order_by("-date", "pk")
    fit = [document for document in known[:MOST] if is_meant(document, number)]
    return sorted(fit, key=lambda document: (-_closeness(document, number), _has_ended(document, plan)))


def near(number: Number, day: dt.date) -> list[SearchDocument]:
    """Documents shown that day with this number in another year or of another issuer, then with one digit wrong."""
    ever = replace(number, year=None, day=None, on=None)
    known = SearchDocument.objects.filter(shown(day), kind=KIND, digits__in=_one_off(number.digits))
    by_day = known.order_by("-date", "pk")[:MOST]
    fit = [document for document in by_day if is_meant(document, ever) or _is_named(document, ever)]
    fit.sort(key=lambda document: (document.digits != number.digits, -_closeness(document, number)))
    return fit[:MOST_NEAR]


def _one_off(digits: str) -> set[str]:
    """These digits, and with two of them exchanged; of more than two also with one too many, too few, or another."""
    places = range(len(digits))
    found = {digits, *(f"{digits[:n]}{digits[n + 1 : n + 2]}{digits[n]}{digits[n + 2 :]}" for n in places)}
    if len(digits) > 2:
        found |= {f"{digits[:n]}{digits[n + 1 :]}" for n in places}
        found |= {f"{digits[:n]}{other}{digits[n + 1 :]}" for n in places for other in "0123456789"}
        found |= {f"{digits[:n]}{other}{digits[n:]}" for n in (*places, len(digits)) for other in "0123456789"}
    return {other.lstrip("0") for other in found}


def answering(phone: str, plan: Plan) -> list[SearchDocument]:
    """Hotlines shown that day that answer at this number."""
    borne = Q(digits=phone) | Q(symbol__contains=phone)
    found = SearchDocument.objects.filter(borne, shown(plan.day), kind=HOTLINE).order_by("pk")[:MOST]
    return [hotline for hotline in found if phone in (hotline.digits, *hotline.symbol.split())]


def with_article(documents: Sequence[SearchDocument], article: str) -> list[Match]:
    """The documents with their articles of that number; a document without such an article is left out."""
    found = SearchSection.objects.filter(document__in=documents, label__iregex=rf"^điều {article}$")
    sections: dict[int, list[int]] = {}
    for section in found.order_by("document", "order"):
        sections.setdefault(section.document_id, []).append(section.pk)
    return [
        Match(document.pk, tuple(sections[document.pk]), 1.0) for document in documents if document.pk in sections
    ]


def digits_and_symbol(kind: str, number: str) -> tuple[str, str]:
    """ "3691/QĐ-UBND" → ("3691", "qd ubnd"); of anything but a directive its first phone number and the others."""
    if kind != KIND:
        first, *others = phones.numbers(number) or [""]
        return first[:40], " ".join(others)[:100]
    parts = words(number)
    first = parts[0] if parts else ""
    digits = "".join(c for c in first if c in "0123456789").lstrip("0") or ("0" if "0" in first else "")
    return digits[:40], " ".join(parts[1:])[:100]


def is_meant(document: SearchDocument, number: Number) -> bool:
    """Whether all that was said of a number fits a document. Short numbers are also counts of something, so they
    need its symbol or its type: "16 ct", "chỉ thị 16"."""
    if not _is_of_the_day(document, number):
        return False
    named = bool(number.letters) and _is_named(document, number)
    known = _names(document) | (set(words(document.title)) if named else set())
    if not all(_begins_one(letters, known) for letters in number.letters):
        return named and _runs_together(document, number)
    return named or not number.letters or len(number.digits) >= LONG_ENOUGH


def _is_of_the_day(document: SearchDocument, number: Number) -> bool:
    date = document.date
    if number.day and date != number.day:
        return False
    if number.on and (date is None or (date.day, date.month) != number.on):
        return False
    if number.year and (date is None or date.year != number.year):
        return str(number.year) in document.symbol.split()
    return True


def _is_named(document: SearchDocument, number: Number) -> bool:
    """Whether its symbol or its type was said, whole."""
    kind = words(document.type)
    said = f" {number.said} "
    if kind and (f" {' '.join(kind)} " in said or f" {''.join(kind)} " in said):
        return True
    short = {*_joined(document), "".join(word[0] for word in kind)} - {""}
    return not short.isdisjoint(number.letters) or _runs_together(document, number)


def _names(document: SearchDocument) -> set[str]:
    """Whatever people put around a number: its symbol, type and issuer, whole or by initials."""
    kind, issuer = words(document.type), words(document.issuer)
    initials = ("".join(word[0] for word in named) for named in (kind, issuer))
    return {*_joined(document), *kind, *issuer, *initials, "".join(kind)} - {""}


def _joined(document: SearchDocument) -> set[str]:
    """The parts of its symbol, each alone and run together with those after it: "tt", "ttbyt", "byt"."""
    symbol = [part for part in document.symbol.split() if not part.isdigit()]
    return {"".join(symbol[start:end]) for start, end in combinations(range(len(symbol) + 1), 2)}


def _runs_together(document: SearchDocument, number: Number) -> bool:
    """ "cttg" for CT-TTg: one group of letters that runs the symbol's together, doubled letters typed once."""
    once = {_once(joined) for joined in _joined(document)}
    return len(number.letters) == 1 and len(number.letters[0]) > 2 and _once(number.letters[0]) in once


def _once(letters: str) -> str:
    return re.sub(r"(.)\1+", r"\1", letters)


def _begins_one(letters: str, names: set[str]) -> bool:
    return letters in names or (len(letters) > 1 and any(name.startswith(letters) for name in names))


def _closeness(document: SearchDocument, number: Number) -> int:
    symbol = set(document.symbol.split())
    return sum(letters in symbol for letters in number.letters)


def _has_ended(document: SearchDocument, plan: Plan) -> bool:
    status = document.force.at(plan.force_day) if document.force else force.IN_FORCE
    return status in (force.ENDED, force.WITHDRAWN)
