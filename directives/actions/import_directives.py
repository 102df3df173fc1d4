"""Files that a unit hands in become drafts of directives, each file by itself: all of it or nothing."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from core.problems import Code, Problem, Unreadable
from core.text import nfc
from directives import structure
from directives.actions.issuers import open_issuer
from directives.actions.originals import keep_original
from directives.actions.readings import confirm_certain, keep_reading
from directives.models import (
    DirectivePage,
    DirectivePart,
    DirectiveRelation,
    DirectivesPage,
    DirectiveType,
    Issuer,
    Original,
)
from directives.reading import Reading, check_size, read_file
from directives.reading.components import Components
from directives.selectors import initial_load
from directives.selectors.duplicates import called, directive_of_bytes, same_directive
from units.actions.folders import open_folder
from units.models import OrganisationalUnit, User
from units.policy import has_duty

Quality = Original.Quality
LONGEST_ABSTRACT = 2000


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
class FileResult:
    """What became of one file; `page` is the draft. What could not be read is None."""

    file: str
    sha256: str | None = None
    stored: bool = False
    error: Problem | None = None
    number: str | None = None
    date: str | None = None
    type: str | None = None
    issuer: str | None = None
    signer: str | None = None
    abstract: str | None = None
    articles: list[dict[str, str]] | None = None
    pages: int | None = None
    text_quality: str | None = None
    warnings: list[str] = field(default_factory=list)
    page: DirectivePage | None = None

    @property
    def day(self) -> dt.date | None:
        return dt.date.fromisoformat(self.date) if self.date else None

    def as_dict(self) -> dict[str, Any]:
        """The object of `import_directives --json`."""
        shown = {name: value for name, value in vars(self).items() if name != "page"}
        error = {"code": str(self.error.code), "message": self.error.message} if self.error else None
        return shown | {"error": error}


def import_directives(
    *,
    files: Iterable[HandedIn],
    unit: OrganisationalUnit,
    publish: bool = False,
    dry_run: bool = False,
    received_by: str = "",
) -> list[FileResult]:
    """One result a file, in their order. A file that is refused leaves nothing behind and does not stop the others.

    `publish`: at once, without review, what was read for certain; only during the initial load.
    `dry_run`: the same answers, nothing stored.
    """
    intake = _Intake(unit, publish=publish, write=not dry_run, received_by=received_by)
    if not dry_run:
        return [intake.take(file) for file in files]
    with transaction.atomic():
        results = [intake.take(file) for file in files]
        transaction.set_rollback(True)
    for result in results:
        result.stored, result.page = False, None
    return results


class _Intake:
    """Takes one file after another for a unit."""

    def __init__(self, unit: OrganisationalUnit, *, publish: bool, write: bool, received_by: str) -> None:
        self.unit, self.publish, self.write, self.received_by = unit, publish, write, received_by
        self.user = User.objects.filter(username=received_by).first() if received_by else None
        self.types = {type_.name: type_ for type_ in DirectiveType.objects.all()}

    def take(self, file: HandedIn) -> FileResult:
        result = FileResult(nfc(file.name))
        try:
            self._check_rights()
            data = _bytes(file, result)
            abbreviations = {name: type_.abbreviation for name, type_ in self.types.items()}
            reading = read_file(data, name=result.file, types=abbreviations)
            _refuse_secret(reading.components.secrecy)
            with transaction.atomic():
                self._store(data, reading, result)
        except Unreadable as refusal:
            result.error = refusal.problem
        return result

    def _check_rights(self) -> None:
        if not has_duty(self.unit, DirectivesPage.subject, None):
            message = f"{self.unit.name} không có nhiệm vụ cập nhật văn bản."
            raise Unreadable(Code.NO_DUTY, message)
        if self.publish and not initial_load.is_open():
            message = (
                "Đợt nạp ban đầu đã kết thúc: cổng đã có văn bản qua duyệt. Hãy nạp thành bản nháp rồi gửi duyệt."
            )
            raise Unreadable(Code.INITIAL_LOAD_OVER, message)

    def _store(self, data: bytes, reading: Reading, result: FileResult) -> None:
        self._refuse_same_bytes(str(result.sha256))
        read = reading.components
        issuer = open_issuer(text=read.issuer, superior=read.superior) if read.issuer else None
        _tell(result, reading, issuer)
        self._refuse_same_document(read, issuer)
        page = self._draft(reading, issuer, result.file)
        try:
            with transaction.atomic():
                keep_original(
                    data=data,
                    name=result.file,
                    reading=reading.files[0],
                    directive=page,
                    unit=self.unit,
                    received_by=self.received_by,
                    write=self.write,
                )
        except IntegrityError as error:
            raise Unreadable(Code.DUPLICATE_FILE, "Tệp này vừa được nạp ở một lần khác.") from error
        if self.publish:
            self._publish(page, reading, result)
        result.stored, result.page = True, page

    def _refuse_same_bytes(self, sha256: str) -> None:
        existing = directive_of_bytes(sha256)
        if existing is not None:
            raise Unreadable(Code.DUPLICATE_FILE, f"Tệp này đã được nạp: {called(existing, by=self.unit)}.")

    def _refuse_same_document(self, read: Components, issuer: Issuer | None) -> None:
        year = read.date.year if read.date else None
        existing = same_directive(issuer=issuer, number=read.number, symbol=read.symbol, year=year)
        if existing is not None:
            message = (
                f"Đã có văn bản cùng cơ quan ban hành, năm, số và ký hiệu: {called(existing, by=self.unit)}. "
                "Nếu tệp này thay bản cũ, hãy sửa văn bản đó."
            )
            raise Unreadable(Code.ALREADY_EXISTS, message)

    def _draft(self, reading: Reading, issuer: Issuer | None, name: str) -> DirectivePage:
        section = DirectivesPage.objects.first()
        if section is None:
            raise Unreadable(Code.UNKNOWN_KIND, "Cổng chưa có mục Văn bản: chưa nạp dữ liệu của tỉnh.")
        folder = open_folder(section=section, unit=self.unit)
        page = DirectivePage(
            title=PurePath(name).stem[:200] or "Văn bản",
            locale=folder.locale,
            live=False,
            has_unpublished_changes=True,
            owner=self.user,
            text_quality=reading.quality,
            **_fields(reading.components, self.types.get(reading.components.type or ""), issuer),
        )
        page.parts = _parts(reading.components)
        page.relations = _relations(reading.components)
        try:
            folder.add_child(instance=page)
        except (ValidationError, IntegrityError) as error:
            raise Unreadable(Code.ALREADY_EXISTS, "Văn bản này vừa được nạp ở một lần khác.") from error
        log(instance=page, action="wagtail.create", user=self.user, content_changed=True)
        page.save_revision(user=self.user, log_action=False)
        keep_reading(page=page, components=reading.components)
        return page

    def _publish(self, page: DirectivePage, reading: Reading, result: FileResult) -> None:
        """What was not read for certain stays a draft: nobody has confirmed it."""
        if reading.quality != Quality.GOOD or not (page.type and page.issuer and page.date and page.number):
            result.warnings.append("Chưa công bố, để bản nháp: chưa đọc chắc đủ số, ngày, loại và cơ quan ban hành.")
            return
        confirm_certain(page=page, operator=self.received_by)
        page.get_latest_revision().publish(user=self.user, skip_permission_checks=True)
        page.refresh_from_db()
        log(
            instance=page,
            action=initial_load.ACTION,
            user=self.user,
            data={"sha256": result.sha256, "operator": self.received_by},
        )


def _bytes(file: HandedIn, result: FileResult) -> bytes:
    """The file's bytes, once their number is known to be bearable."""
    try:
        check_size(file.size(), name=result.file)
        data = file.read()
    except (OSError, ValueError) as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Không đọc được tệp {result.file}.") from error
    result.sha256 = hashlib.sha256(data).hexdigest()
    return data


