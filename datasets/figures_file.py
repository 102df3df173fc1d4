"""The figures file: its bytes in, rows of figures or reasons to refuse it out. Not who may report what."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field

from core import clock
from core.problems import Code, Problem
from core.province import Province
from core.tabular import Cell, Table, Unreadable, read_table
from core.text import fold
from datasets import days
from datasets.models import Indicator
from units.models import AdministrativeArea

DATE, SLOT, AREA, NAME, NOTE, REASON = "ngay", "khung_gio", "ma_dia_ban", "ten_dia_ban", "ghi_chu", "ly_do"
FAULTS = "loi"
"""What was wrong with a row when it was sent before: not read."""
REQUIRED, OPTIONAL = (DATE, SLOT, AREA), (NAME, NOTE, REASON, FAULTS)
MAX_PROBLEMS = 200
MAX_NOTE = 500
"""Of a note and of a reason."""
MAX_VALUE = 1_000_000
"""Of one area and slot: a 30-day block of a province's districts still fits the 32 bits of a fact."""

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")


class Invalid(Exception):
    """A cell that does not say what its column asks for."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class FigureRow:
    """One data row. `values`: {indicator code: number}; what was not reported is absent.

    `reason`: why this row is as it is, where a check or a correction asks for it.
    """

    number: int
    area: AdministrativeArea
    day: int
    slot: int
    values: dict[str, int]
    note: str
    reason: str = ""

    @property
    def key(self) -> tuple[int, int, int]:
        """(area id, day, slot)"""
        return self.area.id, self.day, self.slot


@dataclass
class FiguresFile:
    """What was read; `count` data rows, of which those with problems, `wrong`, are not among `rows`.

    `left_out`: numbers of rows that the sender knows to be wrong and does not send now.
    """

    left_out: frozenset[int] = frozenset()

    rows: list[FigureRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    wrong: set[int | None] = field(default_factory=set)

    def refuse(self, code: Code, message: str, *, row: int | None = None, column: str | None = None) -> None:
        self.add(Problem(code, message, row=row, column=column))

    def add(self, problem: Problem) -> None:
        """Note a problem; of a thoroughly wrong file the first 200 are enough."""
        self.wrong.add(problem.row)
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)


class AreaIndex:
    """Every area in memory with its parents attached: a file asks for one a row."""

    def __init__(self) -> None:
        by_id = AdministrativeArea.objects.in_bulk()
        self._by_code: dict[str, list[AdministrativeArea]] = defaultdict(list)
        for area in by_id.values():
            area.parent = by_id[area.parent_id] if area.parent_id else None
            self._by_code[area.code].append(area)

    def at(self, code: str, date: dt.date) -> AdministrativeArea | None:
        """The area that bore `code` on `date`."""
        for area in self._by_code.get(code, ()):
            if area.valid_from <= date and (area.valid_to is None or date < area.valid_to):
                return area
        return None


def read_figures(
    data: bytes, *, name: str, province: Province, left_out: frozenset[int] = frozenset()
) -> FiguresFile:
    """Read and check a whole file; never raises for what the sender got wrong."""
    found = FiguresFile(left_out=left_out)
    try:
        table = read_table(data, name=name)
        codes = set(Indicator.objects.values_list("code", flat=True))
        if _header_fits(table.header, codes, found):
            _Reader(table, province, found).read()
    except Unreadable as error:
        found.problems.append(error.problem)
    return found


def parse_number(cell: Cell) -> int | None:
    """A whole number, as such or grouped the Vietnamese way (`1.234`); None for an empty cell. Raises `Invalid`."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return _bounded(_number_in_text(cell), cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise _not_a_number(cell)
    if isinstance(cell, float) and not cell.is_integer():
        raise _not_a_number(cell)
    return _bounded(int(cell), cell)


def parse_date(cell: Cell) -> dt.date:
    """`2021-10-08`, `08/10/2021` (day first) or a date cell. Raises `Invalid`."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = _text(cell)
    if not text:
        raise Invalid(Code.MISSING_VALUE, "Thiếu ngày.")
    iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
    parts = iso.groups() if iso else day_first.groups()[::-1] if day_first else None
    try:
        if parts:
            return dt.date(*map(int, parts))
    except ValueError:
        pass
    raise Invalid(Code.INVALID_DATE, f"“{text[:40]}” không phải ngày có thật dạng 2021-10-08 hoặc 08/10/2021.")


def parse_slot(cell: Cell, slots: tuple[str, ...]) -> int:
    """The index of a slot written `06:00`, `6:00` or as a time cell. Raises `Invalid`."""
    if isinstance(cell, dt.time):
        text = cell.strftime("%H:%M" if not cell.second else "%H:%M:%S")
    else:
        text = _text(cell)
        if match := _TIME.fullmatch(text):
            text = f"{int(match[1]):02}:{match[2]}"
    if not text:
        raise Invalid(Code.MISSING_VALUE, "Thiếu khung giờ.")
    if text not in slots:
        raise Invalid(Code.UNKNOWN_SLOT, f"“{text[:40]}” không phải khung giờ; các khung giờ là {', '.join(slots)}.")
    return slots.index(text)


def check_moment(date: dt.date, slot: int, slots: tuple[str, ...], until: dt.datetime) -> None:
    """Refuse what lies outside the portal's calendar or is of a slot after `until`. Raises `Invalid`."""
    if not days.FIRST_DAY <= date <= days.LAST_DAY:
        raise Invalid(Code.DATE_OUT_OF_RANGE, f"Ngày {date:%d/%m/%Y} nằm ngoài lịch của cổng.")
    if dt.datetime.combine(date, dt.time.fromisoformat(slots[slot]), tzinfo=until.tzinfo) > until:
        raise Invalid(Code.FUTURE_DATE, f"Khung giờ {slots[slot]} ngày {date:%d/%m/%Y} chưa tới.")


