"""From letters with their places to lines in reading order: rows, the columns of head and signature, paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from core.text import fold, nfc
from directives.reading.lines import FULL, LEFT, RIGHT, Box, Line

WORD_GAP = 0.16
COLUMN_GAP = 2.0
"""Gaps in letter heights: from here on a new word, a new column."""
HEAD_ROWS = 25
CENTRED_WIDTH = 0.88
FULL_WIDTH = 0.68
"""Of the page: what a line between the margins takes at least (Nghị định 30/2020/NĐ-CP, annex I)."""
LEFT_OF, RIGHT_OF = 0.46, 0.54
"""Shares of the page's width: what is centred between them stands in no column."""

_HEAD = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|doc lap ?[-–—] ?tu do|^so ?:|"
    r"^[^\d,:;]{2,60}, ?ngay\b.* thang\b.* nam\b.{0,12}$"
)
_NATION = re.compile(r"cong hoa xa hoi chu nghia|doc lap ?[-–—] ?tu do")
_OFFICE = re.compile(r"^(?:TM|KT|TL|TUQ|Q)\. ?[A-ZĐÀ-Ỹ]")
_ATTACHED = re.compile(
    r"^(?:PHỤ LỤC|QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|DANH MỤC|DANH SÁCH|KẾ HOẠCH|PHƯƠNG ÁN|HƯỚNG DẪN|ĐỀ ÁN)\b"
)
_OPENS = re.compile(
    r"(?:Điều \d+|Chương [IVXLC\d]+|Mục [IVXLC\d]+|Phần |PHỤ LỤC|\d{1,2}(?:\.\d{1,2})*[.)] |[IVXLC]+[.)] |"
    r"[a-zđ]\) ?|[-+•–*] |Căn cứ |Theo đề nghị|Xét đề nghị|Kính gửi|Nơi nhận)"
)
_MARKER = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?|[IVXLC]+[.)]|[a-zđ]\)|[-+•–*]")


@dataclass(frozen=True)
class Glyph:
    """A letter: its left and right edge, its base line (points, from the bottom), its height; `sure`: how sure the
    recognition was of it, of 100. A recognised word is one letter."""

    sign: str
    left: float
    right: float
    y: float
    size: float
    sure: float = 100.0


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    right: float
    sure: float = 100.0


@dataclass(frozen=True)
class Segment:
    """Words of one row that stand together."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return nfc(" ".join(word.text for word in self.words))

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def first_word(self) -> float:
        """Its width."""
        return self.words[0].right - self.left

    def parted(self) -> "list[Segment]":
        """The issuer apart from the nation's name or motto, where they stand close together."""
        for at in range(1, len(self.words)):
            if _NATION.match(fold(" ".join(word.text for word in self.words[at:]))):
                return [Segment(self.words[:at]), Segment(self.words[at:])]
        return [self]


@dataclass(frozen=True)
class Row:
    """`y` is its base line."""

    segments: tuple[Segment, ...]
    size: float
    y: float
    column: str = FULL

    @property
    def left(self) -> float:
        return self.segments[0].left

    @property
    def right(self) -> float:
        return self.segments[-1].right

    @property
    def text(self) -> str:
        """A table's cells are told apart by bars; a number before a paragraph is no cell."""
        first, *others = (segment.text for segment in self.segments)
        if others and _MARKER.fullmatch(first):
            first = f"{first} {others.pop(0)}"
        return " | ".join([first, *others])

    @property
    def sure(self) -> float:
        """That of its least sure word."""
        return min(word.sure for segment in self.segments for word in segment.words)

    def only(self, column: str, segments: list[Segment]) -> "Row":
        return replace(self, segments=tuple(segments), column=column)


