"""The log's seal on PostgreSQL: a function of the database, so that sealing costs one question instead of five.

It writes what `units.models.audit.chained` computes, the same JSON to the letter, and `verify_audit` holds it to
that: whoever checks the chain is not who wrote it. SQLite, where a question costs no journey, is sealed by
`units.actions.audit` itself.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from units.append_only import COLUMNS, TABLE

FUNCTION = "units_seal_audit"
LOCK = 7_412_005
"""One sealer at a time over the whole database, by this advisory lock."""
_TEXTS = " || ',' || ".join(f"to_json(entry.{column})" for column in COLUMNS[2:])
# Without bitmap scans: only a plain index scan marks what is sealed as gone from the index of what is not.
_CREATE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(most integer) RETURNS integer LANGUAGE plpgsql SET enable_bitmapscan = off AS $$
DECLARE
    last bigint;
    before text;
    own text;
    entry record;
    done integer := 0;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock({LOCK});
    SELECT number, hash INTO last, before FROM {TABLE} WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
    last := coalesce(last, 0);
    before := coalesce(before, '');
    FOR entry IN SELECT * FROM {TABLE} WHERE number IS NULL ORDER BY id LIMIT most LOOP
        last := last + 1;
        own := encode(sha256(convert_to(
            '[' || last || ',' || to_json(before) || ',' || entry.id || ',' ||
            to_json(to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) || ',' ||
            {_TEXTS} || ']', 'UTF8')), 'hex');
        UPDATE {TABLE} SET number = last, previous = before, hash = own WHERE id = entry.id;
        before := own;
        done := done + 1;
    END LOOP;
    RETURN done;
END $$
"""


class MakeSealer(Operation):
    """Migration operation: (re)create the function on PostgreSQL. Belongs after every change of the log's table."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(_CREATE)

    def database_backwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}(integer)")

    def describe(self) -> str:
        return "The log's seal as a function of the database"
