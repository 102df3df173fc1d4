"""The initial load: an office's old documents by the thousand, published as they are read.

A hundred are read in the child while those before them are stored together (`published_rows`). Whatever is not
plain goes its usual way by itself (`take_in`): what was handed in before, what stays a draft, what acts on articles.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from wagtail.models import COMMENTS_RELATION_NAME

from core.problems import Unreadable
from directives.acting import ACTING
from directives.actions.drafts import folder_for, new_draft
from directives.actions.issuers import open_issuer
from directives.actions.published_rows import Plain, write_published
from directives.actions.refusals import refusing
from directives.actions.results import FileResult, tell
from directives.actions.take_in import Document, HandedIn, Taking, bytes_of, is_certain, results_of
from directives.models import DirectivePage, Issuer, Original
from directives.selectors.confirmation import why_hidden
from units.models import UnitFolder

AT_ONCE, MOST_BYTES = 100, 64 * 1024 * 1024
"""What is held in memory of the files: so many of them, or so many bytes and one file more."""
FOREIGN = ("type", "issuer", "owner", "locale", "content_type", "latest_revision", "live_revision", "alias_of")
"""What was chosen from rows that are there, and need not be looked up once more."""


@dataclass
class Handed:
    """A file with its bytes. `document`: what was read of them; None: not yet, they may be here already."""

    file: HandedIn
    result: FileResult
    data: bytes = b""
    document: Document | None = None

    @property
    def is_settled(self) -> bool:
        return self.result.stored or self.result.error is not None


class Reader:
    """Reads in a thread of its own, one document after another, and asks the child alone, never the database."""

    def __init__(self, taking: Taking, thread: Executor) -> None:
        self._taking, self._thread = taking, thread

    def begin(self, handed: Sequence[Handed]) -> Future[None]:
        """Read them while something else is done; what can't be read is settled then."""
        return self._thread.submit(self._read_all, handed)

    def _read_all(self, handed: Sequence[Handed]) -> None:
        for one in handed:
            with refusing([one.result]):
                one.document = self._taking.read([one.result], [one.data], lambda _done, _of: None)


def load(taking: Taking, files: Iterable[HandedIn]) -> Iterator[FileResult]:
    """A result a file, in their order; each file is a document. Nothing is read where nothing may be published."""
    with ThreadPoolExecutor(1) as thread:
        try:
            yield from _loaded(taking, Reader(taking, thread), files)
        except BaseException:  # an interrupt, too, need not wait for what is being read ahead
            taking.reader.stop()
            raise


def _loaded(taking: Taking, reader: Reader, files: Iterable[HandedIn]) -> Iterator[FileResult]:
    before: list[Handed] = []
    waiting: Future[None] | None = None
    for batch in _batches(files):
        handed = _opened(taking, batch)
        reading = reader.begin(_unknown(handed))
        yield from _stored(taking, reader, before, waiting)
        before, waiting = handed, reading
    yield from _stored(taking, reader, before, waiting)


def _batches(files: Iterable[HandedIn]) -> Iterator[list[HandedIn]]:
    batch: list[HandedIn] = []
    size = 0
    for file in files:
        batch.append(file)
        size += _size(file)
        if len(batch) == AT_ONCE or size >= MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(file: HandedIn) -> int:
    """0 for one that cannot be asked, which is refused when it is opened."""
    try:
        return file.size()
    except (OSError, ValueError):
        return 0


def _opened(taking: Taking, files: Sequence[HandedIn]) -> list[Handed]:
    """With their bytes, as long as it may be published at all."""
    handed = [Handed(file, results_of([file])[0]) for file in files]
    with refusing([one.result for one in handed]):
        taking.check_rights()
        for one in handed:
            with refusing([one.result]):
                one.data = bytes_of(one.file, one.result)
    return handed


def _unknown(handed: Sequence[Handed]) -> list[Handed]:
    """Those whose bytes are not here yet, each once: the others need not be read to be refused."""
    first = {one.result.sha256: one for one in reversed(handed) if not one.is_settled}
    known = Original.objects.filter(sha256__in=first).exclude(directive=None).values_list("sha256", flat=True)
    for checksum in known:
        del first[checksum]
    return list(first.values())[::-1]


def _stored(
    taking: Taking, reader: Reader, handed: Sequence[Handed], reading: Future[None] | None
) -> list[FileResult]:
    """Once they are read: those that are plain, together; then, each by itself, whatever is not stored yet."""
    if reading is not None:
        reading.result()
    try:
        _store_plain(taking, [one.document for one in handed if one.document and not one.is_settled])
    except (Unreadable, DatabaseError, OSError):
        for one in handed:
            one.result.stored, one.result.page = False, None
    for one in handed:
        if not one.is_settled:
            _store_alone(taking, reader, one)
    return [one.result for one in handed]


def _store_alone(taking: Taking, reader: Reader, one: Handed) -> None:
    with refusing([one.result]):
        taking.refuse_same_bytes([one.result])
        if one.document is None:
            reader.begin([one]).result()
        if one.document is not None:
            taking.store(one.document)


def _store_plain(taking: Taking, documents: Sequence[Document]) -> None:
    """All of them or none. Raises `Unreadable`, `DatabaseError`, `OSError`."""
    with taking.writing():
        plain = _written(taking, documents)
    taking.remember((one.document for one in plain), (one.page for one in plain))
    for one in plain:
        _let_go(one.page)
        for result in one.document.results:
            result.stored, result.page = True, one.page


def _written(taking: Taking, documents: Sequence[Document]) -> list[Plain]:
    folder = folder_for(taking.unit)
    issuers: dict[tuple[str, str], Issuer | None] = {}
    drafts = [(document, _draft(taking, folder, document, issuers)) for document in documents]
    untried = [(document, page) for document, page in drafts if not taking.has_tried(document, page)]
    plain = _not_taken([Plain(page, document) for document, page in untried if _is_plain(page, document)])
    if plain:
        write_published(
            plain=plain,
            folder=folder,
            unit=taking.unit,
            user=taking.user,
            operator=taking.received_by,
            write=not taking.dry_run,
        )
    return plain


def _let_go(page: DirectivePage) -> None:
    """A result of thousands need not hold the text of its page, nor the revision with it."""
    page._cluster_related_objects = {}
    page._state.fields_cache.clear()


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
    """Whether it can be published, whichever others are there already: where the articles that it ends stand, their
    document tells."""
    parts = any(one.kind in ACTING and one.articles for one in document.reading.components.relations)
    if parts or not is_certain(page) or why_hidden(page):
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
