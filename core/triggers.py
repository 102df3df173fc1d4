"""Rows that the database itself refuses to change, by triggers, on SQLite and PostgreSQL alike.

Django on SQLite remakes a table for some migrations and loses its triggers, so every migration that touches such a
table ends with an operation that makes them again, and a system check of the room says if one is missing.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation


class Rule(NamedTuple):
    """An event on a table ("INSERT", "UPDATE", "DELETE"; "TRUNCATE" on PostgreSQL) and when it is refused."""

    table: str
    event: str
    condition: str = "1 = 1"


class MakeTriggers(Operation):
    """Migration operation: (re)create a room's triggers. A subclass says which, and what they say."""

    reversible = True
    message = ""

    def rules(self, vendor: str) -> Iterable[Rule]:
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        create(schema_editor.connection, self.rules(schema_editor.connection.vendor), self.message)

    def database_backwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        drop(schema_editor.connection, self.rules(schema_editor.connection.vendor))

    def describe(self) -> str:
        return f"Triggers: {self.message}"


def create(connection: BaseDatabaseWrapper, rules: Iterable[Rule], message: str) -> None:
    """Replace the triggers by today's; `message` is what a refused statement hears."""
    rules = list(rules)
    drop(connection, rules)
    make = _create_on_sqlite if connection.vendor == "sqlite" else _create_on_postgresql
    with connection.cursor() as cursor:
        for rule in rules:
            make(cursor, rule, message)


def drop(connection: BaseDatabaseWrapper, rules: Iterable[Rule]) -> None:
    with connection.cursor() as cursor:
        for rule in rules:
            on = "" if connection.vendor == "sqlite" else f" ON {rule.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name(rule.table, rule.event)}{on}")


def missing(connection: BaseDatabaseWrapper, rules: Iterable[Rule]) -> set[str]:
    """Names of triggers that should be there and are not."""
    table, column = ("sqlite_master", "name") if connection.vendor == "sqlite" else ("pg_trigger", "tgname")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        present = {row[0] for row in cursor.fetchall()}
    return {name(rule.table, rule.event) for rule in rules} - present


def name(table: str, event: str) -> str:
    return f"{table}_{event}".lower()


def _create_on_sqlite(cursor: Any, rule: Rule, message: str) -> None:
    cursor.execute(
        f"CREATE TRIGGER {name(rule.table, rule.event)} BEFORE {rule.event} ON {rule.table} WHEN {rule.condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _create_on_postgresql(cursor: Any, rule: Rule, message: str) -> None:
    trigger, row = name(rule.table, rule.event), "OLD" if rule.event == "DELETE" else "NEW"
    each = "STATEMENT" if rule.event == "TRUNCATE" else "ROW"
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {rule.condition} THEN RAISE EXCEPTION '{message}' "
        f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {row}; END $$"
    )
    cursor.execute(
        f"CREATE TRIGGER {trigger} BEFORE {rule.event} ON {rule.table} FOR EACH {each} EXECUTE FUNCTION {trigger}()"
    )
