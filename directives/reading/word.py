"""The text of a DOCX: paragraphs and tables in the order of the document; the official head's tables as columns."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from core.problems import Code, Unreadable
from core.text import fold, nfc
from directives.reading.lines import FULL, LEFT, RIGHT, Line, Page
from directives.reading.old_encodings import decoded, encoding_of, is_capital_font
from directives.tables import row_line

_HOSTILE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD_OR_SIGNATURE = ("cong hoa xa hoi chu nghia viet nam", "noi nhan")
"""Words that only stand in a document's head or at its end."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read(data: bytes, *, name: str) -> list[Page]:
    """One page: Word's own page breaks are not in the file. Raises `Unreadable`."""
    _refuse_entities(data, name)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        encoding = encoding_of("\n".join(_all_texts(document)))
        return [Page.of(_Lines(document, encoding).read(), typed_in=encoding)]
    except Exception as error:  # python-docx raises KeyError, ValueError, lxml's errors … for a damaged document
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng, không mở được.") from error


def _refuse_entities(data: bytes, name: str) -> None:
    """Word writes no document type; one is there to unfold into gigabytes or to fetch something."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            paths = [path for path in archive.namelist() if path.endswith((".xml", ".rels"))]
            hostile = any(_is_hostile(archive.read(path)) for path in paths)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt, không mở được.") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng hoặc bị cắt cụt, không mở được.") from error
    if hostile:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} có khai báo XML không được phép.")


def _is_hostile(xml: bytes) -> bool:
    return _HOSTILE.search(xml.replace(b"\0", b"").decode("latin-1")) is not None


class _Lines:
    """Walks the body once; counts the numbers that Word prints before the paragraphs of a list."""

    def __init__(self, document: Any, encoding: str) -> None:
        self._document, self._encoding = document, encoding
        self._styles = _paragraph_styles(document)
        self._formats = _list_formats(document)
        self._counts: dict[tuple[str, int], int] = {}

    def read(self) -> Iterator[Line]:
        for block in self._document.iter_inner_content():
            if hasattr(block, "rows"):
                yield from self._table(block)
            else:
                yield from self._paragraph(block, FULL)

    def _paragraph(self, paragraph: Any, column: str) -> Iterator[Line]:
        number = self._number(paragraph)
        for at, text in enumerate(self._text(paragraph).split("\n")):
            words = " ".join(text.split())
            if words:
                yield Line(f"{number} {words}".strip() if at == 0 else words, column, self._centred(paragraph))

    def _table(self, table: Any) -> Iterator[Line]:
        rows = [_cells(row) for row in table.rows]
        texts = [[self._cell(cell) if cell is not None else "" for cell in row] for row in rows]
        said = fold(" ".join(text for row in texts for text in row))
        if any(words in " ".join(said.split()) for words in _HEAD_OR_SIGNATURE):
            yield from self._columns([[cell for cell in row if cell is not None] for row in rows])
            return
        for row in texts:
            if line := row_line([" ".join(text.split()) for text in row]):
                yield Line(line)

    def _cell(self, cell: Any) -> str:
        return "\n".join(map(self._text, cell.paragraphs)) if self._encoding else nfc(cell.text)

    def _text(self, paragraph: Any) -> str:
        """In Unicode, whatever it was typed in."""
        if not self._encoding:
            return nfc(paragraph.text)
        return nfc("".join(self._run(run, paragraph) for run in _runs(paragraph)))

    def _run(self, run: Any, paragraph: Any) -> str:
        style = self._style(paragraph)
        font = run.font.name or (style.font.name if style is not None else "") or ""
        words = decoded(run.text, self._encoding)
        return words.upper() if is_capital_font(font) else words

    def _columns(self, rows: list[list[Any]]) -> Iterator[Line]:
        """The left column from top to bottom, then the right one."""
        for column in (LEFT, RIGHT):
            for row in rows:
                cells = row[:1] if column == LEFT else row[1:]
                for cell in cells:
                    for paragraph in cell.paragraphs:
                        yield from self._paragraph(paragraph, column)

    def _number(self, paragraph: Any) -> str:
        """ "1.", "a)", "-" where Word numbers the paragraph itself; empty where it does not, or in an odd way."""
        numbering = self._numbering(paragraph)
        if numbering is None or numbering.numId is None:
            return ""
        key = str(numbering.numId.val), numbering.ilvl.val if numbering.ilvl is not None else 0
        kind, pattern, start = self._formats.get(key, ("", "", 1))
        self._counts[key] = self._counts.get(key, start - 1) + 1
        for deeper in [k for k in self._counts if k[0] == key[0] and k[1] > key[1]]:
            del self._counts[deeper]
        return _printed(kind, pattern, self._counts[key], key[1])

    def _numbering(self, paragraph: Any) -> Any:
        """The paragraph's own numbering, or that of its style."""
        own = paragraph._p.pPr
        if own is not None and own.numPr is not None:
            return own.numPr
        style = self._style(paragraph)
        layout = None if style is None else style.element.pPr
        return None if layout is None else layout.numPr

    def _centred(self, paragraph: Any) -> bool | None:
        alignment, style = paragraph.alignment, self._style(paragraph)
        if alignment is None and style is not None:
            alignment = style.paragraph_format.alignment
        return None if alignment is None else int(alignment) == 1

    def _style(self, paragraph: Any) -> Any:
        return self._styles.get(paragraph._p.style, self._styles.get(None))


