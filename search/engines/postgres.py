"""Full-text search of PostgreSQL. Vectors are written out here, so that its own parser never cuts words anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from search.engines.base import Stored
from search.engines.database import Condition, DatabaseEngine, batches, candidates_of, rows, run, run_many
from search.indexed import Indexed, indexed

COLUMNS = "id, document_id, title, heading, body, vector"
RANK = "ts_rank('{0.1, 0.1, 0.4, 1.0}', vector, %s::tsquery, 1)"
LAST_POSITION, MOST_POSITIONS = 16_383, 255
LOCK = 7_412_001


class PostgresEngine(DatabaseEngine):
    """The table `search_text` holds what `search.indexed` makes of each section, `search_word` how common words are.

    The row of the empty word counts all sections.
    """

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents):
            with transaction.atomic():
                self.remove([document.pk for document, _ in batch])
                _insert("search_text", batch)
                _count_words([document.pk for document, _ in batch], "+")

    def remove(self, documents: Sequence[int]) -> None:
        if documents:
            with transaction.atomic():
                run("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                _count_words(documents, "-")
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

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        found = rows("SELECT word, sections FROM search_word WHERE word = ANY(%s)", [list(words)])
        return {word: sections for word, sections in found if sections > 0}

    def sections(self) -> int:
        return next((count for (count,) in rows("SELECT sections FROM search_word WHERE word = ''", [])), 0)

    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        any_choice = " | ".join(f"({' & '.join(map(_quoted, choice))})" for choice in choices)
        return " & ".join([f"({any_choice})", *(f"({' <-> '.join(map(_quoted, phrase))})" for phrase in phrases)])

    def documents(self, expression: str) -> Condition:
        # An array is made once; a plain subquery may run for each document when statistics are old.
        found = "SELECT DISTINCT document_id FROM search_text WHERE vector @@ %s::tsquery"
        return f"SELECT unnest(ARRAY({found}))", (expression,)

    def within(self, documents: Condition) -> Condition:
        return f"document_id IN ({documents[0]})", documents[1]

    def outside(self, documents: Condition) -> Condition:
        return f"document_id NOT IN ({documents[0]})", documents[1]

    def best(self, expression: str, allowed: Condition, limit: int, offset: int = 0) -> list[Indexed]:
        found = rows(
            "SELECT id, title, heading, body FROM search_text"
            f" WHERE vector @@ %s::tsquery AND {allowed[0]} ORDER BY {RANK} DESC, id LIMIT %s OFFSET %s",
            [expression, *allowed[1], expression, limit, offset],
        )
        return candidates_of(found)

    def count(self, expression: str, allowed: Condition) -> int:
        statement = f"SELECT count(*) FROM search_text WHERE vector @@ %s::tsquery AND {allowed[0]}"
        return rows(statement, [expression, *allowed[1]])[0][0]

    def others(
        self, expression: str, allowed: Condition, known: Collection[int], offset: int, limit: int
    ) -> list[int]:
        found = rows(
            f"SELECT document_id, max({RANK}) AS points FROM search_text"
            f" WHERE vector @@ %s::tsquery AND {allowed[0]} AND document_id <> ALL(%s)"
            " GROUP BY document_id ORDER BY points DESC, document_id LIMIT %s OFFSET %s",
            [expression, expression, *allowed[1], list(known), limit, offset],
        )
        return [document for document, _ in found]


def _insert(table: str, batch: Sequence[Stored]) -> None:
    found = [part for document, sections in batch for part in indexed(document, sections)]
    values = [(part.section, part.document, part.title, part.heading, part.body, vector(part)) for part in found]
    run_many(f"INSERT INTO {table} ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s::tsvector)", values)


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


def _count_words(documents: Sequence[int], sign: str) -> None:
    """Add or take away these documents' sections, word by word in order, so that two writers never wait crosswise."""
    chosen = f"FROM search_text WHERE document_id IN ({','.join(map(str, documents))})"
    run(
        f"INSERT INTO search_word SELECT word, {sign}ndoc FROM ts_stat($$SELECT vector {chosen}$$)"
        f" UNION ALL SELECT '', {sign}count(*) {chosen} ORDER BY 1"
        " ON CONFLICT (word) DO UPDATE SET sections = search_word.sections + excluded.sections"
    )


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
        " UNION ALL SELECT '', count(*) FROM search_text"
    )


def _quoted(word: str) -> str:
    """A lexeme; words are letters and digits, nothing needs escaping."""
    return f"'{word}'"