def _header_fits(header: list[str], codes: set[str], found: FiguresFile) -> bool:
    for column in REQUIRED:
        if column not in header:
            found.refuse(Code.MISSING_COLUMN, f"Thiếu cột {column}.", row=1, column=column)
    for column in header:
        if column not in codes and column not in REQUIRED + OPTIONAL:
            message = f"Cột {column[:40]} không phải chỉ tiêu nào của cổng."
            found.refuse(Code.UNKNOWN_COLUMN, message, row=1, column=column)
    if not found.problems and codes.isdisjoint(header):
        found.refuse(Code.MISSING_COLUMN, "Không có cột chỉ tiêu nào.", row=1)
    return not found.problems


class _Reader:
    """One pass over the rows; a row with any problem yields problems only."""

    def __init__(self, table: Table, province: Province, found: FiguresFile) -> None:
        self.table, self.slots, self.found = table, province.slots, found
        self.indicators = [column for column in table.header if column not in REQUIRED + OPTIONAL]
        self.areas, self.now = AreaIndex(), clock.now()
        self.until = self.now + dt.timedelta(minutes=province.thresholds.entry_opens_minutes)
        self.seen: dict[tuple[int, int, int], int] = {}

    def read(self) -> None:
        for number, cells in self.table.rows:
            if number in self.found.left_out:
                continue
            self.found.count += 1
            if row := self._row(number, cells):
                self.found.rows.append(row)
        if not self.found.count:
            self.found.refuse(Code.EMPTY_FILE, "Tệp chỉ có dòng tiêu đề.")

    def _row(self, number: int, cells: dict[str, Cell]) -> FigureRow | None:
        values, sound = self._values(number, cells)
        place = self._place(number, cells)
        if place is None or not sound:
            return None
        area, day, slot = place
        row = FigureRow(number, area, day, slot, values, _text(cells.get(NOTE)), _text(cells.get(REASON)))
        if not self._brief(row):
            return None
        if (first := self.seen.setdefault(row.key, number)) != number:
            message = f"Trùng địa bàn, ngày và khung giờ với dòng {first}."
            self.found.refuse(Code.DUPLICATE_ROW, message, row=number)
            return None
        return row

    def _brief(self, row: FigureRow) -> bool:
        for column, name, text in ((NOTE, "Ghi chú", row.note), (REASON, "Lý do", row.reason)):
            if len(text) > MAX_NOTE:
                message = f"{name} dài quá {MAX_NOTE} ký tự."
                self.found.refuse(Code.INVALID_TEXT, message, row=row.number, column=column)
                return False
        return True

    def _values(self, number: int, cells: dict[str, Cell]) -> tuple[dict[str, int], bool]:
        values: dict[str, int] = {}
        sound = True
        for column in self.indicators:
            try:
                value = parse_number(cells[column])
            except Invalid as error:
                self.found.refuse(error.code, str(error), row=number, column=column)
                sound = False
                continue
            if value is not None:
                values[column] = value
        return values, sound

    def _place(self, number: int, cells: dict[str, Cell]) -> tuple[AdministrativeArea, int, int] | None:
        column = DATE
        try:
            date = parse_date(cells[DATE])
            column = SLOT
            slot = parse_slot(cells[SLOT], self.slots)
            column = DATE if date != self.now.date() else SLOT
            check_moment(date, slot, self.slots, self.until)
            column = AREA
            area = self._area(cells[AREA], date)
            column = NAME
            _check_name(_text(cells.get(NAME)), area)
        except Invalid as error:
            self.found.refuse(error.code, str(error), row=number, column=column)
            return None
        return area, days.number(date), slot

    def _area(self, cell: Cell, date: dt.date) -> AdministrativeArea:
        code = _text(cell)
        if not code:
            raise Invalid(Code.MISSING_VALUE, "Thiếu mã địa bàn.")
        area = self.areas.at(code, date)
        if area is None:
            raise Invalid(Code.UNKNOWN_AREA, f"Không có địa bàn mã “{code[:40]}” vào ngày {date:%d/%m/%Y}.")
        return area


def _check_name(name: str, area: AdministrativeArea) -> None:
    if name and fold(name).split() != fold(area.name).split():
        raise Invalid(Code.AREA_NAME_DIFFERS, f"Mã {area.code} là {area.name}, không phải “{name[:60]}”.")


def _text(cell: Cell) -> str:
    """A cell as text; a spreadsheet stores a code such as 412 as a number."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _number_in_text(text: str) -> int:
    digits = text.removeprefix("-")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(".", "")
    if not (digits.isascii() and digits.isdigit()):
        raise _not_a_number(text)
    size = int(digits) if len(digits) < 20 else MAX_VALUE + 1
    return -size if text.startswith("-") else size


def _bounded(number: int, cell: Cell) -> int:
    if number < 0:
        raise Invalid(Code.NEGATIVE_NUMBER, f"“{str(cell)[:40]}” là số âm.")
    if number > MAX_VALUE:
        raise Invalid(Code.NUMBER_TOO_LARGE, f"“{str(cell)[:40]}” lớn hơn mức tối đa của một khung giờ.")
    return number


def _not_a_number(cell: Cell) -> Invalid:
    return Invalid(Code.NOT_A_NUMBER, f"“{str(cell)[:40]}” không phải số nguyên, ví dụ 1234 hoặc 1.234.")
