"""A document is taken in from its files: all of it or nothing, the same one never twice."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from core.problems import Code, Unreadable
from core.text import nfc
from directives.actions.drafts import fill_draft, is_untouched, write_draft
from directives.actions.issuers import open_issuer
from directives.actions.originals import keep_original, keep_pages
from directives.actions.readings import confirm_certain
from directives.actions.refusals import refusing, saying_what_does_not_fit
from directives.actions.results import AlreadyHere, FileResult, tell
from directives.models import DirectivePage, DirectivesPage, DirectiveType, Issuer, Original
from directives.models.pages import TOLD_APART
from directives.reading import Reading, check_size
from directives.reading.bodies import by_words
from directives.reading.components import Components
from directives.reading.pages import Told
from directives.reading.process import ReadingProcess
from directives.selectors import initial_load
from directives.selectors.duplicates import called, directive_of_bytes, same_directive
from directives.selectors.issuers import printed_heads
from units.models import OrganisationalUnit, User
from units.policy import has_duty
from units.selectors.folders import owner_of

Quality = Original.Quality
Identity = str | tuple[str, int | None, str, str]
"""The sum of a file's bytes, or issuer, year, number and symbol of a document."""


@dataclass(frozen=True)
class HandedIn:
    """A file before it is read: its size (bytes) is known without reading it."""

    name: str
    size: Callable[[], int]
    read: Callable[[], bytes]

    @classmethod
    def at(cls, path: Path) -> "HandedIn":
        return cls(path.name, lambda: path.stat().st_size, path.read_bytes)

    @classmethod
    def of(cls, name: str, data: bytes) -> "HandedIn":
        return cls(name, lambda: len(data), lambda: data)


@dataclass
class Document:
    """One document on its way: its files' bytes, what was read of them, what is told of each."""

    results: list[FileResult]
    data: list[bytes]
    reading: Reading


