"""Tables in the text of a directive: a line whose cells stand between bars is a row, rows in a run make a table."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from core.text import fold

FEWEST_ROWS = 2
"""A single line with a bar in it may be anything."""
LONGEST_HEAD = 80
"""Of a cell that names a column."""

_BAR = re.compile(r"(?:^|(?<= ))\|(?: |$)")
_FIGURE = re.compile(r"[\d.,]+ ?%?|-|–")
_COUNTER = {"stt", "tt", "so tt", "so thu tu"}


@dataclass(frozen=True)
class Cell:
    """`text` as it is shown."""

    text: str
    is_figure: bool


@dataclass(frozen=True)
class Table:
    """`number` counts through the document; `head` is empty where the first row names no columns."""

    number: int
    head: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]


def cells(line: str) -> list[str]:
    """ "1 | Vinh | | 5" → ["1", "Vinh", "", "5"]; a line without bars is one cell."""
    return [cell.strip() for cell in _BAR.split(line)]


def row_line(words: Sequence[str]) -> str:
    """The cells of a row as a line of the text; one that stands alone is a paragraph, none an empty line."""
    filled = [word for word in words if word]
    return " ".join(" | ".join(words).split()).rstrip(" |") if len(filled) > 1 else "".join(filled)


def is_row(line: str) -> bool:
    return len(cells(line)) > 1


def runs(lines: Sequence[str]) -> list[range]:
    """Where tables stand among the lines, in order."""
    found, start = [], 0
    for n in range(len(lines) + 1):
        if n < len(lines) and is_row(lines[n]):
            continue
        if n - start >= FEWEST_ROWS:
            found.append(range(start, n))
        start = n + 1
    return found


def rows_among(lines: Sequence[str]) -> Collection[int]:
    """The numbers of the lines that are rows of tables."""
    return {n for run in runs(lines) for n in run}


def table(lines: Sequence[str], number: int, shown: Callable[[str], str]) -> Table:
    """Nothing of the lines but their bars is lost; a row with fewer cells than others is filled up with empty ones.

    `shown`: how the text of a cell is shown.
    """
    found = [cells(line) for line in lines]
    width = max(map(len, found))
    laid = [_laid(row, width, shown) for row in found]
    heads = 1 if _names_columns(found) else 0
    return Table(number, laid[0] if heads else [], laid[heads:])


def _laid(row: Sequence[str], width: int, shown: Callable[[str], str]) -> list[Cell]:
    filled = [*row, *[""] * (width - len(row))]
    return [Cell(shown(text), is_figure(text)) for text in filled]


def is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row plainly does: it counts ("STT"), or has no figure where a later row of its width has."""
    first = rows[0]
    if fold(first[0]).strip(". ") in _COUNTER:
        return True
    if not all(0 < len(cell) <= LONGEST_HEAD and not any(map(str.isdigit, cell)) for cell in first):
        return False
    return any(len(row) == len(first) and any(map(is_figure, row)) for row in rows[1:])
