"""Entries become the rows that every engine ranks, and rows leave when their entries do."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.force import Force
from core.searchable import Entry, Section
from core.text import nfc
from search.engines.base import Stored
from search.models import MOST_SECTIONS, SearchArea, SearchDocument, SearchSection, SearchSpell, SearchStart
from search.numbers import digits_and_symbol
from search.starts import Start, starts_of

READ_AT_ONCE = 100
_KEPT = [field.name for field in SearchDocument._meta.fields if field.name not in ("id", "kind", "key")]


def store(kind: str, entries: Iterable[Entry]) -> list[Stored]:
    """Write entries of one kind, new or over what stood there."""
    by_key = {entry.key: entry for entry in entries}
    rows = [_document(entry) for entry in by_key.values()]
    with transaction.atomic():
        SearchDocument.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["kind", "key"], update_fields=_KEPT, batch_size=200
        )
        stored = list(SearchDocument.objects.filter(kind=kind, key__in=by_key))
        _write_areas(stored)
        _write_spells(stored)
        write_starts(stored)
        return _write_sections([(document, by_key[document.key]) for document in stored])


@dataclass(frozen=True)
class Kept:
    """What stands of an entry: its document, its sections in order, its areas' codes, how many spells, its starts."""

    document: SearchDocument
    sections: Sequence[SearchSection]
    areas: Set[str]
    spells: int
    starts: Set[Start]


def rows_of(kind: str, keys: Collection[str]) -> dict[str, Kept]:
    """{key: what stands of it}, in five queries."""
    documents = list(SearchDocument.objects.filter(kind=kind, key__in=keys))
    areas: dict[int, set[str]] = defaultdict(set)
    for pk, code in SearchArea.objects.filter(document__in=documents).values_list("document", "code"):
        areas[pk].add(code)
    spells = Counter(SearchSpell.objects.filter(document__in=documents).values_list("document", flat=True))
    starts = _starts_kept(documents)
    return {
        document.key: Kept(document, sections, areas[document.pk], spells[document.pk], starts[document.pk])
        for document, sections in with_sections(documents)
    }


def differs(entry: Entry, kept: Kept) -> bool:
    """Whether storing the entry would change anything."""
    wanted = _document(entry)
    wanted.pk = kept.document.pk
    return (
        any(getattr(wanted, name) != getattr(kept.document, name) for name in _KEPT if name != "written_at")
        or {code[:10] for code in entry.areas} != kept.areas
        or len(wanted.spells) != kept.spells
        or set(starts_of(wanted)) != kept.starts
        or list(map(_told, _sections(wanted, entry.sections))) != list(map(_told, kept.sections))
    )


def _starts_kept(documents: Sequence[SearchDocument]) -> dict[int, set[Start]]:
    found: dict[int, set[Start]] = defaultdict(set)
    kept = SearchStart.objects.filter(document__in=documents)
    for pk, rank, typed, at in kept.values_list("document", "rank", "typed", "at"):
        found[pk].add(Start(rank, bytes(typed), at))
    return found


def _told(section: SearchSection) -> tuple[int, str, str, str, str]:
    return section.order, section.label, section.heading, section.anchor, section.text


def forget(kind: str, keys: Collection[str]) -> list[int]:
    """Take away the rows of keys that are not public any more; gives the documents' keys for the engines."""
    with transaction.atomic():
        gone = SearchDocument.objects.filter(kind=kind, key__in=keys)
        found = list(gone.values_list("pk", flat=True))
        gone.delete()
    return found


def all_stored() -> Iterator[Stored]:
    """Every stored document with its sections, a hundred at a time, so that memory stays flat."""
    last = 0
    while batch := list(SearchDocument.objects.filter(pk__gt=last).order_by("pk")[:READ_AT_ONCE]):
        yield from with_sections(batch)
        last = batch[-1].pk


def with_sections(documents: Sequence[SearchDocument]) -> Iterator[Stored]:
    """Documents with their sections, in two queries."""
    sections: dict[int, list[SearchSection]] = {document.pk: [] for document in documents}
    for section in SearchSection.objects.filter(document__in=sections).order_by("pk"):
        sections[section.document_id].append(section)
    for document in documents:
        yield document, sections[document.pk]


def _document(entry: Entry) -> SearchDocument:
    force = entry.force or Force()
    digits, symbol = digits_and_symbol(entry.kind, entry.number)
    return SearchDocument(
        kind=entry.kind,
        key=entry.key,
        title=nfc(entry.title)[:500],
        url=entry.url[:500],
        summary=nfc(entry.summary),
        number=nfc(entry.number)[:100],
        digits=digits,
        symbol=symbol,
        date=entry.date,
        type=nfc(entry.type)[:60],
        issuer=nfc(entry.issuer)[:255],
        areas=list(entry.areas),
        starts=force.start,
        ended=force.ended,
        withdrawn=force.withdrawn,
        spells=[spell.row for spell in force.spells],
        has_force=entry.force is not None,
        from_scan=entry.from_scan,
        shown_from=entry.shown_from,
        shown_until=entry.shown_until,
        written_at=clock.real_now(),
    )


def _write_areas(documents: Sequence[SearchDocument]) -> None:
    SearchArea.objects.filter(document__in=documents).delete()
    SearchArea.objects.bulk_create(
        SearchArea(document=document, code=code[:10])
        for document in documents
        for code in dict.fromkeys(document.areas)
    )


def _write_spells(documents: Sequence[SearchDocument]) -> None:
    SearchSpell.objects.filter(document__in=documents).delete()
    SearchSpell.objects.bulk_create(
        SearchSpell(document=document, **vars(spell))
        for document in documents
        if document.force
        for spell in document.force.spells
    )


def write_starts(documents: Sequence[SearchDocument]) -> None:
    """What completions of these documents are looked up by, over what stood there."""
    SearchStart.objects.filter(document__in=documents).delete()
    SearchStart.objects.bulk_create(
        (
            SearchStart(document=document, rank=start.rank, typed=start.typed, at=start.at)
            for document in documents
            for start in starts_of(document)
        ),
        batch_size=500,
    )


def _write_sections(pairs: Sequence[tuple[SearchDocument, Entry]]) -> list[Stored]:
    stored: list[Stored] = [(document, _sections(document, entry.sections)) for document, entry in pairs]
    SearchSection.objects.filter(document__in=[document for document, _ in stored]).delete()
    SearchSection.objects.bulk_create((section for _, found in stored for section in found), batch_size=500)
    return stored


def _sections(document: SearchDocument, sections: Sequence[Section]) -> list[SearchSection]:
    return [
        SearchSection(
            document=document,
            order=order,
            label=nfc(section.label)[:80],
            heading=nfc(section.heading),
            anchor=section.anchor[:80],
            text=nfc(section.text),
        )
        for order, section in enumerate((sections or (Section(text=""),))[:MOST_SECTIONS])
    ]