@dataclass(frozen=True)
class Sheet:
    """A page's letters; `typed_in`: the encoding of before Unicode from which they were decoded."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    typed_in: str = ""

    def lines(self, before: "Sheet | None") -> Iterator[Line]:
        """In reading order: of a part in two columns first the left one. `before`: the page before this one."""
        last = before.last_row if before else None
        edges = before.edges if before else self.edges
        for row in self.rows:
            continues = last is not None and row.column == last.column == FULL and self._continues(row, last, edges)
            centred = self._is_centred(row) if row.column == FULL else None
            yield Line(row.text, row.column, centred, continues, box=self._box(row), sure=row.sure)
            last, edges = row, self.edges

    def _box(self, row: Row) -> Box:
        """A letter's height is that of its font: a fifth of it hangs below the base line."""
        top, bottom = self.height - row.y - 0.8 * row.size, self.height - row.y + 0.2 * row.size
        edges = row.left / self.width, top / self.height, row.right / self.width, bottom / self.height
        left, top, right, bottom = (round(min(max(edge, 0.0), 1.0), 4) for edge in edges)
        return left, top, right, bottom

    @property
    def last_row(self) -> Row | None:
        return self.rows[-1] if self.rows else None

    @cached_property
    def rows(self) -> list[Row]:
        return list(self._in_columns(list(self._without_page_number(list(_rows(self.glyphs))))))

    @cached_property
    def edges(self) -> tuple[float, float]:
        """Left and right edge of the running text."""
        rows = [row for row in self.rows if row.column == FULL]
        if not any(row.right - row.left > self.width * FULL_WIDTH for row in rows):
            return self.width * 0.14, self.width * 0.91
        return min(row.left for row in rows), max(row.right for row in rows)

    def _without_page_number(self, rows: list[Row]) -> Iterator[Row]:
        for at, row in enumerate(rows):
            is_edge = at in (0, len(rows) - 1)
            if not (is_edge and re.fullmatch(r"[-–]? ?\d{1,4} ?[-–]?", row.text) and len(rows) > 1):
                yield row

    def _in_columns(self, rows: list[Row]) -> Iterator[Row]:
        head = self._head_end(rows)
        yield from self._split(rows[:head])
        start, end = self._signature(rows, head)
        yield from rows[head:start]
        yield from self._split(rows[start:end])
        yield from rows[end:]

    def _head_end(self, rows: list[Row]) -> int:
        """How many rows the head takes; 0 where it does not stand in two columns."""
        signs = [at for at, row in enumerate(rows[:HEAD_ROWS]) if _is_head(row)]
        if not signs:
            return 0
        end = signs[-1] + 1
        parted = (one for row in rows[:end] for segment in row.segments for one in segment.parted())
        if not any(self._column(segment) == RIGHT for segment in parted):
            return 0
        while end < len(rows) and self._goes_on_in_column(rows[end]):
            end += 1
        return end

    def _goes_on_in_column(self, row: Row) -> bool:
        """Below the number a letter's abstract; below the date what did not fit beside it."""
        if row.text.startswith("Kính gửi"):
            return False
        is_left = row.right < self.width * 0.5 and row.left < self.width * 0.3
        return is_left or all(self._column(segment) == RIGHT for segment in row.segments)

    def _signature(self, rows: list[Row], head: int) -> tuple[int, int]:
        """From the row of "Nơi nhận" (or the office beside it) to what is attached, or the page's end."""
        found = (at for at in range(head, len(rows)) if fold(rows[at].segments[0].text).startswith("noi nhan"))
        start = next(found, len(rows))
        while start < len(rows) and start > head and self._is_office(rows[start - 1]):
            start -= 1
        ends = (at for at in range(start + 1, len(rows)) if self._is_attached(rows[at]))
        end = next(ends, len(rows))
        in_columns = any(self._column(segment) == RIGHT for row in rows[start:end] for segment in row.segments)
        return (start, end) if in_columns else (len(rows), len(rows))

    def _is_office(self, row: Row) -> bool:
        return self._column(row.segments[0]) == RIGHT and _OFFICE.match(row.text) is not None

    def _is_attached(self, row: Row) -> bool:
        return self._column(row.segments[0]) == FULL and _ATTACHED.match(row.text) is not None

    def _split(self, rows: list[Row]) -> Iterator[Row]:
        """The left column, then what stands in no column, then the right one."""
        for column in (LEFT, FULL, RIGHT):
            for row in rows:
                parted = [one for segment in row.segments for one in segment.parted()]
                segments = [segment for segment in parted if self._column(segment) == column]
                if segments:
                    yield row.only(column, segments)

    def _column(self, segment: Segment) -> str:
        share = segment.centre / self.width
        return LEFT if share < LEFT_OF else RIGHT if share > RIGHT_OF else FULL

    def _is_centred(self, row: Row) -> bool:
        left, right = self.edges
        inset = min(row.left - left, right - row.right)
        return abs(row.left - left - (right - row.right)) < 0.04 * self.width and inset > 0.5 * row.size

    def _continues(self, row: Row, last: Row, edges: tuple[float, float]) -> bool:
        """Whether the row goes on with the paragraph of the row before: its first word did not fit there."""
        if _OPENS.match(row.text) or len(row.segments) > 1 or len(last.segments) > 1:
            return False
        needed = 0.2 * row.size + row.segments[0].first_word
        left, right = edges
        if self._are_centred(row, last, left):
            return self._goes_on_centred(row, last, edges, needed)
        if last.right + needed <= right - 0.5:
            return False
        is_indented = row.left > min(left, self.edges[0]) + 0.6 * row.size
        return not is_indented or _is_block(row, last)

    def _are_centred(self, row: Row, last: Row, left: float) -> bool:
        """Both on the page, or on one axis of their own; two that begin at the same place are indented instead."""
        if abs(row.left - last.left) < 1:
            return False
        inside = min(row.left, last.left) > left + 0.6 * row.size
        same_axis = abs(row.left + row.right - last.left - last.right) < 0.4 * row.size
        return (self._is_centred(row) and self._is_centred(last)) or (inside and same_axis)

    def _goes_on_centred(self, row: Row, last: Row, edges: tuple[float, float], needed: float) -> bool:
        """A centred text of several lines may be set narrower than the rest."""
        if last.text[-1] in ".;:/" or row.text.isupper() != last.text.isupper() or row.text.startswith("("):
            return False
        return last.right - last.left + needed > CENTRED_WIDTH * (edges[1] - edges[0])


