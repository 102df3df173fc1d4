"""The triggers that keep published figures as they were, on SQLite and PostgreSQL alike (`core.triggers`).

Every migration that touches one of these tables ends with `FreezePublished()`, and the check datasets.E001 says if
one is missing.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from core import triggers
from core.triggers import Rule
from datasets.models.facts import OPEN

KEY = ("indicator_id", "area_id", "day", "slot")
HEAD = "(SELECT number FROM datasets_pointer)"
MESSAGE = "published figures never change"


class FreezePublished(triggers.MakeTriggers):
    """Migration operation: (re)create every trigger."""

    message = MESSAGE

    def rules(self, vendor: str) -> Iterator[Rule]:
        return rules(vendor)


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Replace the triggers by today's."""
    triggers.create(connection, rules(connection.vendor), MESSAGE)


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that should be there and are not."""
    return triggers.missing(connection, rules(connection.vendor))


def rules(vendor: str) -> Iterator[Rule]:
    """What is refused: whatever a published release could see."""
    yield Rule("datasets_pointer", "INSERT", "(SELECT count(*) FROM datasets_pointer) > 0")
    yield Rule("datasets_pointer", "DELETE")
    yield Rule("datasets_pointer", "UPDATE", "NEW.number <> OLD.number + 1")
    yield Rule("datasets_release", "UPDATE", f"OLD.number <= {HEAD}")
    yield Rule("datasets_release", "DELETE", f"OLD.number <= {HEAD}")
    for table in ("datasets_fact", "datasets_blocksum"):
        yield from _version_rules(table, vendor)


def _version_rules(table: str, vendor: str) -> Iterator[Rule]:
    changed = " OR ".join(f"NEW.{c} <> OLD.{c}" for c in (*KEY, "from_release", "value"))
    same = " AND ".join(f"{c} = NEW.{c}" for c in (*KEY, "to_release"))
    # SQLite's REPLACE fires no DELETE trigger.
    replaces = f" OR EXISTS (SELECT 1 FROM {table} WHERE {same})" if vendor == "sqlite" else ""
    yield Rule(table, "INSERT", f"NEW.from_release <> {HEAD} + 1 OR NEW.to_release <> {OPEN}{replaces}")
    yield Rule(
        table,
        "UPDATE",
        f"{changed} OR OLD.to_release <= {HEAD} OR NEW.to_release NOT IN ({HEAD} + 1, {OPEN})",
    )
    yield Rule(table, "DELETE", f"OLD.from_release <= {HEAD}")
