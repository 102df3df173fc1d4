"""The facilities file: its bytes in, rows of places or reasons to refuse it out. Not who may enter what."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from core import clock, geo
from core.problems import Code, Problem
from core.tabular import Cell, Table, Unreadable, read_table
from core.text import fold, slug, words
from datasets import days
from datasets.figures_file import AreaIndex, Invalid, parse_date, parse_number
from datasets.models import Facility
from datasets.models.facilities import phone_characters, same_name, web_address
from units.models import AdministrativeArea

NAME, KIND, AREA = "ten", "loai", "ma_dia_ban"
LONGITUDE, LATITUDE = "kinh_do", "vi_do"
FIRST, LAST = "tu_ngay", "den_ngay"
CAPACITY, IN_USE = "suc_chua", "dang_su_dung"
REQUIRED = (NAME, KIND, AREA)
MAX_ROWS = 5_000
MAX_PROBLEMS = 200

_DEGREES = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?")


@dataclass(frozen=True)
class FacilityRow:
    """One data row. `values`: {model field: value} of the columns in the file; a field not there stays as it is."""

    number: int
    area: AdministrativeArea
    kind: str
    name: str
    values: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, int]:
        """(kind, folded name, area id): one facility of a unit"""
        return self.kind, same_name(self.name), self.area.pk


@dataclass
class FacilitiesFile:
    """What was read; `count` data rows, of which those with problems are not among `rows`."""

    rows: list[FacilityRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def refuse(self, code: Code, message: str, *, row: int | None = None, column: str | None = None) -> None:
        """Note a problem; of a thoroughly wrong file the first 200 are enough."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, message, row=row, column=column))


def read_facilities(data: bytes, *, name: str) -> FacilitiesFile:
    """Read and check a whole file; never raises for what the sender got wrong."""
    found = FacilitiesFile()
    try:
        table = read_table(data, name=name)
        if _header_fits(table.header, found):
            _Reader(table, found).read()
    except Unreadable as error:
        found.problems.append(error.problem)
    return found


def parse_text(cell: Cell, longest: int) -> str:
    """One line of text with single spaces. A spreadsheet stores a code such as 412 as a number. Raises `Invalid`."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else " ".join(str(cell).split())
    if len(text) > longest:
        raise Invalid(Code.INVALID_TEXT, f"Dài quá {longest} ký tự.")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise Invalid(Code.INVALID_TEXT, "Có ký tự điều khiển.")
    return text


def parse_name(cell: Cell) -> str:
    name = _required(cell, _longest("name"), "Thiếu tên.")
    if not words(name):
        raise Invalid(Code.INVALID_TEXT, "Tên không có chữ nào.")
    return name


def parse_kind(cell: Cell) -> str:
    """A kind's code or its Vietnamese name. Raises `Invalid`."""
    text = _required(cell, 100, "Thiếu loại.")
    kind = _choice(text, Facility.Kind)
    if kind is None:
        message = f"“{text[:40]}” không phải loại nào; các loại là {', '.join(Facility.Kind.values)}."
        raise Invalid(Code.UNKNOWN_KIND, message)
    return kind


def parse_status(cell: Cell) -> str | None:
    """A status's code or its Vietnamese name, None for an empty cell. Raises `Invalid`."""
    text = parse_text(cell, 100)
    status = _choice(text, Facility.Status)
    if text and status is None:
        message = f"“{text[:40]}” không phải trạng thái nào; các trạng thái là {', '.join(Facility.Status.values)}."
        raise Invalid(Code.INVALID_STATUS, message)
    return status


def parse_sub_kind(cell: Cell) -> str:
    """An identifier such as `nha_thuoc`, also written “Nhà thuốc”. Raises `Invalid`."""
    text = parse_text(cell, _longest("sub_kind"))
    sub_kind = slug(text).replace("-", "_")
    if text and not sub_kind[:1].isalpha():
        raise Invalid(Code.INVALID_TEXT, f"“{text}” không phải một phân loại như cho, sieu_thi, nha_thuoc.")
    return sub_kind


