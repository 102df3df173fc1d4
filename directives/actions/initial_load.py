"""The initial load: an office's old documents by the thousand, published as they are read.

A hundred are read in the child while those before them are stored together (`published_rows`). Whatever is not
plain goes its usual way by itself (`take_in`): what was handed in before, what stays a draft, what acts on others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from wagtail.models import COMMENTS_RELATION_NAME

from core.batches import batches
from core.problems import Unreadable
from directives.acting import ACTING
from directives.actions.drafts import folder_for, new_draft
from directives.actions.issuers import open_issuer
from directives.actions.published_rows import Plain, write_published
from directives.actions.results import FileResult, tell
from directives.actions.take_in import Document, HandedIn, Taking, bytes_of, is_certain, results_of
from directives.models import DirectivePage, Issuer, Original
from directives.selectors.confirmation import why_hidden
from units.models import UnitFolder

AT_ONCE = 100
FOREIGN = ("type", "issuer", "owner", "locale", "content_type", "latest_revision", "live_revision", "alias_of")
"""What was chosen from rows that are there, and need not be looked up once more."""


@dataclass
class Handed:
    """A file with its bytes; None: it could not be read, or its bytes are here already."""

    file: HandedIn
    result: FileResult
    data: bytes | None


def load(taking: Taking, files: Iterable[HandedIn]) -> Iterator[FileResult]:
    """A result a file, in their order; each file is a document."""
    with ThreadPoolExecutor(1) as ahead:
        waiting: Future[list[Document | None]] | None = None
        before: list[Handed] = []
        for batch in batches(files, AT_ONCE):
            handed = _opened(batch)
            reading = ahead.submit(_read_all, taking, handed)
            if waiting is not None:
                yield from _stored(taking, before, waiting.result())
            before, waiting = handed, reading
        if waiting is not None:
            yield from _stored(taking, before, waiting.result())


def _opened(files: Sequence[HandedIn]) -> list[Handed]:
    handed = [Handed(file, results_of([file])[0], None) for file in files]
    for one in handed:
        try:
            one.data = bytes_of(one.file, one.result)
        except Unreadable:
            continue
    sums = Counter(one.result.sha256 for one in handed)
    known = set(Original.objects.filter(sha256__in=sums).values_list("sha256", flat=True))
    for one in handed:
        if one.result.sha256 in known or sums[one.result.sha256] > 1:
            one.data = None
    return handed


def _read_all(taking: Taking, handed: Sequence[Handed]) -> list[Document | None]:
    """In a thread of its own, which asks the child alone, never the database."""
    return [_read(taking, one) if one.data is not None else None for one in handed]


def _read(taking: Taking, one: Handed) -> Document | None:
    assert one.data is not None  # noqa: S101 - the caller asks for no other
    try:
        return taking.read([one.result], [one.data], lambda _done, _of: None)
    except Unreadable:
        return None


def _stored(taking: Taking, handed: Sequence[Handed], documents: Sequence[Document | None]) -> list[FileResult]:
    """First those that are plain, together; then, each by itself, whatever is not stored yet."""
    try:
        _store_plain(taking, [document for document in documents if document])
    except (Unreadable, DatabaseError):
        for one in handed:
            one.result.stored, one.result.page = False, None
    for one in handed:
        if not one.result.stored:
            one.result = taking.take([one.file])[0]
    return [one.result for one in handed]


def _store_plain(taking: Taking, documents: Sequence[Document]) -> None:
    """All of them or none. Raises `Unreadable`, `DatabaseError`."""
    taking.check_rights()
    folder = folder_for(taking.unit)
    issuers: dict[tuple[str, str], Issuer | None] = {}
    drafts = [(document, _draft(taking, folder, document, issuers)) for document in documents]
    plain = _not_taken([Plain(page, document) for document, page in drafts if _is_plain(page, document)])
    if not plain:
        return
    write_published(
        plain=plain,
        folder=folder,
        unit=taking.unit,
        user=taking.user,
        operator=taking.received_by,
        write=taking.write,
    )
    for one in plain:
        for result in one.document.results:
            result.stored, result.page = True, one.page


def _draft(
    taking: Taking, folder: UnitFolder, document: Document, issuers: dict[tuple[str, str], Issuer | None]
) -> DirectivePage:
    """`issuers`: those that heads have named so far."""
    read = document.reading.components
    head = read.issuer, read.superior
    if head not in issuers:
        issuers[head] = open_issuer(text=read.issuer, superior=read.superior) if read.issuer else None
    tell(document.results, document.reading, issuers[head])
    page = new_draft(
        reading=document.reading,
        issuer=issuers[head],
        name=document.results[0].file,
        locale=folder.locale,
        user=taking.user,
        types=taking.types,
    )
    setattr(page, COMMENTS_RELATION_NAME, [])  # nobody has said anything of it: Wagtail need not look
    page.year, page.title = page.date.year if page.date else None, page.derived_title
    page.draft_title, page.slug = page.title, page.name_in_address
    page.set_url_path(folder)
    return page


def _is_plain(page: DirectivePage, document: Document) -> bool:
    """Whether it can be published and nothing depends on which others are there."""
    acts = any(one.kind in ACTING for one in document.reading.components.relations)
    if acts or not is_certain(page) or why_hidden(page):
        return False
    ends_first = page.effective_from and page.effective_to and page.effective_to < page.effective_from
    try:
        page.clean_fields(exclude=[*FOREIGN, "path", "depth"])
    except ValidationError:
        return False
    return not ends_first


def _not_taken(plain: Sequence[Plain]) -> list[Plain]:
    """Those of whose address and whose number there is but one."""
    addresses = Counter(one.page.url_path for one in plain)
    numbers = Counter(_identity(one.page) for one in plain)
    same_address = DirectivePage.objects.filter(url_path__in=addresses).values_list("url_path", flat=True)
    same_number = DirectivePage.objects.filter(number__in={one.page.number for one in plain})
    taken = {*same_address, *same_number.values_list("issuer", "year", "number", "symbol")}
    return [
        one
        for one in plain
        if addresses[one.page.url_path] == numbers[_identity(one.page)] == 1
        and not {one.page.url_path, _identity(one.page)} & taken
    ]


def _identity(page: DirectivePage) -> tuple[int | None, int | None, str, str]:
    return page.issuer_id, page.year, page.number, page.symbol