class Taking:
    """Takes one document after another for a unit. `dry_run`: each is stored as far as the database alone can tell
    whether it could be, and that is undone at once."""

    def __init__(
        self,
        unit: OrganisationalUnit,
        reader: ReadingProcess,
        *,
        publish: bool = False,
        dry_run: bool = False,
        received_by: str = "",
    ) -> None:
        self.unit, self.reader, self.publish = unit, reader, publish
        self.dry_run, self.received_by = dry_run, received_by
        self._tried: set[Identity] = set()
        self.user = User.objects.filter(username=received_by).first() if received_by else None
        self.types = {type_.name: type_ for type_ in DirectiveType.objects.all()}

    def take(self, files: Sequence[HandedIn]) -> list[FileResult]:
        """One document, read and stored, or refused: what each of its files says."""
        results = results_of(files)
        with refusing(results):
            self.store(self.look(files, results, _say_nothing, known=False))
        return results

    def look(self, files: Sequence[HandedIn], results: list[FileResult], told: Told, *, known: bool) -> Document:
        """Read the files; nothing is written. `known`: their bytes may be here already. Raises `Unreadable`."""
        self.check_rights()
        data = [bytes_of(file, result) for file, result in zip(files, results, strict=True)]
        if not known:
            self.refuse_same_bytes(results)
        return self.read(results, data, told)

    def read(self, results: list[FileResult], data: list[bytes], told: Told) -> Document:
        """Of the files' bytes alone, without the database. Raises `Unreadable`."""
        abbreviations = {name: type_.abbreviation for name, type_ in self.types.items()}
        named = [(result.file, one) for result, one in zip(results, data, strict=True)]
        reading = self.reader.read(named, types=abbreviations, told=told)
        _refuse_secret(reading.components.secrecy)
        return Document(results, data, reading)

    def _naming(self, document: Document) -> Document:
        """With the bodies that a recognised head names as they are known."""
        if not document.reading.head_is_recognised:
            return document
        return replace(document, reading=document.reading.naming(self.bodies))

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Those that a head may name, by their folded words."""
        return by_words(printed_heads())

    def store(self, document: Document) -> DirectivePage:
        """A new draft with its originals. Raises `Unreadable`, `AlreadyHere` if it is there already, and `OSError`
        where the files' bytes cannot be kept: then nothing is stored."""
        with saying_what_does_not_fit(), self.writing():
            page = self._store(document)
        self.remember([document], [page])
        return page

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, undone in a dry run; what publishes asks in it for the rights anew."""
        with transaction.atomic():
            if self.publish:
                self.wait_for_other_loads()
                self.check_rights()
            yield
            if self.publish:
                self.check_rights()
            if self.dry_run:
                transaction.set_rollback(True)

    def _store(self, document: Document) -> DirectivePage:
        self.refuse_same_bytes(document.results)
        document = self._naming(document)
        issuer = self._tell(document)
        self._refuse_same_document(document.reading.components, issuer)
        page = write_draft(
            reading=document.reading,
            issuer=issuer,
            name=document.results[0].file,
            unit=self.unit,
            user=self.user,
            types=self.types,
        )
        self._keep(document, page)
        if self.publish:
            self._publish(page, document)
        for result in document.results:
            result.stored, result.page = True, page
        return page

    @saying_what_does_not_fit()
    @transaction.atomic
    def join(self, document: Document, page: DirectivePage) -> None:
        """Keep the files as originals of the unit's own draft, and fill it if it was empty. Raises `Unreadable`."""
        page = DirectivePage.objects.select_for_update().get(pk=page.pk)
        if page.live or owner_of(page) != self.unit:
            raise Unreadable(Code.ALREADY_EXISTS, "Chỉ gắn tệp vào bản nháp của chính đơn vị.")
        document = self._naming(document)
        issuer = self._tell(document)
        self._keep(document, page)
        if document.reading.quality in (Quality.GOOD, Quality.OCR) and is_untouched(page):
            fill_draft(page=page, reading=document.reading, issuer=issuer, user=self.user, types=self.types)
        for result in document.results:
            result.stored, result.page = True, page

    def wait_for_other_loads(self) -> None:
        """Until the open transaction ends no other load publishes: of two that go on at once neither would see that
        the other's document ends its own, nor which addresses it takes."""
        list(DirectivesPage.objects.select_for_update(of=("self",)).values_list("pk", flat=True))

    def _tell(self, document: Document) -> Issuer | None:
        read = document.reading.components
        issuer = open_issuer(text=read.issuer, superior=read.superior) if read.issuer else None
        tell(document.results, document.reading, issuer)
        return issuer

    def check_rights(self) -> None:
        """Raises `Unreadable`."""
        if not has_duty(self.unit, DirectivesPage.subject, None):
            message = f"{self.unit.name} không có nhiệm vụ cập nhật văn bản."
            raise Unreadable(Code.NO_DUTY, message)
        if self.publish and not initial_load.is_open():
            message = (
                "Đợt nạp ban đầu đã kết thúc: cổng đã có văn bản qua duyệt. Hãy nạp thành bản nháp rồi gửi duyệt."
            )
            raise Unreadable(Code.INITIAL_LOAD_OVER, message)

    def refuse_same_bytes(self, results: Sequence[FileResult]) -> None:
        """Raises `AlreadyHere`, in a dry run `Unreadable` for what came before in it."""
        if not self._tried.isdisjoint(_sums(results)):
            raise Unreadable(Code.DUPLICATE_FILE, "Tệp này trùng một tệp đứng trước trong lần chạy thử.")
        for result in results:
            existing = directive_of_bytes(str(result.sha256))
            if existing is not None:
                message = f"Tệp này đã được nạp: {called(existing, by=self.unit)}."
                raise AlreadyHere(Code.DUPLICATE_FILE, message, existing)

    def has_tried(self, document: Document, page: DirectivePage) -> bool:
        """Whether the same came before in a dry run."""
        return not self._tried.isdisjoint(_sums(document.results) | _names(page))

    def remember(self, documents: Iterable[Document], pages: Iterable[DirectivePage]) -> None:
        """In a dry run: the database forgets them."""
        if self.dry_run:
            self._tried.update(*(_sums(one.results) for one in documents), *map(_names, pages))

    def _refuse_same_document(self, read: Components, issuer: Issuer | None) -> None:
        year = read.date.year if read.date else None
        if issuer and (issuer.slug, year, read.number, read.symbol) in self._tried:
            raise Unreadable(Code.ALREADY_EXISTS, f"{TOLD_APART[:-1]} đứng trước trong lần chạy thử.")
        existing = same_directive(issuer=issuer, number=read.number, symbol=read.symbol, year=year)
        if existing is not None:
            message = (
                f"Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu: {called(existing, by=self.unit)}. "
                "Nếu tệp này thay bản cũ, hãy sửa văn bản đó."
            )
            raise AlreadyHere(Code.ALREADY_EXISTS, message, existing)

    def _keep(self, document: Document, page: DirectivePage) -> None:
        for result, data, read in zip(document.results, document.data, document.reading.files, strict=True):
            try:
                with transaction.atomic():
                    original = keep_original(
                        data=data,
                        name=result.file,
                        reading=read,
                        directive=page,
                        unit=self.unit,
                        received_by=self.received_by,
                        write=not self.dry_run,
                    )
                    keep_pages(original=original, reading=read)
            except IntegrityError as error:
                raise Unreadable(Code.DUPLICATE_FILE, "Tệp này vừa được nạp ở một lần khác.") from error

    def _publish(self, page: DirectivePage, document: Document) -> None:
        """What was not read for certain stays a draft: nobody has confirmed it."""
        if not is_certain(page):
            said = "Chưa công bố, để bản nháp: chưa đọc chắc đủ số, ngày, loại và cơ quan ban hành."
            for result in document.results:
                result.warnings.append(said)
            return
        confirm_certain(page=page, operator=self.received_by)
        page.get_latest_revision().publish(user=self.user, skip_permission_checks=True)
        page.refresh_from_db()
        log(
            instance=page,
            action=initial_load.ACTION,
            user=self.user,
            data={"sha256": document.results[0].sha256, "operator": self.received_by},
        )


