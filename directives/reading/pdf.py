"""A PDF: the text of its text layer, each letter with its place; its pages as pictures; what else it carries."""

import re
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_double, c_float, c_int, create_string_buffer
from dataclasses import replace
from typing import Any

from core.problems import Code, Unreadable
from directives.reading.language import NONE, POOR
from directives.reading.layout import Glyph, Sheet
from directives.reading.lines import Page
from directives.reading.old_encodings import encoding_of, is_capital_font, is_typed_in, modern

MAX_PAGES = 2_000
MAX_GLYPHS = 3_000_000
"""More letters than any document has."""
FEW_LETTERS = 400
"""A scan with a stamp of its signature has a text layer of a few lines."""
_PICTURE_SHARE = 0.5
_LONGEST_FONT = 200
_SCRIPT = re.compile(rb"/(?:JavaScript|JS)\b")
_HASHED = re.compile(rb"#([0-9A-Fa-f]{2})")
"""A letter of a name written as a number: "/J#53"."""
_OBJECTS = re.compile(rb"/ObjStm\b[^>]{0,500}>>\s{0,20}stream\r?\n")
_MOST_UNPACKED = 32 * 2**20
MOST_DOTS = 12_000_000
"""Of a drawn page: A4 at 200 dpi has 4 million, A3 8."""
_one_at_a_time = threading.Lock()
"""PDFium bears no two threads."""


def read(data: bytes, *, name: str) -> list[Page]:
    """The pages; one without a text layer has quality `none`. Raises `Unreadable`."""
    if b"%%EOF" not in data[-2048:]:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} bị cắt cụt: thiếu phần cuối.")
    with _opened(data, name) as document:
        return _read(document, name)


def drawn(data: bytes, *, name: str, number: int, dpi: int) -> Any:
    """A page as pillow's image in colour; pages count from 1. Raises `Unreadable`."""
    with _opened(data, name) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(dpi / 72, (MOST_DOTS / max(1.0, width * height)) ** 0.5)
        return page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


def carries(data: bytes, *, name: str) -> list[str]:
    """What the file carries besides its pages, in Vietnamese: scripts, other files. Nothing of it is ever run."""
    from pypdfium2 import raw

    with _opened(data, name) as document:
        scripts = raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or _has_script(data)
        files = raw.FPDFDoc_GetAttachmentCount(document) > 0
    return ["mã JavaScript"] * bool(scripts) + ["tệp đính kèm"] * files


def _has_script(data: bytes) -> bool:
    """Also among the objects that are kept compressed (ISO 32000-1, 7.5.7)."""
    return any(_SCRIPT.search(_HASHED.sub(_sign, text)) for text in (data, *_compressed_objects(data)))


def _compressed_objects(data: bytes) -> Iterator[bytes]:
    """The text of each stream of objects, as far as the file may cost."""
    left, view = _MOST_UNPACKED, memoryview(data)
    for found in _OBJECTS.finditer(data):
        text = _unpacked(view[found.end() :], left)
        left -= len(text)
        yield text
        if left <= 0:
            return


def _unpacked(packed: memoryview, at_most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, at_most)
    except zlib.error:
        return b""


def _sign(hashed: re.Match[bytes]) -> bytes:
    return bytes([int(hashed[1], 16)])


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    import pypdfium2
    from pypdfium2 import raw

    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or b"/Encrypt" in data, name) from error
        try:
            if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
                raise _refusal(True, name)
            yield document
        except pypdfium2.PdfiumError as error:
            raise _refusal(False, name) from error
        finally:
            document.close()


def _refusal(encrypted: bool, name: str) -> Unreadable:
    if encrypted:
        message = f"Tệp {name} được đặt mật khẩu hoặc khóa bảo vệ. Hãy bỏ khóa rồi gửi lại."
        return Unreadable(Code.ENCRYPTED_FILE, message)
    return Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng, không mở được.")


def _read(document: Any, name: str) -> list[Page]:
    count = len(document)
    if count == 0 or count > MAX_PAGES:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} có {count} trang, không đọc được.")
    sheets, letters = [], 0
    for number in range(count):
        sheet, pictured = _sheet(document[number], MAX_GLYPHS - letters)
        letters += len(sheet.glyphs)
        if letters >= MAX_GLYPHS:
            raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} có quá nhiều chữ.")
        sheets.append((sheet, pictured))
    pages = _laid_out(sheets)
    return _laid_out(_in_unicode(document, sheets, pages, encoding)) if (encoding := _encoding(pages)) else pages


