"""Documents by their number, straight from the stored rows: the same answer whatever engine ranks words."""

from collections.abc import Sequence

from core import force
from core.text import words
from search.engines.base import Match, Plan
from search.fitting import fitting, shown
from search.intent import Number
from search.models import SearchDocument, SearchSection

MOST = 300
KIND = "directive"


def bearing(number: Number, plan: Plan) -> list[SearchDocument]:
    """Documents shown that day that bear this number: closest symbol, then in force, then newest first."""
    bare = not (number.letters or number.year or number.day)
    if bare and SearchDocument.objects.filter(kind="hotline", digits=number.digits).exists():
        return []
    found = SearchDocument.objects.filter(shown(plan.day), kind=KIND, digits=number.digits).order_by("-date", "pk")[
        :MOST
    ]
    fit = [document for document in found if _is_meant(document, number)]
    return sorted(fit, key=lambda document: (-_closeness(document, number), _has_ended(document, plan)))


def fitting_filters(documents: Sequence[SearchDocument], plan: Plan) -> list[SearchDocument]:
    """Those of them that fit the filters."""
    kept = set(fitting(plan).filter(pk__in=[document.pk for document in documents]).values_list("pk", flat=True))
    return [document for document in documents if document.pk in kept]


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
    """ "3691/QĐ-UBND" → ("3691", "qd ubnd"); of anything but a directive only the digits: a phone number."""
    parts = words(number)
    if kind != KIND:
        return "".join(c for c in "".join(parts) if c.isdigit())[:40], ""
    first = parts[0] if parts else ""
    digits = "".join(c for c in first if c in "0123456789").lstrip("0") or ("0" if "0" in first else "")
    return digits[:40], " ".join(parts[1:])[:100]


def _is_meant(document: SearchDocument, number: Number) -> bool:
    if number.day and document.date != number.day:
        return False
    if number.year and (document.date is None or document.date.year != number.year):
        return str(number.year) in document.symbol.split()
    known = _names(document)
    return all(_begins_one(letters, known) for letters in number.letters)


def _names(document: SearchDocument) -> set[str]:
    """Whatever people put around a number: its symbol, type and issuer, whole or by initials."""
    symbol, kind, issuer = document.symbol.split(), words(document.type), words(document.issuer)
    initials = ("".join(word[0] for word in named) for named in (kind, issuer))
    return {*symbol, *kind, *issuer, *initials, "".join(symbol)} - {""}


def _begins_one(letters: str, names: set[str]) -> bool:
    return letters in names or (len(letters) > 1 and any(name.startswith(letters) for name in names))


def _closeness(document: SearchDocument, number: Number) -> int:
    symbol = set(document.symbol.split())
    return sum(letters in symbol for letters in number.letters)


def _has_ended(document: SearchDocument, plan: Plan) -> bool:
    status = document.force.at(plan.force_day) if document.force else force.IN_FORCE
    return status in (force.ENDED, force.WITHDRAWN)
