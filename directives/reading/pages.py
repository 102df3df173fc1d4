"""The pages of one file, each by what suits it best: its text layer where that is good, else its picture."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from core.problems import Code, Unreadable
from directives.reading import doc, ocr, pdf, pictures, plain, word
from directives.reading.container import DOC, DOCX, PDF, PICTURES, kind_of
from directives.reading.language import GOOD, NONE
from directives.reading.layout import Sheet
from directives.reading.lines import Page
from directives.reading.romans import in_order

MOST_SCANS = 300
"""Pages of one file that are recognised; a second or two each."""
OCR, OLD_WORD = "ocr", "doc"
"""What a file may lack on this machine to be read."""
Told = Callable[[int, int], None]
"""(pages recognised so far, of how many)"""


@dataclass
class OpenedFile:
    """`pages` as far as they have been read; `lacks`: the program that the rest needs and nobody installed."""

    name: str
    kind: str
    data: bytes
    pages: list[Page] = field(default_factory=list)
    lacks: str = ""

    @property
    def page_count(self) -> int | None:
        """None for files that do not say: Word's and plain text."""
        return len(self.pages) if self.kind in (PDF, *PICTURES) else None

    @property
    def to_recognise(self) -> list[int]:
        """The numbers of the pages that only a picture can tell, from 1."""
        if self.kind not in (PDF, *PICTURES):
            return []
        return [number for number, page in enumerate(self.pages, 1) if page.quality != GOOD]

    def drawn(self, number: int, dpi: int = ocr.DPI) -> Any:
        """A page as pillow's image."""
        if self.kind == PDF:
            return pdf.drawn(self.data, name=self.name, number=number, dpi=dpi)
        return pictures.drawn(self.data, name=self.name, number=number)


def opened(data: bytes, *, name: str) -> OpenedFile:
    """The file with what its own text says, before any picture is looked at. Raises `Unreadable`."""
    file = OpenedFile(name, kind_of(data, name=name), data)
    if file.kind == PDF:
        file.pages = pdf.read(data, name=name)
    elif file.kind in PICTURES:
        file.pages = [Page((), NONE, is_picture=True)] * pictures.frames(data, name=name)
    elif file.kind == DOCX:
        file.pages = word.read(data, name=name)
    elif file.kind == DOC and not doc.is_there():
        file.pages, file.lacks = [Page((), NONE)], OLD_WORD
    else:
        file.pages = doc.read(data, name=name) if file.kind == DOC else plain.read(data)
    return file


def recognise(file: OpenedFile, *, is_first: bool, told: Told) -> None:
    """Read the pages that only their picture tells. `is_first`: the document begins in this file."""
    numbers = file.to_recognise
    if not numbers:
        return
    if not ocr.is_there():
        file.lacks = OCR
        return
    if len(numbers) > MOST_SCANS:
        message = (
            f"Tệp {file.name} có {len(numbers)} trang quét. Hãy tách thành các tệp không quá {MOST_SCANS} trang."
        )
        raise Unreadable(Code.FILE_TOO_LARGE, message)
    before: dict[int, Sheet] = {}
    for done, number in enumerate(numbers):
        told(done, len(numbers))
        _recognise(file, number, before, is_head=is_first and number == 1)
    file.pages = in_order(file.pages)


def _recognise(file: OpenedFile, number: int, sheets: dict[int, Sheet], *, is_head: bool) -> None:
    """A page of which nothing is recognised stays as it was."""
    found = ocr.read(file.drawn(number), is_first=is_head)
    page = file.pages[number - 1]
    if found is None:
        return
    sheet, confidence = found
    sheets[number] = sheet
    read = Page.of(sheet.lines(sheets.get(number - 1)), confidence=round(confidence, 1))
    file.pages[number - 1] = replace(read, is_picture=page.is_picture) if read.lines else page
