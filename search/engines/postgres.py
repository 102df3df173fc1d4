"""Full-text search of PostgreSQL: an index of the words as they stand, which its own parser never cuts anew.

Nothing is stored of what is in the texts already: `search_words` is only in the index (see migration 0010).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Timer

from django.db import connection, transaction

from core.batches import batches
from search.engines.base import AT_ONCE, Stored
from search.engines.database import WORDS, DatabaseBuild, DatabaseEngine, count_words, differing, parts_of
from search.engines.question import COLUMNS, Condition, more_than, rows, run, run_many
from search.indexed import TEXTS, Indexed

ROW = f"id, document_id, {COLUMNS}"
WORDS_OF = "search_words(title, heading, body || also)"
COMPARED = 4_000
"""Sections that have all words, for those that have them side by side."""
LOCK = 7_412_001
NEW, NEW_WORDS = "search_text_new", "search_word_new"


class PostgresEngine(DatabaseEngine):
    table, key, place_of, least = "search_text", "id", "strpos", "least"
    ranked = 500

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents, AT_ONCE):
            with _alone():
                _replace(self.table, WORDS, [document.pk for document, _ in batch], batch)

    def remove(self, documents: Sequence[int]) -> None:
        if documents:
            with _alone():
                _replace(self.table, WORDS, documents, [])

    def begin(self) -> "PostgresBuild":
        """Temporary tables: they go with the connection, however that ends."""
        run(f"DROP TABLE IF EXISTS {NEW}, {NEW_WORDS}")
        run(f"CREATE TEMPORARY TABLE {NEW} (LIKE {self.table} INCLUDING INDEXES)")
        run(f"CREATE TEMPORARY TABLE {NEW_WORDS} (LIKE {WORDS} INCLUDING INDEXES)")
        return PostgresBuild()

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Told to stop from beside: a limit of the server's own would cost every search four statements."""
        connection.ensure_connection()
        watch = Timer(seconds, connection.connection.cancel_safe)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()

    def matching(
        self,
        choices: Sequence[Sequence[str]],
        phrases: Iterable[Sequence[str]],
        *,
        side_by_side: bool = False,
        of_many: bool = False,
    ) -> Condition:
        """As they lie in the table, which is mostly in order of age."""
        asked = " | ".join(f"({' & '.join(map(_quoted, choice))})" for choice in choices)
        tests = [(f"{WORDS_OF} @@ %s::tsquery", (asked,)), *(_stands([phrase], "body") for phrase in phrases)]
        tests += [(more_than(self.ranked), ())] if of_many else []
        fitting = " AND ".join(test for test, _ in tests)
        values = tuple(value for _, values in tests for value in values)
        if not side_by_side:
            return f"SELECT id, document_id FROM search_text WHERE {fitting}", values
        first = f"SELECT {ROW} FROM search_text WHERE {fitting} LIMIT {COMPARED}"
        beside, sought = _stands(choices, "body || also")
        return f"SELECT id, document_id FROM ({first}) AS first WHERE {beside}", (*values, *sought)


class PostgresBuild(DatabaseBuild):
    """Filled beside the table that answers; what differs is carried over, and readers see that on commit."""

    table, key, words = NEW, "id", NEW_WORDS

    def replace(self, gone: Sequence[int], come: Sequence[Stored]) -> None:
        _replace(NEW, NEW_WORDS, gone, come)

    def finds(self, document: int, words: Sequence[str]) -> bool:
        asked = " & ".join(map(_quoted, words))
        statement = f"SELECT 1 FROM {NEW} WHERE document_id = %s AND {WORDS_OF} @@ %s::tsquery LIMIT 1"
        return bool(rows(statement, (document, asked)))

    def swap(self) -> None:
        with _alone():
            _carry_over()

    def finish(self) -> None:
        run(f"DROP TABLE IF EXISTS {NEW}, {NEW_WORDS}")
        run("ANALYZE search_text, search_searchdocument, search_searchsection")


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction whose counts no other alters."""
    with transaction.atomic():
        run("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def _replace(table: str, counts: str, documents: Sequence[int], batch: Sequence[Stored]) -> None:
    """Take documents out and put a batch in."""
    gone, come = differing(_parts(table, documents), parts_of(batch))
    run(f"DELETE FROM {table} WHERE id = ANY(%s)", [[part.section for part in gone]])
    values = [(part.section, part.document, *part.texts) for part in come]
    run_many(f"INSERT INTO {table} ({ROW}) VALUES (%s, %s, %s, %s, %s, %s)", values)
    count_words(gone, come, counts)


def _parts(table: str, documents: Sequence[int]) -> list[Indexed]:
    """What the index has of some documents."""
    statement = f"SELECT {ROW} FROM {table} WHERE document_id = ANY(%s)"
    return [Indexed(*row) for row in rows(statement, [list(documents)])]


def _carry_over() -> None:
    same = " AND ".join(f"n.{name} = t.{name}" for name in TEXTS)
    run(f"DELETE FROM search_text t WHERE NOT EXISTS (SELECT FROM search_text_new n WHERE n.id = t.id AND {same})")
    run(
        f"INSERT INTO search_text ({ROW}) SELECT {ROW} FROM search_text_new n"
        " WHERE NOT EXISTS (SELECT FROM search_text t WHERE t.id = n.id)"
    )
    run(f"DELETE FROM {WORDS}")
    run(f"INSERT INTO {WORDS} SELECT word, sections FROM {NEW_WORDS}")


def _stands(any_of: Iterable[Sequence[str]], body: str) -> Condition:
    """A test whether words stand in a row in the title, in the heading or in this `body`."""
    sought = [f" {' '.join(words)} " for words in any_of]
    places = " OR ".join(f"strpos(' ' || {text} || ' ', %s) > 0" for text in ("title", "heading", body))
    return f"({' OR '.join([places] * len(sought))})", tuple(words for words in sought for _ in range(3))


def _quoted(word: str) -> str:
    """A lexeme; words are letters and digits, nothing needs escaping."""
    return f"'{word}'"
