"""Writing the log: an entry with the change it tells of, and the seal right after, in a burst of acts once a second.

`Summary`: what writes thousands of rows is told of in one entry a kind instead of one a row.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext
from wagtail.models import Page

from core import clock
from units import acting
from units.acting import Actor
from units.models import OrganisationalUnit
from units.models.audit import CONTENT, GENESIS, AuditEntry, Done, canonical, chained
from units.sealing import FUNCTION
from units.secrecy import readable, shown

Changes = Mapping[str, list[Any]]
"""{field: [before, after]}"""
SEALED_AT_ONCE = 500
SECONDS_BETWEEN_SEALS = 1.0
"""Of one process: sealing hundreds costs little more than sealing one."""
_LIMITS = {
    field.name: field.max_length for field in AuditEntry._meta.concrete_fields if getattr(field, "max_length", None)
}
# Plain statements: building these by the ORM costs several times what the database asks for them.
_TABLE = AuditEntry._meta.db_table
_COLUMNS = ", ".join(CONTENT)
_INSERT = (
    f"INSERT INTO {_TABLE} (previous, hash, {', '.join(CONTENT[1:])}) VALUES ('', '', "
    f"{', '.join(['%s'] * len(CONTENT[1:]))})"
)
_SEAL = f"UPDATE {_TABLE} SET number = %s, previous = %s, hash = %s WHERE id = %s"
_HEAD_AND_WAITING = (
    f"SELECT * FROM (SELECT number, hash, {_COLUMNS} FROM {_TABLE} WHERE number IS NOT NULL "
    f"ORDER BY number DESC LIMIT 1) AS head UNION ALL SELECT * FROM (SELECT number, hash, {_COLUMNS} FROM {_TABLE} "
    "WHERE number IS NULL ORDER BY id LIMIT %s) AS waiting"
)
_last_seal = [float("-inf")]
_summary: ContextVar[Counter[tuple[str, str]] | None] = ContextVar("acts counted for a summary", default=None)


def record(
    action: Done,
    *,
    about: Model | type[Model] | None = None,
    changes: Changes | None = None,
    actor: Actor | None = None,
    details: Mapping[str, Any] | None = None,
    **named: str,
) -> None:
    """Write an entry, in the transaction that is open. `about`: the record, or its class for many at once.

    `named` overrides what is known of the record: `model`, `object_id`, `label`, `owner`.
    """
    counted, target = _summary.get(), _target(about) | named
    if counted is not None:
        counted[action, target.get("model", "")] += 1
        return
    texts = asdict(actor or acting.current()) | target
    entry: dict[str, Any] = dict.fromkeys(CONTENT[1:], "") | {
        name: readable(text, _LIMITS[name]) for name, text in texts.items()
    }
    entry |= {
        "at": connection.ops.adapt_datetimefield_value(clock.real_now()),
        "action": action.value,
        "changes": canonical(shown(changes or {})),
        "details": canonical(shown(details or {})),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, list(entry.values()))
    _seal_after_commit()


def _target(about: Model | type[Model] | None) -> dict[str, str]:
    if about is None:
        return {}
    target = {"model": about._meta.label}
    if isinstance(about, Model):
        key = "" if about.pk is None else str(about.pk)
        target |= {"object_id": key, "label": _name(about), "owner": owner(about)}
    return target


def _name(record: Model) -> str:
    """Django's own name of a record that has none is English."""
    named = type(record).__str__ is not Model.__str__
    return str(record) if named else f"{gettext(str(record._meta.verbose_name))} {record.pk}"


def owner(record: Model) -> str:
    """The abbreviation of the unit whose record it is; empty for the portal's own."""
    from units.selectors.folders import owner_of

    if isinstance(record, OrganisationalUnit):
        return record.abbreviation
    unit = owner_of(record) if isinstance(record, Page) else getattr(record, "unit", None)
    return unit.abbreviation if isinstance(unit, OrganisationalUnit) else ""


@contextmanager
def summarised(action: Done, what: str) -> Iterator[Counter[str]]:
    """Inside, acts are counted; at the end, one entry tells of each kind, also if the block fails.

    The block counts in what it yields, {what: rows}, what is written past the models. A first entry says that it
    began, so that a process that is killed leaves a trace too.
    """
    rows: Counter[str] = Counter()
    record(action, details={"what": what, "step": "bắt đầu"}, label=what)
    counted: Counter[tuple[str, str]] = Counter()
    token = _summary.set(counted)
    try:
        yield rows
    finally:
        _summary.reset(token)
        if not connection.needs_rollback:
            _sum_up(action, what, rows, counted)


def _sum_up(action: Done, what: str, rows: Counter[str], counted: Counter[tuple[str, str]]) -> None:
    with transaction.atomic():
        for kind, count in rows.items():
            record(action, details={"what": what, "kind": kind, "rows": count}, label=f"{what}: {kind}")
        for (done, model), count in counted.items():
            record(action, details={"what": what, "action": done, "count": count}, model=model, label=what)


def _seal_after_commit() -> None:
    if not any(waiting[1] is seal_in_passing for waiting in connection.run_on_commit):
        transaction.on_commit(seal_in_passing, robust=True)


def seal_in_passing() -> None:
    """Seal unless this process has just done so: then the next act does, or the next minute (`send_notices`)."""
    if monotonic() - _last_seal[0] >= SECONDS_BETWEEN_SEALS:
        seal()


def seal() -> None:
    """Number and chain every committed entry that is not sealed yet."""
    _last_seal[0] = monotonic()
    while _seal_some() == SEALED_AT_ONCE:
        pass


def _seal_some() -> int:
    """How many were sealed, in one short transaction of the only sealer of that moment.

    What is read after the lock is all that others committed before it. The seal need not wait for the disk: one that
    a power cut takes back is made again from its entries.
    """
    if connection.vendor != "postgresql":
        return _seal_here()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FUNCTION}(%s)", [SEALED_AT_ONCE])
        return int(cursor.fetchone()[0])


def _seal_here() -> int:
    """What the function of `units.sealing` does on PostgreSQL; SQLite's transactions lock by themselves."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HEAD_AND_WAITING, [SEALED_AT_ONCE])
        rows, last, previous = [], 0, GENESIS
        for number, own, *content in cursor.fetchall():
            if number is not None:
                last, previous = number, own
                continue
            before, last = previous, last + 1
            previous = chained(last, before, content)
            rows.append((last, before, previous, content[0]))
        for row in rows:
            cursor.execute(_SEAL, row)
    return len(rows)