def _is_block(row: Row, last: Row) -> bool:
    """Both rows of one paragraph set in from the left as a whole; an article's first line is set in alone."""
    return abs(row.left - last.left) < 1 and last.text[-1] not in ".;:/" and not last.text.startswith("Điều ")


def _is_head(row: Row) -> bool:
    return any(_HEAD.search(fold(segment.text)) for segment in row.segments)


def _rows(glyphs: tuple[Glyph, ...]) -> Iterator[Row]:
    """Rows from top to bottom."""
    row: list[Glyph] = []
    glyphs = tuple(glyph for glyph in glyphs if glyph.size > 0)
    for glyph in sorted(glyphs, key=lambda one: -one.y):
        if row and row[0].y - glyph.y > 0.35 * max(glyph.size, row[0].size):
            yield from _row(row)
            row = []
        row.append(glyph)
    if row:
        yield from _row(row)


def _row(glyphs: list[Glyph]) -> Iterator[Row]:
    size = median(glyph.size for glyph in glyphs)
    segments: list[list[list[Glyph]]] = []
    last, spaced = None, False
    for glyph in sorted(glyphs, key=lambda one: one.left):
        if glyph.sign.isspace():
            spaced = True
            continue
        if last and last.sign == glyph.sign and abs(last.left - glyph.left) < 0.1 * size:
            continue  # bold by printing twice
        gap = (glyph.left - last.right) / size if last else COLUMN_GAP + 1
        if gap > COLUMN_GAP:
            segments.append([[glyph]])
        elif spaced or gap > WORD_GAP:
            segments[-1].append([glyph])
        else:
            segments[-1][-1].append(glyph)
        last, spaced = glyph, False
    if segments:
        yield Row(tuple(map(_segment, segments)), size, glyphs[0].y)


def _segment(words: list[list[Glyph]]) -> Segment:
    return Segment(tuple(map(_word, words)))


def _word(glyphs: list[Glyph]) -> Word:
    text, sure = "".join(glyph.sign for glyph in glyphs), min(glyph.sure for glyph in glyphs)
    return Word(text, glyphs[0].left, glyphs[-1].right, sure)