def _sums(results: Iterable[FileResult]) -> set[Identity]:
    return {str(result.sha256) for result in results}


def _names(page: DirectivePage) -> set[Identity]:
    """What no other document may be called; empty while a part of it is not known. With the issuer's slug: the key of
    one that a dry run made is soon another's."""
    known = page.issuer and page.number and page.year
    return {(page.issuer.slug, page.year, page.number, page.symbol)} if page.issuer and known else set()


def _say_nothing(_done: int, _of: int) -> None: ...


def is_certain(page: DirectivePage) -> bool:
    """Whether what identifies it was read from good text."""
    return bool(page.text_quality == Quality.GOOD and page.type and page.issuer and page.date and page.number)


def results_of(files: Iterable[HandedIn]) -> list[FileResult]:
    return [FileResult(nfc(file.name)) for file in files]


def _refuse_secret(mark: str) -> None:
    """What is secret may not lie on a machine that the net reaches (Luật Bảo vệ bí mật nhà nước 2018)."""
    if mark:
        message = f"Văn bản đóng dấu “{mark}”: không được đưa lên Cổng. Tệp không được lưu lại."
        raise Unreadable(Code.SECRET_DOCUMENT, message)


def bytes_of(file: HandedIn, result: FileResult) -> bytes:
    """The file's bytes and their sum, once their number is known to be bearable."""
    try:
        check_size(file.size(), name=result.file)
        data = file.read()
    except (OSError, ValueError) as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Không đọc được tệp {result.file}.") from error
    result.sha256 = hashlib.sha256(data).hexdigest()
    return data
