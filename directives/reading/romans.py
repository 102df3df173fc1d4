"""Roman numbers of headings, of which the recognition loses strokes: "III." is read as "II.", "HI.", "I1.".

They are put right by their order, and only where a stroke more or less makes the next number of the row.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.reading.lines import Line, Page

_NUMBERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_HEADING = re.compile(r"(?P<printed>[IVXH1l]{1,5})(?P<rest>\. ?[^\W\d_].*)")
_BEGINS_ANEW = re.compile(
    r"(?:PHỤ LỤC|QUY CHẾ|QUY ĐỊNH|QUY TRÌNH|KẾ HOẠCH|PHƯƠNG ÁN|HƯỚNG DẪN|ĐỀ ÁN|DANH|Chương|CHƯƠNG|Phần|PHẦN|Nơi nhận)"
)
_STROKES = str.maketrans({"H": "II", "1": "I", "l": "I"})


def in_order(pages: Sequence[Page]) -> list[Page]:
    """The pages of a file; of the recognised ones with the numbers of their headings put right."""
    last, found = 0, []
    for page in pages:
        lines = []
        for line in page.lines:
            mended, last = _mended(line, last)
            lines.append(mended if page.confidence is not None else line)
        found.append(replace(page, lines=tuple(lines)))
    return found


def _mended(line: Line, last: int) -> tuple[Line, int]:
    """(the line, the number of the last heading from 1, 0 before the first)"""
    if _BEGINS_ANEW.match(line.text):
        return line, 0
    heading = _HEADING.fullmatch(line.text)
    if heading is None or not heading["rest"].isupper():
        return line, last
    printed = heading["printed"].translate(_STROKES)
    number = _NUMBERS.index(printed) + 1 if printed in _NUMBERS else 0
    if number <= last and last < len(_NUMBERS) and _differ_by_a_stroke(printed, _NUMBERS[last]):
        number, printed = last + 1, _NUMBERS[last]
    return (replace(line, text=printed + heading["rest"]), number) if number else (line, last)


def _differ_by_a_stroke(printed: str, expected: str) -> bool:
    """Of "V" and of what stands before it no stroke is lost."""
    return printed.rstrip("I") == expected.rstrip("I") and abs(len(printed) - len(expected)) <= 1
