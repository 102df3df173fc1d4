"""Full-text search of PostgreSQL. Vectors are written out here, so that its own parser never cuts words anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Timer

from django.db import connection, transaction

from core.batches import batches
from search.engines.base import AT_ONCE, Stored
from search.engines.database import WORDS, DatabaseBuild, DatabaseEngine, count_words, differing, parts_of
from search.engines.question import Condition, rows, run, run_many
from search.indexed import Indexed
from search.ranking import Weights

COLUMNS = "id, document_id, title, heading, body, vector"
RANK = "ts_rank('{0.1, 0.1, 0.2, 0.3}', vector, %s::tsquery, 1)"
"""A body's, heading's and title's matches count 1 : 2 : 3, as they do on SQLite; longer texts count a little less."""
LAST_POSITION, MOST_POSITIONS = 16_383, 255
LOCK = 7_412_001
NEW, NEW_WORDS = "search_text_new", "search_word_new"


class PostgresEngine(DatabaseEngine):
    table, key, fits = "search_text", "id", "vector @@ %s::tsquery"

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

    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        any_choice = " | ".join(f"({' & '.join(map(_quoted, choice))})" for choice in choices)
        return " & ".join([f"({any_choice})", *(f"({' <-> '.join(map(_quoted, phrase))})" for phrase in phrases)])

    def matching(self, expression: str, weights: Weights) -> Condition:
        """`ts_rank` does not know which words are rare, so each word's rank is weighed here."""
        weighed = weights.every
        points = " + ".join([f"%s * {RANK}"] * len(weighed))
        ranked = [value for word, weight in weighed.items() for value in (weight, _quoted(word))]
        statement = f"SELECT id, document_id, -({points}) FROM search_text WHERE vector @@ %s::tsquery"
        return statement, (*ranked, expression)


class PostgresBuild(DatabaseBuild):
    """Filled beside the table that answers; what differs is carried over, and readers see that on commit."""

    table, key, words = NEW, "id", NEW_WORDS

    def replace(self, gone: Sequence[int], come: Sequence[Stored]) -> None:
        _replace(NEW, NEW_WORDS, gone, come)

    def finds(self, document: int, words: Sequence[str]) -> bool:
        asked = " & ".join(map(_quoted, words))
        statement = f"SELECT 1 FROM {NEW} WHERE document_id = %s AND vector @@ %s::tsquery LIMIT 1"
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
    values = [(part.section, part.document, part.title, part.heading, part.body, vector(part)) for part in come]
    run_many(f"INSERT INTO {table} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s::tsvector)", values)
    count_words(gone, come, counts)


def _parts(table: str, documents: Sequence[int]) -> list[Indexed]:
    """What the index has of some documents."""
    statement = f"SELECT id, document_id, title, heading, body FROM {table} WHERE document_id = ANY(%s)"
    return [Indexed(*row) for row in rows(statement, [list(documents)])]


def vector(part: Indexed) -> str:
    """A text vector as PostgreSQL reads it: title weighs A, heading B, body D; fields stand apart for phrases."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 0
    for text, weight in ((part.title, "A"), (part.heading, "B"), (part.body, "")):
        for word in text.split():
            place = min(place + 1, LAST_POSITION)
            places[word].append(f"{place}{weight}")
        place += 2
    return " ".join(f"'{word}':{','.join(found[:MOST_POSITIONS])}" for word, found in places.items())


def _carry_over() -> None:
    same = "n.title = t.title AND n.heading = t.heading AND n.body = t.body AND n.vector = t.vector"
    run(f"DELETE FROM search_text t WHERE NOT EXISTS (SELECT FROM search_text_new n WHERE n.id = t.id AND {same})")
    run(
        f"INSERT INTO search_text ({COLUMNS}) SELECT {COLUMNS} FROM search_text_new n"
        " WHERE NOT EXISTS (SELECT FROM search_text t WHERE t.id = n.id)"
    )
    run(f"DELETE FROM {WORDS}")
    run(f"INSERT INTO {WORDS} SELECT word, sections FROM {NEW_WORDS}")


def _quoted(word: str) -> str:
    """A lexeme; words are letters and digits, nothing needs escaping."""
    return f"'{word}'"
