"""Whether the log's chain is whole: every entry read once, in order, a few thousand at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from core import triggers
from units import append_only
from units.models.audit import CONTENT, GENESIS, AuditEntry, chained

AT_ONCE = 2_000
MOST_NAMED = 1_000
"""Faults that are named; the rest are counted."""


@dataclass
class Chain:
    """`head`: the newest hash, to be noted elsewhere; `unsealed`: entries that wait for the next seal."""

    count: int = 0
    head: str = GENESIS
    unsealed: int = 0
    faults: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, number: int | None, code: str, message: str) -> None:
        self.faults += 1
        if len(self.problems) < MOST_NAMED:
            self.problems.append({"number": number, "code": code, "message": message})

    def as_dict(self) -> dict[str, Any]:
        return {"ok": not self.faults} | vars(self)


def verify(noted: str = "") -> Chain:
    """Walk the chain. `noted`: a head hash that was printed earlier and must still be in it."""
    chain, expected, found = Chain(), 1, not noted
    for number, previous, own, *content in _sealed():
        if number != expected:
            gap = str(expected) if number == expected + 1 else f"{expected}–{number - 1}"
            chain.fault(expected, "missing", f"Thiếu mục số {gap}.")
        elif previous != chain.head:
            chain.fault(number, "broken", f"Mục số {number} không nối với mục trước.")
        if chained(number, previous, content) != own:
            chain.fault(number, "changed", f"Mục số {number} đã bị sửa hoặc đổi chỗ.")
        found = found or own == noted
        expected, chain.head = number + 1, own
        chain.count += 1
    if not found:
        chain.fault(None, "head", "Không còn mục có mã băm đã ghi lại: phần cuối bị cắt hoặc cả chuỗi bị làm lại.")
    chain.unsealed = AuditEntry.objects.filter(number=None).count()
    for name in sorted(_missing_triggers()):
        chain.fault(None, "trigger", f"Thiếu trigger {name}.")
    return chain


def _sealed() -> Iterator[tuple[Any, ...]]:
    last = 0
    columns = ", ".join(("number", "previous", "hash", *CONTENT))
    rows = f"SELECT {columns} FROM {AuditEntry._meta.db_table} WHERE number > %s ORDER BY number LIMIT %s"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(rows, [last, AT_ONCE])
            batch = cursor.fetchall()
        yield from batch
        if len(batch) < AT_ONCE:
            return
        last = batch[-1][0]


def _missing_triggers() -> set[str]:
    return triggers.missing(connection, append_only.rules(connection.vendor))
