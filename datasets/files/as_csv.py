"""RFC 4180, UTF-8 with the mark by which spreadsheets know it. "Not reported" is an empty cell."""

import csv
import io
from typing import BinaryIO

from datasets.selectors.tables import Cell, Table
from units.exports import harmless


def write(table: Table, out: BinaryIO) -> None:
    """A header of column names, then the rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_written(cell) for cell in row.cells()] for row in table.rows())
    text.flush()
    text.detach()


def _written(cell: Cell) -> Cell:
    return str(cell).lower() if isinstance(cell, bool) else harmless(cell)
