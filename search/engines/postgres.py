"""Full-text search of PostgreSQL. Vectors are written out here, so that its own parser never cuts words anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction

from search.engines.base import Stored
from search.engines.database import ALL_SECTIONS, DatabaseEngine, batches, count_words
from search.engines.question import Condition, run, run_many
from search.indexed import Indexed, indexed
from search.ranking import Weights

COLUMNS = "id, document_id, title, heading, body, vector"
RANK = "ts_rank('{0.1, 0.1, 0.2, 0.3}', vector, %s::tsquery, 1)"
"""A body's, heading's and title's matches count 1 : 2 : 3, as they do on SQLite; longer texts count a little less."""
LAST_POSITION, MOST_POSITIONS = 16_383, 255
LOCK = 7_412_001


class PostgresEngine(DatabaseEngine):
    table, key = "search_text", "id"

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents):
            with transaction.atomic():
                self.remove([document.pk for document, _ in batch])
                count_words(_insert("search_text", batch), +1)

    def remove(self, documents: Sequence[int]) -> None:
        if documents:
            with transaction.atomic():
                run("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                count_words(self.texts("document_id = ANY(%s)", [list(documents)]), -1)
                run("DELETE FROM search_text WHERE document_id = ANY(%s)", [list(documents)])

    def rebuild(self, documents: Iterable[Stored]) -> int:
        """Fill a table beside the one that answers, then carry over what differs; readers see that on commit."""
        run("DROP TABLE IF EXISTS search_text_new")
        run("CREATE TEMPORARY TABLE search_text_new (LIKE search_text INCLUDING INDEXES)")
        count = 0
        for batch in batches(documents):
            with transaction.atomic():
                _insert("search_text_new", batch)
            count += len(batch)
        with transaction.atomic():
            run("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            _carry_over()
        run("DROP TABLE search_text_new")
        run("ANALYZE search_text, search_searchdocument, search_searchsection")
        return count

    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        any_choice = " | ".join(f"({' & '.join(map(_quoted, choice))})" for choice in choices)
        return " & ".join([f"({any_choice})", *(f"({' <-> '.join(map(_quoted, phrase))})" for phrase in phrases)])

    def matching(self, expression: str, weights: Weights) -> Condition:
        """`ts_rank` does not know which words are rare, so each word's rank is weighed here."""
        points = " + ".join([f"%s * {RANK}"] * len(weights.of))
        ranked = [value for word, weight in weights.of.items() for value in (weight, _quoted(word))]
        statement = f"SELECT id, document_id, -({points}) FROM search_text WHERE vector @@ %s::tsquery"
        return statement, (*ranked, expression)


def _insert(table: str, batch: Sequence[Stored]) -> list[Indexed]:
    found = [part for document, sections in batch for part in indexed(document, sections)]
    values = [(part.section, part.document, part.title, part.heading, part.body, vector(part)) for part in found]
    run_many(f"INSERT INTO {table} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s::tsvector)", values)
    return found


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
    run("DELETE FROM search_word")
    run(
        "INSERT INTO search_word SELECT word, ndoc FROM ts_stat('SELECT vector FROM search_text')"
        f" UNION ALL SELECT '{ALL_SECTIONS}', count(*) FROM search_text"
    )


def _quoted(word: str) -> str:
    """A lexeme; words are letters and digits, nothing needs escaping."""
    return f"'{word}'"
