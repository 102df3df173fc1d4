"""Physical form of the facts: half the bytes and a fifth of the time on SQLite, covered series on PostgreSQL."""

from typing import Any

from django.db import migrations

KEY = "indicator_id, area_id, day, slot, to_release"


class CreateFacts(migrations.CreateModel):
    """CreateModel whose table is the key itself: WITHOUT ROWID, or a key that includes value and first release."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        plain = schema_editor.sql_create_table
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.sql_create_table = plain + " WITHOUT ROWID"
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.sql_create_table = plain
        if schema_editor.connection.vendor == "postgresql":
            _cover_series(schema_editor, f"{app_label}_{self.name}".lower())


def _cover_series(schema_editor: Any, table: str) -> None:
    schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    schema_editor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY ({KEY}) INCLUDE (from_release, value)")