def _all_texts(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (cell.text for row in block.rows for cell in _cells(row) if cell is not None)
        else:
            yield block.text


def _runs(paragraph: Any) -> Iterator[Any]:
    for piece in paragraph.iter_inner_content():
        yield from getattr(piece, "runs", [piece])


def _paragraph_styles(document: Any) -> dict[str | None, Any]:
    """{name in the file: style}, None for what has none: python-docx itself looks through all of them each time."""
    from docx.enum.style import WD_STYLE_TYPE

    kind = WD_STYLE_TYPE.PARAGRAPH
    found = {style.style_id: style for style in document.styles if style.type == kind}
    return {None: document.styles.default(kind), **found}


def _printed(kind: str, pattern: str, count: int, level: int) -> str:
    if kind == "bullet":
        return "-"
    digits = {"decimal": str(count), "lowerLetter": _LETTERS[(count - 1) % 26], "upperRoman": _roman(count)}
    mark = f"%{level + 1}"
    if kind not in digits or pattern.replace(mark, "").find("%") >= 0:
        return ""
    return pattern.replace(mark, digits[kind])


def _roman(number: int) -> str:
    steps = (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")
    written = ""
    for value, sign in steps:
        written += sign * (number // value)
        number %= value
    return written


def _cells(row: Any) -> list[Any]:
    """The row's cells, one a column; one that spans several columns stands in the first, None in the others."""
    cells = list(row.cells)
    repeated = [n > 0 and cell._tc is cells[n - 1]._tc for n, cell in enumerate(cells)]
    return [None if again else cell for cell, again in zip(cells, repeated, strict=True)]


def _list_formats(document: Any) -> dict[tuple[str, int], tuple[str, str, int]]:
    """{(list, level): (kind of number, its pattern, first number)} of the document's lists."""
    from docx.oxml.ns import qn

    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {item.get(qn("w:abstractNumId")): item for item in root.findall(qn("w:abstractNum"))}
    found = {}
    for numbered in root.findall(qn("w:num")):
        model = abstract.get(numbered.find(qn("w:abstractNumId")).get(qn("w:val")))
        for level in [] if model is None else model.findall(qn("w:lvl")):
            key = numbered.get(qn("w:numId")), int(level.get(qn("w:ilvl")))
            found[key] = _value(level, "numFmt"), _value(level, "lvlText"), int(_value(level, "start") or 1)
    return found


def _value(level: Any, name: str) -> str:
    from docx.oxml.ns import qn

    element = level.find(qn(f"w:{name}"))
    return "" if element is None else element.get(qn("w:val")) or ""
