"""Where each component was read, and how sure it is: what an officer is shown beside the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from directives.reading.lines import Box, Line

ENOUGH = 0.9
"""A component that is less sure than this is marked for the officer."""
DOUBTED = 0.6
"""What is left of the trust in a component's letters where a rule had to choose."""
LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Evidence:
    """`quote` as printed, from page `page` on (from 1), at `box` of it; None where the file has no pages.

    `confidence` from 0 to 1: how sure the letters are, less where a rule had to choose: then `doubt` says why, in
    Vietnamese. A component that is empty though something was printed has confidence 0.
    """

    page: int
    quote: str
    box: Box | None
    confidence: float
    doubt: str = ""

    @property
    def is_sure(self) -> bool:
        return self.confidence >= ENOUGH


def evidence(lines: Sequence[Line], *, doubt: str = "", empty: bool = False) -> Evidence:
    """Of the component that these lines print, one after another."""
    first = lines[0]
    quote = " ".join(line.text for line in lines)
    trust = min(line.sure for line in lines) / 100
    sure = 0.0 if empty else trust * (DOUBTED if doubt else 1)
    return Evidence(first.page, quote[:LONGEST_QUOTE], _around(lines), round(sure, 2), doubt)


def _around(lines: Sequence[Line]) -> Box | None:
    """The box of all of them on the page of the first."""
    boxes = [line.box for line in lines if line.page == lines[0].page and line.box]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
