"""How common each word is stands in a table of SQLite too, as in PostgreSQL: to count it anew for each search is slow."""

from django.db import migrations

MAKE = [
    "CREATE TABLE search_word (word text PRIMARY KEY, sections integer NOT NULL) WITHOUT ROWID",
    "INSERT INTO search_word SELECT term, doc FROM search_fts_words UNION ALL SELECT '', count(*) FROM search_fts",
]


def make(apps, schema_editor):
    """Make and fill it."""
    for statement in MAKE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Take it away again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_word")


class Migration(migrations.Migration):
    """After the tables of the engines."""

    dependencies = [("search", "0002_database_engines")]
    operations = [migrations.RunPython(make, drop)]
