"""The triggers that keep published figures as they were, on SQLite and PostgreSQL alike.

Django on SQLite remakes a table for some migrations and loses its triggers: every migration that touches one of
these tables ends with `FreezePublished()`, and the check datasets.E001 says if one is missing.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

from datasets.models.facts import OPEN

KEY = ("indicator_id", "area_id", "day", "slot")
HEAD = "(SELECT number FROM datasets_pointer)"
Rule = tuple[str, str, str]


class FreezePublished(Operation):
    """Migration operation: (re)create every trigger."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        create_triggers(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        drop_triggers(schema_editor.connection)

    def describe(self) -> str:
        return "Freeze published figures by triggers"


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Replace the triggers by today's."""
    drop_triggers(connection)
    create = _create_on_sqlite if connection.vendor == "sqlite" else _create_on_postgresql
    with connection.cursor() as cursor:
        for table, event, condition in rules(connection.vendor):
            create(cursor, table, event, condition)


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, event, _ in rules(connection.vendor):
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name(table, event)}{on}")


def missing_triggers(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of triggers that should be there and are not."""
    table, column = ("sqlite_master", "name") if connection.vendor == "sqlite" else ("pg_trigger", "tgname")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        present = {row[0] for row in cursor.fetchall()}
    return {name(table, event) for table, event, _ in rules(connection.vendor)} - present


def name(table: str, event: str) -> str:
    return f"{table}_{event}".lower()


def rules(vendor: str) -> Iterator[Rule]:
    """(table, event, condition under which it is refused)."""
    yield "datasets_pointer", "INSERT", "(SELECT count(*) FROM datasets_pointer) > 0"
    yield "datasets_pointer", "DELETE", "1 = 1"
    yield "datasets_pointer", "UPDATE", "NEW.number <> OLD.number + 1"
    yield "datasets_release", "UPDATE", f"OLD.number <= {HEAD}"
    yield "datasets_release", "DELETE", f"OLD.number <= {HEAD}"
    for table in ("datasets_fact", "datasets_blocksum"):
        yield from _version_rules(table, vendor)


def _version_rules(table: str, vendor: str) -> Iterator[Rule]:
    changed = " OR ".join(f"NEW.{c} <> OLD.{c}" for c in (*KEY, "from_release", "value"))
    same = " AND ".join(f"{c} = NEW.{c}" for c in (*KEY, "to_release"))
    # SQLite's REPLACE fires no DELETE trigger.
    replaces = f" OR EXISTS (SELECT 1 FROM {table} WHERE {same})" if vendor == "sqlite" else ""
    yield table, "INSERT", f"NEW.from_release <> {HEAD} + 1 OR NEW.to_release <> {OPEN}{replaces}"
    yield (
        table,
        "UPDATE",
        f"{changed} OR OLD.to_release <= {HEAD} OR NEW.to_release NOT IN ({HEAD} + 1, {OPEN})",
    )
    yield table, "DELETE", f"OLD.from_release <= {HEAD}"


def _create_on_sqlite(cursor: Any, table: str, event: str, condition: str) -> None:
    cursor.execute(
        f"CREATE TRIGGER {name(table, event)} BEFORE {event} ON {table} WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, 'published figures never change'); END"
    )


def _create_on_postgresql(cursor: Any, table: str, event: str, condition: str) -> None:
    trigger, row = name(table, event), "OLD" if event == "DELETE" else "NEW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION 'published figures never change' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {row}; END $$"
    )
    cursor.execute(f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()")
