"""Spreadsheets around entry: the one that a unit fills in, and the rows of its own that were wrong, to be mended."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from core.problems import ImportResult, Problem
from core.tabular import Cell, read_table
from datasets.figures_file import AREA, DATE, FAULTS, NAME, NOTE, REASON, SLOT
from datasets.selectors.entry import Line, Sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {DATE: 12, SLOT: 11, AREA: 12, NAME: 28, REASON: 40, NOTE: 30, FAULTS: 60}
ENTRY, BEFORE = "Nhập", "Kỳ trước"


def template(sheet: Sheet) -> bytes:
    """What a unit fills in for the sheet's slot: codes and names stand there, and what is there already.

    A stock that nobody has entered yet stands at the slot before's value, since most of them stay; a flow starts
    empty. The second page shows every value of the slot before; only the first is read.
    """
    header = [DATE, SLOT, AREA, NAME, *(one.code for one in sheet.indicators), NOTE, REASON]
    book = Workbook(write_only=True)
    _page(book, ENTRY, header, [_row(sheet, line, _entered(line)) for line in sheet.lines])
    _page(book, BEFORE, header, [_row(sheet, line, [cell.before for cell in line.cells]) for line in sheet.lines])
    return _bytes(book)


def wrong_rows(data: bytes, *, name: str, result: ImportResult) -> bytes:
    """The rows of a readable file that were refused, as they were, each with what is wrong; to be mended and sent.

    The column that says so is not read again.
    """
    table = read_table(data, name=name)
    header = [column for column in table.header if column != FAULTS]
    kept = ((number, cells) for number, cells in table.rows if number in result.wrong)
    rows = ([*(cells[column] for column in header), _faults(result, number)] for number, cells in kept)
    book = Workbook(write_only=True)
    _page(book, ENTRY, [*header, FAULTS], rows)
    return _bytes(book)


def _faults(result: ImportResult, row: int) -> str:
    return "; ".join(_said(problem) for problem in result.errors if problem.row == row)


def _said(problem: Problem) -> str:
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def _entered(line: Line) -> list[int | None]:
    return [int(cell.text) if cell.text else None if cell.indicator.is_flow else cell.before for cell in line.cells]


def _row(sheet: Sheet, line: Line, values: list[int | None]) -> list[Cell]:
    note = line.report.note if line.report else ""
    return [sheet.date, sheet.slot_label, line.area.code, line.area.name, *values, note, line.reason]


def _page(book: Workbook, title: str, header: list[str], rows: Iterable[list[Cell]]) -> None:
    page = book.create_sheet(title)
    page.freeze_panes = "A2"
    for number, column in enumerate(header, start=1):
        page.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column, 15)
    page.append(header)
    for cells in rows:
        page.append([_cell(page, value) for value in cells])


def _cell(page: Any, value: Cell) -> WriteOnlyCell:
    """A text stays a text: nothing that a person sent runs as a formula."""
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
