"""A document as a Word file, laid out with borderless tables as an office does it."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from directives.official_form.lines import (
    LETTER,
    MOTTO,
    NATION,
    Line,
    Role,
    attached_to,
    date_line,
    lines,
    number_line,
)
from directives.official_form.text import OfficialText, Part

FONT = "Times New Roman"
CENTRE, LEFT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
CELL = " | "
"""Between the cells of a table's row, in the text as in what the reader makes of a table."""
WIDTH = 162
"""Of a line, in millimetres, between the margins."""
NAMES = 0.4
"""The part of it that the first column of a table of figures takes: it names what the others count."""
WRITTEN = (2021, 1, 1, 0, 0, 0)
"""The time on every member of the archive, so that the same text gives the same bytes."""


def docx_bytes(text: OfficialText) -> bytes:
    """The printed form. The same text gives the same bytes."""
    document = Document()
    _set_up(document, text)
    _add_head(document, text)
    _add_title(document, text)
    _add_lines(document, text.parts[0])
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _add_signature(document, text)
    for part in text.parts[1:]:
        _add_attached(document, text, part)
    saved = io.BytesIO()
    document.save(saved)
    return _without_times(saved.getvalue())


def _set_up(document: Any, text: OfficialText) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    _add_page_number(section.header.paragraphs[0])
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    _name(document.core_properties, text)


def _name(properties: Any, text: OfficialText) -> None:
    properties.title, properties.author = f"{text.type} {text.number}", " ".join(text.issuer)
    properties.comments, properties.language, properties.revision = "", "vi-VN", 1
    properties.created = properties.modified = dt.datetime.combine(text.date, dt.time(12))
    properties.last_modified_by = properties.author


def _add_page_number(paragraph: Any) -> None:
    """A field that Word fills in."""
    paragraph.alignment = CENTRE
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = code or None
        paragraph.add_run()._r.append(element)


def _write(paragraph: Any, words: str, *, size: float = 14, style: str = "", align: Any = CENTRE) -> Any:
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    run.bold, run.italic = "B" in style, "I" in style
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _fill(cell: Any, entries: list[tuple[str, float, str]], align: Any = CENTRE) -> None:
    """Paragraphs (words, size in points, style) into a cell of a table."""
    for at, (words, size, style) in enumerate(entries):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        _write(paragraph, words, size=size, style=style, align=align)


def _set_widths(table: Any, millimetres: Sequence[float]) -> None:
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _table(document: Any, rows: int, widths: tuple[float, float]) -> Any:
    table = document.add_table(rows, 2)
    _set_widths(table, widths)
    for cell in table._cells:
        cell._tc.get_or_add_tcPr().append(_no_margins())
    return table


def _no_margins() -> Any:
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _add_head(document: Any, text: OfficialText) -> None:
    """Issuer left, nation right, each with its rule; below them number and date."""
    table = _table(document, 2, (68, 94))
    superior = [(text.superior, 12.0, "")] if text.superior else []
    _fill(table.cell(0, 0), [*superior, *((line, 12, "B") for line in text.issuer)])
    _rule(table.cell(0, 0).paragraphs[-1], Mm(22))
    _fill(table.cell(0, 1), [(NATION, 12, "B"), (MOTTO, 13, "B")])
    _rule(table.cell(0, 1).paragraphs[-1], Mm(16))
    below = [(text.abstract, 12.0, "")] if text.type == LETTER else []
    stamps = [(stamp.upper(), 13.0, "B") for stamp in text.stamps]
    _fill(table.cell(1, 0), [(number_line(text), 13, ""), *below, *stamps])
    _fill(table.cell(1, 1), [(date_line(text), 13, "I")])
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _rule(paragraph: Any, inset: Any) -> None:
    """A short line below a paragraph: an empty one after it with a border, drawn in from both sides."""
    line = OxmlElement("w:p")
    paragraph._p.addnext(line)
    ruled = type(paragraph)(line, paragraph._parent)
    layout = ruled.paragraph_format
    layout.left_indent = layout.right_indent = inset
    layout.space_after, layout.line_spacing = Pt(4), Pt(3)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{key}"), value)
    border.append(top)
    line.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def _add_title(document: Any, text: OfficialText) -> None:
    """Name of the type and abstract; a letter has neither here."""
    if text.type == LETTER:
        return
    _write(document.add_paragraph(), text.type.upper(), style="B")
    _rule(_write(document.add_paragraph(), text.abstract, style="B"), Mm(56))


def _add_lines(document: Any, part: Part) -> None:
    for tabular, found in groupby(lines(part), key=lambda line: CELL in line.text):
        if tabular:
            _add_grid(document, [line.text.split(CELL) for line in found])
            continue
        for line in found:
            _add_line(document.add_paragraph(), line)


def _add_grid(document: Any, rows: list[list[str]]) -> None:
    """Rows of figures with rules; the first names the columns, on every page, the first column the rows."""
    columns = max(map(len, rows))
    table = document.add_table(len(rows), columns, style="Table Grid")
    _set_widths(table, [WIDTH * NAMES, *[WIDTH * (1 - NAMES) / (columns - 1)] * (columns - 1)])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for at, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (cell, word) in enumerate(zip(row.cells, words, strict=False)):
            align = CENTRE if at == 0 else LEFT if column == 0 else RIGHT
            _write(cell.paragraphs[0], word, size=12, style="B" * (at == 0), align=align)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _add_line(paragraph: Any, line: Line) -> None:
    layout = paragraph.paragraph_format
    if line.role is Role.TITLE:
        _write(paragraph, line.text, style="B")
        layout.keep_with_next = True
    elif line.role is Role.ADDRESSEE:
        in_list = line.text.startswith("- ") or line.text == "Kính gửi:"
        _write(paragraph, line.text, align=LEFT if in_list else CENTRE)
        layout.left_indent = Cm(5 if line.text.startswith("- ") else 3 if in_list else 0)
    else:
        _write_paragraph(paragraph, line)
        layout.first_line_indent = Cm(1)
    layout.space_after = Pt(6)


def _write_paragraph(paragraph: Any, line: Line) -> None:
    if line.bold:
        _write(paragraph, line.bold + " " * bool(line.rest), style="B")
    if line.rest:
        _write(paragraph, line.rest, style="I" if line.role is Role.GROUND else "")
    paragraph.alignment = JUSTIFIED


def _add_signature(document: Any, text: OfficialText) -> None:
    """Who gets it, left and small; who signs, right."""
    gap = document.add_paragraph().paragraph_format
    gap.space_after, gap.keep_with_next = Pt(0), True
    table = _table(document, 1, (80, 82))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    _fill(table.cell(0, 0), [("Nơi nhận:", 12, "BI"), *((f"- {line}", 11, "") for line in text.recipients)], LEFT)
    blank = [("", 14.0, "")] * 4
    offices = [(line, 13.0, "B") for line in text.signer_office]
    _fill(table.cell(0, 1), [*offices, *blank, (text.signer, 14, "B")])


def _add_attached(document: Any, text: OfficialText, part: Part) -> None:
    """On a new page: kind, title, what it is attached to, its paragraphs."""
    kind = _write(document.add_paragraph(), part.kind, style="B")
    kind.paragraph_format.page_break_before = True
    last = _write(document.add_paragraph(), part.title, style="B")
    if source := attached_to(text, part):
        last = _write(document.add_paragraph(), source, style="I")
    _rule(last, Mm(56))
    _add_lines(document, part)


def _without_times(archive: bytes) -> bytes:
    """The same archive with one fixed time on every member."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, WRITTEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return written.getvalue()
