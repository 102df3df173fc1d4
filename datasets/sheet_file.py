"""A sheet that is typed takes the way of a file: what stands in it is written as the file that says the same."""

import csv
import io
from collections.abc import Mapping

from core.problems import ImportResult
from core.text import nfc
from datasets.figures_file import AREA, DATE, MAX_NOTE, NOTE, REASON, SLOT
from datasets.selectors.entry import Line, Sheet, tell

UNCHANGED = "Đã rà soát, không thay đổi."
LONGEST_TEXT = 30
_HEADER_ROW = 1


def take(sheet: Sheet, typed: Mapping[str, str]) -> None:
    """Put what was typed into the lines that are open; their messages go, since they were about what stood there."""
    for line in sheet.lines:
        if line.locked:
            continue
        line.messages.clear()
        line.reason = _one_line(typed.get(line.reason_name, ""))
        for cell in line.cells:
            cell.text, cell.severity = nfc(typed.get(cell.name, "")).strip()[:LONGEST_TEXT], ""


def confirm_unchanged(sheet: Sheet) -> None:
    """Fill the lines in which nothing stands: no new case since the slot before, and what there was is there still.

    A stock of which the slot before says nothing stays empty: nobody has confirmed a number.
    """
    for line in sheet.lines:
        if line.locked or line.entered:
            continue
        for cell in line.cells:
            held = None if cell.before is None else str(cell.before)
            cell.text = "0" if cell.indicator.is_flow else held or ""
        line.reason = line.reason or UNCHANGED


def as_file(sheet: Sheet) -> tuple[bytes, list[Line]]:
    """A CSV of the lines in which there is something to store, and these lines in the order of its rows."""
    lines = [line for line in sheet.lines if not line.locked and line.changed]
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


def _one_line(text: str) -> str:
    return " ".join(nfc(text).split())[:MAX_NOTE]
