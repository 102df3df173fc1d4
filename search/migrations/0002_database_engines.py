"""The tables of the engine that ranks in the database itself: each vendor has its own full-text search."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, heading, body, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE VIRTUAL TABLE search_fts_words USING fts5vocab('search_fts', 'row')",
]
SQLITE_BACK = ["DROP TABLE search_fts_words", "DROP TABLE search_fts"]
POSTGRESQL = [
    "CREATE TABLE search_text (id bigint PRIMARY KEY, document_id integer NOT NULL, title text NOT NULL,"
    " heading text NOT NULL, body text NOT NULL, vector tsvector NOT NULL)",
    "CREATE INDEX search_text_by_document ON search_text (document_id)",
    "CREATE INDEX search_text_by_word ON search_text USING gin (vector)",
    "CREATE TABLE search_word (word text PRIMARY KEY, sections integer NOT NULL)",
]
POSTGRESQL_BACK = ["DROP TABLE search_word", "DROP TABLE search_text"]


def make(apps, schema_editor):
    """Make the vendor's tables."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Take them away again; what they hold can be made anew by `rebuild_search`."""
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """After the rows of what can be found."""

    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
