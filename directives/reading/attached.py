"""What is attached to a document: regulations, plans, annexes, each from its heading on."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from directives.reading.dates import DAY, day_of
from directives.reading.lines import Line, paragraphs

_ATTACHED = re.compile(r"\((?:được )?(?:ban hành )?kèm theo\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"kèm theo\s+(?P<type>[A-ZĐ][\w ]{3,20}?) số\s*:?\s*(?P<number>\d{1,5}[a-z]?)\s*/\s*"
    r"(?P<symbol>[A-ZĐ0-9][\wĐ./&-]*)"
    rf"(?:\s*{DAY.format('')})?",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"PHỤ LỤC(?: SỐ)?(?: ?(?:[IVXLC]+|\d{1,2}[A-ZĐ]?))?(?P<rest>[.:\s].*)?")
_KINDS = (
    "QUY CHẾ",
    "QUY ĐỊNH",
    "QUY TRÌNH",
    "KẾ HOẠCH",
    "PHƯƠNG ÁN",
    "HƯỚNG DẪN",
    "ĐỀ ÁN",
    "DỰ ÁN",
    "CHƯƠNG TRÌNH",
    "DANH MỤC",
    "DANH SÁCH",
    "BẢNG ",
    "BIỂU ",
    "MẪU ",
    "ĐIỀU LỆ",
    "NỘI QUY",
)
_STRUCTURE = re.compile(r"(?:Điều|Chương|Mục|Phần) |[IVXLC]+[.)] |\d{1,2}[.)] |[a-zđ]\) |[-+•] ")
REACH = 9
"""Lines from a heading to the line that says what it is attached to."""


@dataclass(frozen=True)
class Attached:
    """`title` as printed, its kind first; `text` one paragraph a line."""

    title: str
    text: str


@dataclass(frozen=True)
class Source:
    """What an attached part says it is attached to."""

    type: str
    number: str
    symbol: str
    date: dt.date | None


def starts(lines: Sequence[Line], after: int) -> list[int]:
    """The lines with which attached parts begin, from line `after` on."""
    found: list[int] = []
    for at in range(after, len(lines)):
        if _begins(lines, at) and not (found and at <= found[-1] + len(_heading(lines, found[-1]))):
            found.append(at)
    return found


def read_part(lines: Sequence[Line]) -> Attached:
    """A part from its heading to its last line."""
    heading = _heading(lines, 0)
    title = " ".join(line.text for line in lines[: len(heading) + 1])
    return Attached(title[:500], "\n".join(_closed(paragraphs(lines[len(heading) + 1 :]))))


def _closed(texts: list[str]) -> list[str]:
    """With the line that says what the part is attached to in one, down to its closing bracket."""
    if not texts or not _ATTACHED.match(texts[0]):
        return texts
    end = next((at for at in range(min(4, len(texts))) if texts[at].endswith((")", ")."))), 0)
    return [" ".join(texts[: end + 1]), *texts[end + 1 :]]


def source_of(lines: Sequence[Line]) -> Source | None:
    """What a part's lines say, near their beginning, that it is attached to."""
    at = next((n for n in range(min(REACH, len(lines))) if _ATTACHED.match(lines[n].text)), None)
    if at is None:
        return None
    found = _SOURCE.search(" ".join(line.text for line in lines[at : at + 3]))
    if not found:
        return None
    return Source(found["type"], found["number"], found["symbol"].rstrip("."), day_of(found))


def _begins(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if not any(character.isalpha() for character in text):
        return False
    kind = text if text.isupper() else ""
    if _ANNEX.fullmatch(kind):
        return True
    return kind.startswith(_KINDS) and not kind.endswith(":") and _says_attached(lines, at)


def _says_attached(lines: Sequence[Line], at: int) -> bool:
    for line in lines[at + 1 : at + REACH]:
        if _ATTACHED.match(line.text):
            return True
        if _STRUCTURE.match(line.text) or line.text[-1] in ".;":
            return False
    return False


def _heading(lines: Sequence[Line], at: int) -> list[Line]:
    """The lines of the title below the kind."""
    found: list[Line] = []
    attached = _says_attached(lines, at)
    for line in lines[at + 1 : at + REACH]:
        if _ATTACHED.match(line.text) or _STRUCTURE.match(line.text):
            break
        if not attached and not (line.text.isupper() or line.centred or (found and line.continues)):
            break
        found.append(line)
    return found
