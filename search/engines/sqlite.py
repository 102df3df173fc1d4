"""Full-text search of SQLite (FTS5). A row's number tells its document, so that no table need be joined."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from search.engines.base import Stored
from search.engines.database import Condition, DatabaseEngine, batches, candidates_of, rows, run, run_many
from search.indexed import Indexed, indexed
from search.models import MOST_SECTIONS, SearchSection

MAKE = "CREATE VIRTUAL TABLE {} USING fts5(title, heading, body, tokenize = 'unicode61 remove_diacritics 0')"
RANK = "bm25(search_fts, 3.0, 2.0, 1.0)"
DOCUMENT = f"rowid / {MOST_SECTIONS}"


class SqliteEngine(DatabaseEngine):
    """The table `search_fts` holds what `search.indexed` makes of each section."""

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents):
            with transaction.atomic():
                self.remove([document.pk for document, _ in batch])
                _insert("search_fts", batch)

    def remove(self, documents: Sequence[int]) -> None:
        ranges = [(pk * MOST_SECTIONS, (pk + 1) * MOST_SECTIONS - 1) for pk in documents]
        with transaction.atomic():
            run_many("DELETE FROM search_fts WHERE rowid BETWEEN %s AND %s", ranges)

    def rebuild(self, documents: Iterable[Stored]) -> int:
        """Fill a table beside the one that answers, then exchange their names."""
        run("DROP TABLE IF EXISTS search_fts_new")
        run(MAKE.format("search_fts_new"))
        count = 0
        for batch in batches(documents):
            with transaction.atomic():
                _insert("search_fts_new", batch)
            count += len(batch)
        with transaction.atomic():
            run("DROP TABLE search_fts")
            run("ALTER TABLE search_fts_new RENAME TO search_fts")
        return count

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        marks = ",".join(["%s"] * len(words))
        return dict(rows(f"SELECT term, doc FROM search_fts_words WHERE term IN ({marks})", list(words)))

    def sections(self) -> int:
        return SearchSection.objects.count()

    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        any_choice = " OR ".join(f"({' AND '.join(map(_quoted, choice))})" for choice in choices)
        return " AND ".join([f"({any_choice})", *(_quoted(" ".join(phrase)) for phrase in phrases)])

    def documents(self, expression: str) -> Condition:
        return f"SELECT {DOCUMENT} FROM search_fts WHERE search_fts MATCH %s", (expression,)

    def within(self, documents: Condition) -> Condition:
        return f"{DOCUMENT} IN ({documents[0]})", documents[1]

    def outside(self, documents: Condition) -> Condition:
        return f"{DOCUMENT} NOT IN ({documents[0]})", documents[1]

    def best(self, expression: str, allowed: Condition, limit: int, offset: int = 0) -> list[Indexed]:
        found = rows(
            f"SELECT rowid FROM search_fts WHERE search_fts MATCH %s AND {allowed[0]}"
            f" ORDER BY {RANK}, rowid LIMIT %s OFFSET %s",
            [expression, *allowed[1], limit, offset],
        )
        chosen = ",".join(str(rowid) for (rowid,) in found)
        return candidates_of(
            rows(f"SELECT rowid, title, heading, body FROM search_fts WHERE rowid IN ({chosen})", [])
        )

    def count(self, expression: str, allowed: Condition) -> int:
        statement = f"SELECT count(*) FROM search_fts WHERE search_fts MATCH %s AND {allowed[0]}"
        return rows(statement, [expression, *allowed[1]])[0][0]

    def others(
        self, expression: str, allowed: Condition, known: Collection[int], offset: int, limit: int
    ) -> list[int]:
        # LIMIT keeps SQLite from merging the two statements: bm25 can't stand beside GROUP BY.
        found = rows(
            f"SELECT document, min(points) AS points FROM (SELECT {DOCUMENT} AS document, {RANK} AS points"
            f" FROM search_fts WHERE search_fts MATCH %s AND {allowed[0]} LIMIT -1 OFFSET 0)"
            f" WHERE document NOT IN ({','.join(map(str, known)) or '-1'}) GROUP BY document"
            " ORDER BY points, document LIMIT %s OFFSET %s",
            [expression, *allowed[1], limit, offset],
        )
        return [document for document, _ in found]


def _insert(table: str, batch: Sequence[Stored]) -> None:
    found = [part for document, sections in batch for part in indexed(document, sections)]
    values = [(part.section, part.title, part.heading, part.body) for part in found]
    run_many(f"INSERT INTO {table} (rowid, title, heading, body) VALUES (%s, %s, %s, %s)", values)


def _quoted(words: str) -> str:
    """A string of FTS5; words are letters and digits, nothing needs escaping."""
    return f'"{words}"'
