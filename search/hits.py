"""What a reader sees of a match: title, number, date, status, and passages of the articles that matched."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from core import force
from core.text import nfc
from search import passages
from search.engines.base import Match, Terms
from search.models import SearchDocument, SearchSection
from search.query import KIND_NAMES

BADGES = {
    force.IN_FORCE: "in-force",
    force.PARTLY: "partly",
    force.PENDING: "pending",
    force.SUSPENDED: "late",
    force.WITHDRAWN: "late",
}
CLAUSE_LINE = re.compile(r"^([0-9]{1,3})\. ", re.MULTILINE)


@dataclass(frozen=True)
class ArticleHit:
    """One section of a hit. `url` leads to it; `passage` is safe HTML with `<mark>`."""

    label: str
    anchor: str
    url: str
    passage: SafeString


@dataclass(frozen=True)
class Hit:
    """One document found, or one article; `status` is a code of `core.force`, empty for what has no force.

    `key` names it within its kind, whatever becomes of its address.
    """

    kind: str
    key: str
    title: str
    url: str
    number: str
    date: dt.date | None
    issuer: str
    status: str
    from_scan: bool
    note: str
    passage: SafeString
    articles: tuple[ArticleHit, ...]

    @property
    def kind_name(self) -> str:
        return KIND_NAMES.get(self.kind, "")

    @property
    def status_label(self) -> str:
        return force.LABELS.get(self.status, "")

    @property
    def badge(self) -> str:
        return BADGES.get(self.status, "")


def hits(
    matches: Sequence[Match], terms: Terms, day: dt.date, *, opened: bool = False, clause: str = ""
) -> list[Hit]:
    """In the order of the matches, in one query, and another where documents are shown without a section; a match
    whose document has gone meanwhile is left out.

    `opened`: the articles themselves were asked for, so each shows how it begins, or how its clause begins.
    """
    with_document = SearchSection.objects.select_related("document")
    sections = with_document.in_bulk([pk for match in matches for pk in match.sections])
    documents = {section.document_id: section.document for section in sections.values()}
    others = [match.document for match in matches if match.document not in documents]
    documents |= SearchDocument.objects.in_bulk(others)
    sought = terms.shown
    return [
        _hit(documents[match.document], _present(match.sections, sections), sought, day, clause if opened else None)
        for match in matches
        if match.document in documents
    ]


def _present(keys: Iterable[int], sections: dict[int, SearchSection]) -> list[SearchSection]:
    return [sections[key] for key in keys if key in sections]


def _hit(
    document: SearchDocument,
    sections: Sequence[SearchSection],
    sought: Collection[str],
    day: dt.date,
    clause: str | None,
) -> Hit:
    """`clause` of the articles asked for, empty for whole ones; None where words were sought."""
    named = [section for section in sections if section.label or section.anchor]
    if clause is None:
        articles = _telling(document, named, sought)
    else:
        articles = [_opened(document, section, clause) for section in named]
    return Hit(
        kind=document.kind,
        key=document.key,
        title=document.title,
        url=document.url,
        number=document.number,
        date=document.date,
        issuer=document.issuer,
        status=document.force.at(day) if document.force else "",
        from_scan=document.from_scan,
        note=document.summary if document.kind == "area" else "",
        passage=_passage(document, sections, sought, articles),
        articles=tuple(articles),
    )


def _telling(
    document: SearchDocument, sections: Sequence[SearchSection], sought: Collection[str]
) -> list[ArticleHit]:
    """Only the best article may stand without a passage: it matched by the document's title."""
    articles = [_article(document, section, sought) for section in sections]
    return articles[:1] + [article for article in articles[1:] if article.passage]


def _opened(document: SearchDocument, section: SearchSection, clause: str) -> ArticleHit:
    label, anchor, text = section.label, section.anchor, f"{section.heading}\n{section.text}".strip()
    starts = {found[1]: found.start() for found in CLAUSE_LINE.finditer(nfc(section.text))}
    if clause in starts:
        label, anchor, text = (
            f"{label}, khoản {clause}",
            f"{anchor}-khoan-{clause}",
            nfc(section.text)[starts[clause] :],
        )
    return ArticleHit(label, anchor, f"{document.url}#{anchor}", passages.beginning(text))


def _passage(
    document: SearchDocument, sections: Sequence[SearchSection], sought: Collection[str], articles: list[ArticleHit]
) -> SafeString:
    """From the best section that shows a match, else from the summary."""
    if articles and articles[0].passage:
        return articles[0].passage
    texts = [*(section.text for section in sections), "" if document.kind == "area" else document.summary]
    found = (passages.passage(text, sought) for text in texts)
    return next((passage for passage in found if passage), mark_safe(""))


def _article(document: SearchDocument, section: SearchSection, sought: Collection[str]) -> ArticleHit:
    label, anchor = _clause(section, sought)
    url = f"{document.url}#{anchor}" if anchor else document.url
    shown = passages.passage(section.text, sought) or passages.passage(section.heading, sought)
    return ArticleHit(label or section.heading, anchor, url, shown)


def _clause(section: SearchSection, sought: Collection[str]) -> tuple[str, str]:
    """ "Điều 3, khoản 1" and its anchor, where the passage lies in a numbered clause of an article."""
    text = nfc(section.text)
    if not section.anchor or not section.label.startswith("Điều") or not CLAUSE_LINE.search(text):
        return section.label, section.anchor
    before = text[: passages.place(text, sought) + 1]
    clauses = CLAUSE_LINE.findall(f"{before} ")
    if not clauses:
        return section.label, section.anchor
    return f"{section.label}, khoản {clauses[-1]}", f"{section.anchor}-khoan-{clauses[-1]}"
