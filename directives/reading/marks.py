"""Stamps in a document's head: how urgent it is (Nghị định 30/2020/NĐ-CP, annex I), and whether it is secret."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.text import fold
from directives.reading.evidence import Evidence, evidence
from directives.reading.lines import TYPED, Line

REACH = 45
"""Lines of the first page among which such a stamp stands."""
URGENCY = ("Khẩn", "Thượng khẩn", "Hỏa tốc")
SECRECY = ("Mật", "Tối mật", "Tuyệt mật")
_SAID_BEFORE = re.compile(r"độ (?:khẩn|mật)\s*:\s*", re.IGNORECASE)
_FRAME = " *|[]()_.-–—!"
_TOLD_WITH_IT = re.compile(r"\s*hẹn giờ\b.*", re.IGNORECASE)
"""A most urgent document may name the hour until which it must arrive."""


@dataclass(frozen=True)
class Marks:
    """As the decree writes them, empty where there is no stamp; `lines`: {mark: the line that bears it}."""

    urgency: str = ""
    secrecy: str = ""
    lines: Mapping[str, Line] = field(default_factory=dict)

    @property
    def where(self) -> dict[str, Evidence]:
        seen = {"urgency": self.urgency, "secrecy": self.secrecy}
        return {name: evidence([self.lines[mark]]) for name, mark in seen.items() if mark}


def read_marks(lines: Sequence[Line]) -> tuple[Marks, list[Line]]:
    """The stamps among a document's first lines, and its lines without them: a stamp may stand anywhere in a head."""
    stamped = {at: mark for at, line in enumerate(lines[:REACH]) if (mark := _mark(line.text) or _faint(line))}
    found = list(stamped.values())
    marks = Marks(
        urgency=next((mark for mark in reversed(URGENCY) if mark in found), ""),
        secrecy=next((mark for mark in reversed(SECRECY) if mark in found), ""),
        lines={mark: lines[at] for at, mark in stamped.items()},
    )
    return marks, [line for at, line in enumerate(lines) if at not in stamped]


def secrecy_in(text: str) -> str:
    """The gravest mark of secrecy that stands in a line of its own; empty if none does."""
    found = [_mark(line) for line in text.splitlines()]
    return next((mark for mark in reversed(SECRECY) if mark in found), "")


def _faint(line: Line) -> str:
    """A stamp whose accents the recognition of a picture lost, in a line of its own: "KHAN"."""
    bare = line.text.strip(_FRAME)
    return _PLAIN.get(fold(bare), "") if line.sure < TYPED and bare.isupper() else ""


def _mark(text: str) -> str:
    """A stamp prints nothing else in its line, and only capitals, or says "Độ mật: Mật"."""
    bare = text.strip(_FRAME)
    named = _SAID_BEFORE.match(bare)
    word = _TOLD_WITH_IT.sub("", bare[named.end() :] if named else bare).strip(_FRAME)
    if not (named or word.isupper()):
        return ""
    return _KNOWN.get(word.lower().replace("hoả", "hỏa"), "")


_KNOWN = {mark.lower(): mark for mark in URGENCY + SECRECY}
_PLAIN = {fold(mark): mark for mark in URGENCY + SECRECY}
