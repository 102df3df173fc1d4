"""Which checks of figures there are: each with its code, its severity and what it says in Vietnamese."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from core import province
from core.problems import Code, Problem

if TYPE_CHECKING:
    from datasets.quality.known import Claim, Known


class Severity(StrEnum):
    """What a finding asks for; `READING` is refused wherever it comes from, even as a draft."""

    READING = "reading"
    STOP = "stop"
    REASON = "reason"
    TELL = "tell"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Severity.READING: "không nhận",
    Severity.STOP: "phải sửa",
    Severity.REASON: "cần lý do",
    Severity.TELL: "cần xem",
}


@dataclass(frozen=True)
class Finding:
    """`column`: the indicator's code, empty if it is the whole report that is remarkable."""

    code: Code
    severity: Severity
    column: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """As a report keeps it."""
        return {
            "code": str(self.code),
            "severity": str(self.severity),
            "column": self.column,
            "message": self.message,
        }

    def remark(self, row: int | None) -> Problem:
        """As an import tells it, of the row of a file."""
        return Problem(self.code, self.message, row=row, column=self.column or None, severity=str(self.severity))

    @classmethod
    def stored(cls, kept: dict[str, Any]) -> "Finding":
        return cls(Code(kept["code"]), Severity(kept["severity"]), kept["column"], kept["message"])


Hits = Iterator[tuple[str, str]]
"""[(column, what is wrong, in Vietnamese)]"""
Find = Callable[["Claim", "Known"], Hits]


@dataclass(frozen=True)
class Check:
    """`title`: what holds if it finds nothing. `find` is None where the finding comes up while reading a file."""

    code: Code
    own_severity: Severity
    title: str
    find: Find | None = None

    @property
    def severity(self) -> Severity | None:
        """The province's, else the check's own; None if the province has switched it off."""
        said = province.current().checks.severity.get(str(self.code))
        if said is None:
            return self.own_severity
        return None if said == "off" else Severity(said)


_registered: dict[Code, Check] = {}


def checks() -> list[Check]:
    """All of them, in the order in which they are run."""
    return list(_registered.values())


def in_force() -> list[tuple[Find, Code, Severity]]:
    """What to look for in a report, in order, and what the province asks for where it is found."""
    found = ((one.find, one.code, one.severity) for one in _registered.values())
    return [(find, code, severity) for find, code, severity in found if find is not None and severity is not None]


def declare(code: Code, severity: Severity, title: str, find: Find | None = None) -> None:
    _registered[code] = Check(code, severity, title, find)


def check(code: Code, severity: Severity, title: str) -> Callable[[Find], Find]:
    """Register a check of one report."""

    def register(find: Find) -> Find:
        declare(code, severity, title, find)
        return find

    return register
