"""A sheet that is typed takes the way of a file: what stands in it is written as the file that says the same."""

import csv
import io
from collections.abc import Mapping

from core.problems import ImportResult
from core.text import nfc
from datasets.figures_file import AREA, DATE, MAX_NOTE, NOTE, REASON, SLOT
from datasets.selectors.entry import Cell, Line, Sheet, tell

UNCHANGED = "Đã rà soát, không thay đổi."
LONGEST_TEXT = 30
_HEADER_ROW = 1


def take(sheet: Sheet, typed: Mapping[str, str]) -> None:
    """Put what was typed into the lines that are open; their messages go, since they were about what stood there.

    What a page that was opened before types over a backlog is put there too, to be refused in words.
    """
    for line in sheet.lines:
        if line.backlog:
            line.touched = any(_typed(cell, typed) != cell.text for cell in line.cells)
        if line.locked and not line.touched:
            continue
        line.messages.clear()
        line.reason = _one_line(typed.get(line.reason_name, ""))
        for cell in line.cells:
            cell.text, cell.severity = _typed(cell, typed) if line.touched else _text(typed.get(cell.name, "")), ""


def confirm_unchanged(sheet: Sheet) -> None:
    """Fill the lines in which nothing stands: no new case since the slot before, and what there was is there still.

    A stock of which the slot before says nothing stays empty: nobody has confirmed a number. Nor can anybody confirm
    the values of a backlog that came back: such a line is sent to be refused.
    """
    for line in sheet.lines:
        line.touched = line.touched or line.backlog is not None
        if line.locked or line.entered:
            continue
        for cell in line.cells:
            held = None if cell.before is None else str(cell.before)
            cell.text = "0" if cell.indicator.is_flow else held or ""
        line.reason = line.reason or UNCHANGED


def as_file(sheet: Sheet) -> tuple[bytes, list[Line]]:
    """A CSV of the lines in which there is something to store, and these lines in the order of its rows."""
    lines = [line for line in sheet.lines if line.touched or (not line.locked and line.changed)]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([DATE, SLOT, AREA, NOTE, REASON, *(one.code for one in sheet.indicators)])
    for line in lines:
        note = line.report.note if line.report else ""
        place = [sheet.date.isoformat(), sheet.slot_label, line.area.code]
        rows.writerow([*place, note, line.reason, *(cell.text for cell in line.cells)])
    return text.getvalue().encode(), lines


def tell_result(sheet: Sheet, lines: list[Line], result: ImportResult) -> None:
    """Say beside each line what the import said of its row."""
    for problem in (*result.errors, *result.findings):
        if problem.row is not None and problem.row > _HEADER_ROW:
            tell(lines[problem.row - _HEADER_ROW - 1], [problem])


def _typed(cell: Cell, typed: Mapping[str, str]) -> str:
    """What was typed into the cell; what stands there if the page did not send it."""
    return _text(typed.get(cell.name, cell.text))


def _text(typed: str) -> str:
    return nfc(typed).strip()[:LONGEST_TEXT]


def _one_line(text: str) -> str:
    return " ".join(nfc(text).split())[:MAX_NOTE]
