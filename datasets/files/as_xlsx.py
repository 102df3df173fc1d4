"""Office Open XML (ECMA-376) as a stream: openpyxl stamps each file with the time of day, so no two would be equal.

"Not reported" is an empty cell; texts are texts and never formulas; a sheet that is full goes on in the next.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from datasets.selectors.tables import Cell, Table
from units.exports import harmless

MOST_ROWS = 1_048_576
"""Of a sheet, its header included (Excel)."""
_EPOCH = dt.date(1899, 12, 30)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write(table: Table, out: BinaryIO) -> None:
    """Sheets "Số liệu", "Số liệu 2", …, each with the header of column names."""
    header: list[Cell] = [column.name for column in table.columns]
    rows: Iterator[list[Cell]] = (row.cells() for row in table.rows())
    with ZipFile(out, "w") as package:
        count, more = 0, next(rows, None)
        while more is not None or not count:
            count += 1
            more = _sheet(package, count, header, more, rows)
        for name, text in _frame(count):
            package.writestr(_entry(name), _HEAD + text)


def _sheet(
    package: ZipFile, number: int, header: list[Cell], first: list[Cell] | None, rows: Iterator[list[Cell]]
) -> list[Cell] | None:
    """Write one sheet; returns the first row of the next, None if there is none."""
    letters = [get_column_letter(place + 1) for place in range(len(header))]
    with package.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as file:
        file.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        file.write(_row(header, 1, letters))
        if first is not None:
            file.write(_row(first, 2, letters))
        for place, row in enumerate(islice(rows, MOST_ROWS - 2), start=3):
            file.write(_row(row, place, letters))
        file.write(b"</sheetData></worksheet>")
    return next(rows, None)


def _row(cells: Sequence[Cell], number: int, letters: list[str]) -> bytes:
    shown = (
        _cell(cell, f"{letter}{number}") for cell, letter in zip(cells, letters, strict=True) if cell is not None
    )
    return f'<row r="{number}">{"".join(shown)}</row>'.encode()


def _cell(cell: Cell, place: str) -> str:
    match cell:
        case bool():
            return f'<c r="{place}" t="b"><v>{cell:d}</v></c>'
        case dt.date():
            return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).days}</v></c>'
        case int():
            return f'<c r="{place}"><v>{cell}</v></c>'
    text = "".join(sign for sign in str(harmless(cell)) if sign.isprintable())
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _frame(count: int) -> Iterator[tuple[str, str]]:
    """(name, text) of what holds `count` sheets together."""
    numbers = range(1, count + 1)
    types = [f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>']
    types += [f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>']
    types += [
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    ]
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{relations}{"".join(types)}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")])
    names = "".join(f'<sheet name="Số liệu{f" {n}" if n > 1 else ""}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{names}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES


def _relations(found: list[tuple[str, str]]) -> str:
    lines = [
        f'<Relationship Id="rId{n}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(found, start=1)
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _entry(name: str) -> ZipInfo:
    """Without a time of day: 1980, where the calendar of ZIP begins."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
