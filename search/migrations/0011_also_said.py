"""What people say for what is written stands apart from it, so that quotes do not find it.

The rows stay as they are, and are searched so, until each entry is stored once more.
"""

from django.db import migrations
from django.utils import timezone

# FTS5 takes no new column, so the rows move; what a rebuild that was killed left over goes.
SQLITE = [
    "DROP TABLE IF EXISTS search_fts_new",
    "CREATE VIRTUAL TABLE search_fts_new USING"
    " fts5(title, heading, body, also, tokenize = 'unicode61 remove_diacritics 0')",
    "INSERT INTO search_fts_new (rowid, title, heading, body, also)"
    " SELECT rowid, title, heading, body, '' FROM search_fts",
    "DROP TABLE search_fts",
    "ALTER TABLE search_fts_new RENAME TO search_fts",
]
POSTGRESQL = [
    "ALTER TABLE search_text ADD COLUMN also text NOT NULL DEFAULT ''",
    "ALTER TABLE search_text ALTER COLUMN also DROP DEFAULT",
    "DROP INDEX search_text_by_word",
    "CREATE INDEX search_text_by_word ON search_text USING gin (search_words(title, heading, body || also))",
]
SQLITE_BACK = [
    "DROP TABLE IF EXISTS search_fts_new",
    "CREATE VIRTUAL TABLE search_fts_new USING fts5(title, heading, body, tokenize = 'unicode61 remove_diacritics 0')",
    "INSERT INTO search_fts_new (rowid, title, heading, body)"
    " SELECT rowid, title, heading, body || also FROM search_fts",
    "DROP TABLE search_fts",
    "ALTER TABLE search_fts_new RENAME TO search_fts",
]
POSTGRESQL_BACK = [
    "DROP INDEX search_text_by_word",
    "UPDATE search_text SET body = body || also WHERE also <> ''",
    "ALTER TABLE search_text DROP COLUMN also",
    "CREATE INDEX search_text_by_word ON search_text USING gin (search_words(title, heading, body))",
]


def make(apps, schema_editor):
    """A column for it."""
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop(apps, schema_editor):
    """Into the body again, where it ended."""
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


def store_again(apps, schema_editor):
    """Whoever watches the outbox works it off within seconds, a hundred entries at a time."""
    stale, now = apps.get_model('search', 'Stale'), timezone.now()
    stored = apps.get_model('search', 'SearchDocument').objects.order_by('pk').values_list('kind', 'key')
    rows = (stale(kind=kind, key=key, engine='database', since=now, next_try=now) for kind, key in stored.iterator())
    stale.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    """After the words of texts are in the index of PostgreSQL only."""

    dependencies = [("search", "0010_words_of_texts")]
    operations = [
        migrations.RunPython(make, drop),
        migrations.RunPython(store_again, migrations.RunPython.noop),
    ]
