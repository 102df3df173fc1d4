"""What can be wrong with what a person sends: a closed list, so that other systems can rely on the codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Codes of refused rows, files and requests (`--json`, API, forms)."""

    EMPTY_FILE = "empty_file"
    UNREADABLE_FILE = "unreadable_file"
    FILE_TOO_LARGE = "file_too_large"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_VALUE = "missing_value"
    INVALID_DATE = "invalid_date"
    FUTURE_DATE = "future_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_AREA = "unknown_area"
    AREA_NAME_DIFFERS = "area_name_differs"
    NOT_YOUR_AREA = "not_your_area"
    NOT_YOUR_INDICATOR = "not_your_indicator"
    COMPUTED_VALUE = "computed_value"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE_NUMBER = "negative_number"
    NUMBER_TOO_LARGE = "number_too_large"
    DUPLICATE_ROW = "duplicate_row"
    UNDER_REVIEW = "under_review"
    ALREADY_APPROVED = "already_approved"
    IN_BACKLOG = "in_backlog"
    OWN_REPORT = "own_report"
    ALREADY_PUBLISHED = "already_published"
    REASON_REQUIRED = "reason_required"
    EVIDENCE_REQUIRED = "evidence_required"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_ACCOUNT = "unknown_account"
    NO_DUTY = "no_duty"
    UNKNOWN_KIND = "unknown_kind"
    INVALID_POINT = "invalid_point"
    INVALID_TEXT = "invalid_text"
    INVALID_STATUS = "invalid_status"
    INVALID_LINK = "invalid_link"
    TOO_LATE_FOR_HISTORY = "too_late_for_history"
    UNSUPPORTED_FILE = "unsupported_file"
    WRONG_EXTENSION = "wrong_extension"
    ENCRYPTED_FILE = "encrypted_file"
    DUPLICATE_FILE = "duplicate_file"
    ALREADY_EXISTS = "already_exists"
    CIRCULAR = "circular"
    SECRET_DOCUMENT = "secret_document"  # noqa: S105 - a mark, not a password
    INITIAL_LOAD_OVER = "initial_load_over"
    JUMP = "jump"
    STOCK_BALANCE = "stock_balance"
    PART_EXCEEDS_WHOLE = "part_exceeds_whole"
    SEQUENCE_REVERSED = "sequence_reversed"
    EXCEEDS_POPULATION = "exceeds_population"
    SAME_AS_DAY_BEFORE = "same_as_day_before"
    PAST_SLOT = "past_slot"
    CHILDREN_DIFFER = "children_differ"
    MISSING_CHILD = "missing_child"
    SAME_FILE = "same_file"
    SOURCE_DIFFERS = "source_differs"


class Gone(Exception):
    """What was shown at an address and is taken down: the message says so, and how much may be known of it."""


@dataclass(frozen=True)
class Problem:
    """One reason to refuse, or to look again. `row` 1 is the header, None the whole file; `column` as in the header.

    `severity`: of what is remarked on without being refused, how grave it is; empty for a refusal.
    """

    code: Code
    message: str
    row: int | None = None
    column: str | None = None
    severity: str = ""

    def as_dict(self) -> dict[str, Any]:
        said = {"row": self.row, "column": self.column, "code": str(self.code), "message": self.message}
        return said | ({"severity": self.severity} if self.severity else {})

    def __str__(self) -> str:
        place = [f"dòng {self.row}"] if self.row else []
        place += [f"cột {self.column}"] if self.column else []
        return ", ".join(place).capitalize() + (": " if place else "") + self.message


@dataclass
class ImportResult:
    """What an import did, or with `dry_run` would do. Any error means: nothing stored.

    `findings`: what the checks remark on in rows that are taken in all the same; `wrong`: the numbers
    of data rows with errors, empty where the file as a whole is refused;
    `kinds`: how many accepted rows are new, change what is there, or say the same.
    """

    accepted: int = 0
    rejected: int = 0
    errors: list[Problem] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    wrong: frozenset[int] = frozenset()
    kinds: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def refused(cls, errors: list[Problem], rows: int = 0, wrong: frozenset[int] = frozenset()) -> "ImportResult":
        """`rows`: how many data rows the file had; each is rejected, since a file is all or nothing."""
        return cls(accepted=0, rejected=rows, errors=errors, wrong=wrong)

    def as_dict(self) -> dict[str, Any]:
        said = {
            "accepted": self.accepted,
            "rejected": self.rejected,
            "errors": [error.as_dict() for error in self.errors],
            "ids": self.ids,
        }
        return said | ({"findings": [one.as_dict() for one in self.findings]} if self.findings else {})


class Unreadable(Exception):
    """A file as a whole that cannot be taken in."""

    def __init__(self, code: Code, message: str, *, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.problem = Problem(code, message, row=row, column=column)


class Unavailable(Exception):
    """What is asked for can't be told right now, but later; the message is for the person, in Vietnamese."""


class Refused(Exception):
    """A request that the rules do not allow; the message is for the person, in Vietnamese."""
