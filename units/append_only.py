"""The triggers that keep the log as it was written: an entry is inserted, sealed once, and nothing else.

Every migration that touches the table ends with `KeepAudit()`; the check units.E001 says if a trigger is missing.
"""

from collections.abc import Iterator

from core.triggers import MakeTriggers, Rule

TABLE = "units_auditentry"
COLUMNS = (
    "id",
    "at",
    "action",
    "unit",
    "login",
    "person",
    "address",
    "session",
    "operator",
    "model",
    "object_id",
    "label",
    "owner",
    "changes",
    "details",
)
"""What sealing leaves as it is; a test holds it equal to the model."""


class KeepAudit(MakeTriggers):
    """Migration operation: (re)create the log's triggers."""

    message = "the audit log is append-only"

    def rules(self, vendor: str) -> Iterator[Rule]:
        return rules(vendor)


def rules(vendor: str) -> Iterator[Rule]:
    """On SQLite REPLACE fires no DELETE trigger, on PostgreSQL TRUNCATE fires none of rows."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    replaces = f" OR EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)" if vendor == "sqlite" else ""
    head = f"SELECT hash FROM {TABLE} WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1"
    changed = [f"NEW.{column} {differs} OLD.{column}" for column in COLUMNS]
    seals = [
        "OLD.number IS NOT NULL",
        "NEW.number IS NULL",
        f"NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {TABLE})",
        f"NEW.previous <> coalesce(({head}), '')",
    ]
    yield Rule(TABLE, "INSERT", f"NEW.number IS NOT NULL OR NEW.hash <> '' OR NEW.previous <> ''{replaces}")
    yield Rule(TABLE, "UPDATE", " OR ".join((*seals, *changed)))
    yield Rule(TABLE, "DELETE")
    if vendor == "postgresql":
        yield Rule(TABLE, "TRUNCATE")