def _laid_out(sheets: Sequence[tuple[Sheet, bool]]) -> list[Page]:
    pages, before = [], None
    for sheet, pictured in sheets:
        page = Page.of(sheet.lines(before), typed_in=sheet.typed_in)
        before = sheet
        is_scan = pictured and len(sheet.glyphs) < FEW_LETTERS
        pages.append(Page((), NONE, is_picture=True) if is_scan else page)
    return pages


def _encoding(pages: Sequence[Page]) -> str:
    """The encoding of before Unicode in which the document was typed; empty if in none."""
    return next((found for page in pages if page.quality == POOR and (found := encoding_of(page.text))), "")


def _in_unicode(
    document: Any, sheets: Sequence[tuple[Sheet, bool]], pages: Sequence[Page], encoding: str
) -> list[tuple[Sheet, bool]]:
    """The pages that were typed so, read again: the rows and columns of a page follow from its words."""
    return [
        _sheet(document[number], MAX_GLYPHS, encoding) if is_typed_in(page.text, encoding) else sheet
        for number, (sheet, page) in enumerate(zip(sheets, pages, strict=True))
    ]


def _sheet(page: Any, at_most: int, encoding: str = "") -> tuple[Sheet, bool]:
    """The page's letters, and whether a picture covers most of it."""
    try:
        text = page.get_textpage()
        try:
            found = list(_glyphs(page, text, at_most))
            glyphs = _decoded(found, text, encoding) if encoding else [glyph for _, glyph in found]
        finally:
            text.close()
        width, height = page.get_size()
        return Sheet(width, height, tuple(glyphs), encoding), _is_picture(page)
    finally:
        page.close()


def _decoded(found: Sequence[tuple[int, Glyph]], text: Any, encoding: str) -> list[Glyph]:
    """In Unicode; a mark joins the letter before it."""
    glyphs: list[Glyph] = []
    for (at, glyph), sign in zip(found, modern([glyph.sign for _, glyph in found], encoding), strict=True):
        if sign:
            glyphs.append(replace(glyph, sign=sign.upper() if is_capital_font(_font(text, at)) else sign))
        else:
            glyphs[-1] = replace(glyphs[-1], right=max(glyphs[-1].right, glyph.right))
    return glyphs


def _font(text: Any, at: int) -> str:
    from pypdfium2 import raw

    name, flags = create_string_buffer(_LONGEST_FONT), c_int()
    raw.FPDFText_GetFontInfo(text, at, name, _LONGEST_FONT, flags)
    return name.value.decode("utf-8", "replace")


def _is_picture(page: Any) -> bool:
    from pypdfium2 import raw

    width, height = page.get_size()
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if abs((right - left) * (top - bottom)) > _PICTURE_SHARE * width * height:
            return True
    return False


def _glyphs(page: Any, text: Any, at_most: int) -> Iterator[tuple[int, Glyph]]:
    """(place in the text, letter)"""
    from pypdfium2 import raw

    turn = page.get_rotation()
    width, height = page.get_size()
    x, y = c_double(), c_double()
    box = raw.FS_RECTF(c_float(), c_float(), c_float(), c_float())
    for at in range(min(text.count_chars(), at_most)):
        sign = chr(raw.FPDFText_GetUnicode(text, at) or 0xFFFD)
        if sign in "\r\n\x02\ufffe\uffff" or raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        glyph = Glyph(sign, box.left, box.right, y.value, abs(box.top - box.bottom))
        yield at, _turned(glyph, box, turn, width, height)


def _turned(glyph: Glyph, box: Any, turn: int, width: float, height: float) -> Glyph:
    """As the reader sees it: `width` and `height` are those of the page as shown."""
    if turn == 90:
        return Glyph(glyph.sign, box.bottom, box.top, height - box.left, abs(box.right - box.left))
    if turn == 180:
        return Glyph(glyph.sign, width - box.right, width - box.left, height - glyph.y, glyph.size)
    if turn == 270:
        return Glyph(glyph.sign, width - box.top, width - box.bottom, box.right, abs(box.right - box.left))
    return glyph