def _refuse_secret(mark: str) -> None:
    """What is secret may not lie on a machine that the net reaches (Luật Bảo vệ bí mật nhà nước 2018)."""
    if mark:
        message = f"Văn bản đóng dấu “{mark}”: không được đưa lên Cổng. Tệp không được lưu lại."
        raise Unreadable(Code.SECRET_DOCUMENT, message)


def _tell(result: FileResult, reading: Reading, issuer: Issuer | None) -> None:
    read = reading.components
    result.number = "/".join(filter(None, (read.number, read.symbol))) or None
    result.date = read.date.isoformat() if read.date else None
    result.type = read.type
    result.issuer = issuer.name if issuer else read.issuer or None
    result.signer, result.abstract = read.signer or None, read.abstract or None
    result.articles = _articles(read) if read.parts else None
    result.pages, result.text_quality = reading.files[0].page_count, reading.quality
    result.warnings = list(reading.warnings)
    if read.issuer and issuer is None:
        result.warnings.append(f"Chưa nhận ra cơ quan ban hành “{read.issuer}” trong danh mục; hãy chọn bằng tay.")


def _articles(read: Components) -> list[dict[str, str]]:
    """[{label, anchor, heading}]"""
    return [
        {"label": one.label, "anchor": one.anchor, "heading": one.heading}
        for one in structure.read(read.parts)
        if one.level == structure.ARTICLE
    ]


def _fields(read: Components, type_: DirectiveType | None, issuer: Issuer | None) -> dict[str, Any]:
    return {
        "type": type_,
        "issuer": issuer,
        "number": read.number,
        "symbol": read.symbol[:60],
        "date": read.date,
        "place": read.place[:120],
        "urgency": read.urgency,
        "abstract": read.abstract if len(read.abstract) <= LONGEST_ABSTRACT else "",
        "grounds": "\n".join(read.grounds),
        "recipients": "\n".join(read.recipients),
        "signer_office": read.signer_office[:255],
        "signer": read.signer,
        "effective_from": read.effective_from,
        "effective_to": read.effective_to,
    }


def _parts(read: Components) -> list[DirectivePart]:
    return [DirectivePart(title=title, text=text, sort_order=order) for order, (title, text) in enumerate(read.parts)]


def _relations(read: Components) -> list[DirectiveRelation]:
    return [
        DirectiveRelation(
            kind=one.kind,
            number=one.number[:80],
            date=one.date,
            issuer_name=one.issuer[:255],
            articles=list(one.articles),
            effective_on=one.since,
            until=one.until,
            reason=one.reason[:500],
            sort_order=order,
        )
        for order, one in enumerate(read.relations)
    ]