def parse_phone(cell: Cell) -> str:
    return _valid(parse_text(cell, _longest("phone")), phone_characters, Code.INVALID_TEXT)


def parse_link(cell: Cell) -> str:
    return _valid(parse_text(cell, _longest("link")), web_address, Code.INVALID_LINK)


def parse_count(cell: Cell) -> int | None:
    """A whole number, None for an empty cell. Raises `Invalid`."""
    try:
        return parse_number(cell)
    except Invalid as error:
        if error.code == Code.NUMBER_TOO_LARGE:
            raise Invalid(error.code, f"“{str(cell)[:40]}” lớn hơn mức tối đa.") from error
        raise


def parse_day(cell: Cell) -> dt.date | None:
    """A day of the portal's calendar, None for an empty cell. Raises `Invalid`."""
    if cell is None or cell == "":
        return None
    date = parse_date(cell)
    if not days.FIRST_DAY <= date <= days.LAST_DAY:
        raise Invalid(Code.DATE_OUT_OF_RANGE, f"Ngày {date:%d/%m/%Y} nằm ngoài lịch của cổng.")
    return date


def parse_degrees(cell: Cell) -> float | None:
    """Degrees with a decimal point or comma, None for an empty cell. Raises `Invalid`."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return float(cell)
    if isinstance(cell, str) and _DEGREES.fullmatch(cell):
        return float(cell.replace(",", "."))
    raise Invalid(Code.INVALID_POINT, f"“{str(cell)[:40]}” không phải tọa độ tính bằng độ, ví dụ 105.6713.")


def _address(cell: Cell) -> str:
    return parse_text(cell, _longest("address"))


def _hours(cell: Cell) -> str:
    return parse_text(cell, _longest("opening_hours"))


_FIELDS: dict[str, tuple[str, Callable[[Cell], Any]]] = {
    NAME: ("name", parse_name),
    KIND: ("kind", parse_kind),
    "phan_loai": ("sub_kind", parse_sub_kind),
    "dia_chi": ("address", _address),
    "dien_thoai": ("phone", parse_phone),
    "gio_mo_cua": ("opening_hours", _hours),
    "lien_ket": ("link", parse_link),
    CAPACITY: ("capacity", parse_count),
    IN_USE: ("in_use", parse_count),
    FIRST: ("valid_from", parse_day),
    LAST: ("valid_to", parse_day),
    "trang_thai": ("status", parse_status),
}
"""Column → (model field, parser); area and point take more than one cell."""

COLUMNS = (*_FIELDS, AREA, LONGITUDE, LATITUDE)
_NEVER_EMPTY = ("valid_from", "status")


def _header_fits(header: list[str], found: FacilitiesFile) -> bool:
    for column in REQUIRED:
        if column not in header:
            found.refuse(Code.MISSING_COLUMN, f"Thiếu cột {column}.", row=1, column=column)
    for one, other in ((LONGITUDE, LATITUDE), (LATITUDE, LONGITUDE)):
        if one not in header and other in header:
            found.refuse(Code.MISSING_COLUMN, f"Có cột {other} mà thiếu cột {one}.", row=1, column=one)
    for column in header:
        if column not in COLUMNS:
            message = f"Tệp điểm, cơ sở không có cột {column[:40]}."
            found.refuse(Code.UNKNOWN_COLUMN, message, row=1, column=column)
    return not found.problems


class _Reader:
    """One pass over the rows; a row with any problem yields problems only."""

    def __init__(self, table: Table, found: FacilitiesFile) -> None:
        self.table, self.found = table, found
        self.areas, self.today = AreaIndex(), clock.today()
        self.seen: dict[tuple[str, str, int], int] = {}

    def read(self) -> None:
        for number, cells in self.table.rows:
            self.found.count += 1
            if self.found.count > MAX_ROWS:
                message = f"Tệp có hơn {MAX_ROWS} dòng; hãy chia nhỏ."
                raise Unreadable(Code.FILE_TOO_LARGE, message, row=number)
            if row := self._row(number, cells):
                self.found.rows.append(row)
        if not self.found.count:
            self.found.refuse(Code.EMPTY_FILE, "Tệp chỉ có dòng tiêu đề.")

    def _row(self, number: int, cells: dict[str, Cell]) -> FacilityRow | None:
        before = len(self.found.problems)
        values = self._values(number, cells)
        area = self._area(number, cells[AREA], values.get("valid_from") or self.today)
        self._point(number, cells, values)
        if area is None or len(self.found.problems) > before or len(self.found.problems) >= MAX_PROBLEMS:
            return None
        values = {name: value for name, value in values.items() if value is not None or name not in _NEVER_EMPTY}
        row = FacilityRow(number, area, values.pop("kind"), values.pop("name"), values)
        if (first := self.seen.setdefault(row.key, number)) != number:
            message = f"Trùng loại, tên và địa bàn với dòng {first}."
            self.found.refuse(Code.DUPLICATE_ROW, message, row=number)
            return None
        return row

    def _values(self, number: int, cells: dict[str, Cell]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in self.table.header:
            if column in _FIELDS:
                name, parse = _FIELDS[column]
                try:
                    values[name] = parse(cells[column])
                except Invalid as error:
                    self.found.refuse(error.code, str(error), row=number, column=column)
        return values

    def _area(self, number: int, cell: Cell, date: dt.date) -> AdministrativeArea | None:
        try:
            code = _required(cell, 40, "Thiếu mã địa bàn.")
            area = self.areas.at(code, date)
            if area is None:
                raise Invalid(Code.UNKNOWN_AREA, f"Không có địa bàn mã “{code}” vào ngày {date:%d/%m/%Y}.")
        except Invalid as error:
            self.found.refuse(error.code, str(error), row=number, column=AREA)
            return None
        return area

    def _point(self, number: int, cells: dict[str, Cell], values: dict[str, Any]) -> None:
        """Put the point into `values`, empty where neither degree is given; no column, no value."""
        if LONGITUDE not in cells:
            return
        degrees: dict[str, float | None] = {}
        for column in (LONGITUDE, LATITUDE):
            try:
                degrees[column] = parse_degrees(cells[column])
            except Invalid as error:
                self.found.refuse(error.code, str(error), row=number, column=column)
                return
        longitude, latitude = degrees[LONGITUDE], degrees[LATITUDE]
        if longitude is not None and latitude is not None:
            if not geo.in_vietnam(longitude, latitude):
                self._outside(number, longitude, latitude)
            values["point"] = geo.point(longitude, latitude)
        elif longitude is latitude:
            values["point"] = ""
        else:
            column = LONGITUDE if longitude is None else LATITUDE
            self.found.refuse(Code.INVALID_POINT, f"Thiếu {column} của tọa độ.", row=number, column=column)

    def _outside(self, number: int, longitude: float, latitude: float) -> None:
        west, east = geo.LONGITUDES
        message = "Tọa độ nằm ngoài Việt Nam."
        if geo.in_vietnam(latitude, longitude):
            message = "Tọa độ nằm ngoài Việt Nam: kinh độ và vĩ độ bị đổi chỗ?"
        column = LATITUDE if west <= longitude <= east else LONGITUDE
        self.found.refuse(Code.INVALID_POINT, message, row=number, column=column)


def _required(cell: Cell, longest: int, missing: str) -> str:
    text = parse_text(cell, longest)
    if not text:
        raise Invalid(Code.MISSING_VALUE, missing)
    return text


def _longest(name: str) -> int:
    """How many characters the model's field holds."""
    return getattr(Facility._meta.get_field(name), "max_length", None) or 0


def _choice(text: str, choices: type[models.TextChoices]) -> str | None:
    asked = fold(text)
    return next((value for value, label in choices.choices if asked in (value, fold(str(label)))), None)


def _valid(text: str, validator: Callable[[str], None], code: Code) -> str:
    try:
        if text:
            validator(text)
    except ValidationError as error:
        raise Invalid(code, " ".join(error.messages)) from error
    return text
