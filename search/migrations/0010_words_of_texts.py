"""PostgreSQL keeps the words of a text in the index only: stored vectors took twice the room of the texts."""

from django.db import migrations

MAKE = [
    "DROP INDEX search_text_by_word",
    "ALTER TABLE search_text DROP COLUMN vector",
    "CLUSTER search_text USING search_text_pkey",
    # Dear, so that no plan reads the table instead of the index. Between two spaces there is no word.
    "CREATE FUNCTION search_words(title text, heading text, body text) RETURNS tsvector"
    " LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $$ BEGIN"
    " RETURN array_to_tsvector(array_remove(string_to_array(title || ' ' || heading || ' ' || body, ' '), ''));"
    " END $$",
    "CREATE INDEX search_text_by_word ON search_text USING gin (search_words(title, heading, body))",
]


def make(apps, schema_editor):
    """The same rows under a new index."""
    for statement in MAKE if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement, None)


BACK = [
    "DROP INDEX search_text_by_word",
    "DROP FUNCTION search_words(text, text, text)",
    "DELETE FROM search_text",
    "DELETE FROM search_word",
    "ALTER TABLE search_text ADD COLUMN vector tsvector NOT NULL",
    "CREATE INDEX search_text_by_word ON search_text USING gin (vector)",
]


def drop(apps, schema_editor):
    """Empty, to be filled by `rebuild_search`: only it knew how to write vectors."""
    for statement in BACK if schema_editor.connection.vendor == "postgresql" else ():
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    """After the counts of vain searches."""

    dependencies = [("search", "0009_vain_searches")]
    operations = [migrations.RunPython(make, drop)]
