"""Reading a table that a person sends: CSV (comma, semicolon or tab; UTF-8, BOM or not) or XLSX, row by row."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.archives import members
from core.problems import Code, Unreadable
from core.text import nfc

MAX_BYTES = 40 * 1024 * 1024
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
MAX_CELL = 5_000
MAX_COLUMNS = 200
MAX_ROWS = 1_048_576
"""As many as a sheet has; a row may claim any number, and those before it are read as empty."""
Cell = str | int | float | dt.date | dt.datetime | dt.time | None


@dataclass(frozen=True)
class Table:
    """`header`: names as written, folded to lower case and trimmed; `rows`: (row number, cells by name)."""

    header: list[str]
    rows: Iterator[tuple[int, dict[str, Cell]]]


def read_table(data: bytes, *, name: str) -> Table:
    """Open a CSV or XLSX file; the kind is told by its bytes, not its name. Raises `Unreadable`."""
    if not data.strip():
        raise Unreadable(Code.EMPTY_FILE, f"Tệp {name} rỗng.")
    if len(data) > MAX_BYTES:
        raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} lớn hơn {MAX_BYTES // 2**20} MB.")
    lines = _xlsx_lines(data, name) if data.startswith(b"PK\x03\x04") else _csv_lines(data, name)
    first = next(lines, None)
    if first is None:
        raise Unreadable(Code.EMPTY_FILE, f"Tệp {name} không có dòng nào.")
    header = _header(first[1])
    return Table(header=header, rows=_named(header, lines))


def _header(cells: list[Cell]) -> list[str]:
    names = [nfc(str(cell if cell is not None else "")).strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names or "" in names:
        raise Unreadable(Code.MISSING_COLUMN, "Dòng tiêu đề có ô trống.", row=1)
    if len(names) > MAX_COLUMNS:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp có nhiều hơn {MAX_COLUMNS} cột.", row=1)
    for name in names:
        if names.count(name) > 1:
            raise Unreadable(Code.DUPLICATE_COLUMN, f"Cột {name[:40]} xuất hiện hai lần.", row=1, column=name)
    return names


def _named(header: list[str], lines: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, dict[str, Cell]]]:
    for number, cells in lines:
        if any(cell not in (None, "") for cell in cells[len(header) :]):
            raise Unreadable(Code.UNREADABLE_FILE, "Dòng có nhiều ô hơn tiêu đề.", row=number)
        padded = list(cells[: len(header)]) + [None] * (len(header) - len(cells))
        if any(cell not in (None, "") for cell in padded):
            yield number, dict(zip(header, padded, strict=True))


def _csv_lines(data: bytes, name: str) -> Iterator[tuple[int, list[Cell]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} không phải CSV mã UTF-8 hay XLSX.") from error
    if "\0" in text:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} có ký tự NUL, không phải bảng văn bản.")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _checked(reader, name)


def _checked(reader: Any, name: str) -> Iterator[tuple[int, list[Cell]]]:
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, [_cell(cell, number) for cell in cells]
    except csv.Error as error:
        raise Unreadable(Code.UNREADABLE_FILE, f"Tệp {name} hỏng: {error}.", row=number + 1) from error


def _cell(value: Any, row: int) -> Cell:
    if not isinstance(value, str):
        return value
    if len(value) > MAX_CELL:
        raise Unreadable(Code.INVALID_TEXT, f"Ô dài quá {MAX_CELL} ký tự.", row=row)
    return nfc(value).strip()


def _xlsx_lines(data: bytes, name: str) -> Iterator[tuple[int, list[Cell]]]:
    from openpyxl import load_workbook

    try:
        members(data, name=name, at_most=MAX_UNPACKED_BYTES)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises KeyError, ValueError, BadZipFile … for a damaged workbook
        raise Unreadable(Code.UNREADABLE_FILE, f"Không mở được tệp XLSX {name}.") from error
    return _sheet_rows(book, name)


def _sheet_rows(book: Any, name: str) -> Iterator[tuple[int, list[Cell]]]:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Unreadable(Code.EMPTY_FILE, f"Tệp {name} không có trang tính nào hiện.")
    try:
        # The size that a sheet claims is no measure: too small hides cells, too large fills memory with empty ones.
        visible[0].reset_dimensions()
        for number, cells in enumerate(visible[0].iter_rows(values_only=True), start=1):
            if number > MAX_ROWS:
                raise Unreadable(Code.FILE_TOO_LARGE, f"Tệp {name} có nhiều hơn {MAX_ROWS} dòng.")
            yield number, [_cell(cell, number) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # a damaged sheet surfaces only while it is read
        raise Unreadable(Code.UNREADABLE_FILE, f"Trang tính của tệp {name} hỏng.") from error
    finally:
        book.close()
