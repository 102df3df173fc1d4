"""Full-text search of SQLite (FTS5). A row's number tells its document, so that no table need be joined."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from search.engines.base import Stored
from search.engines.database import ALL_SECTIONS, DatabaseEngine, batches, count_words
from search.engines.question import Condition, run, run_many
from search.indexed import Indexed, indexed
from search.models import MOST_SECTIONS
from search.ranking import Weights

MAKE = "CREATE VIRTUAL TABLE {} USING fts5(title, heading, body, tokenize = 'unicode61 remove_diacritics 0')"


class SqliteEngine(DatabaseEngine):
    table, key = "search_fts", "rowid"

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents):
            with transaction.atomic():
                self.remove([document.pk for document, _ in batch])
                count_words(_insert("search_fts", batch), +1)

    def remove(self, documents: Sequence[int]) -> None:
        with transaction.atomic():
            for pk in documents:
                sections = [pk * MOST_SECTIONS, (pk + 1) * MOST_SECTIONS - 1]
                count_words(self.texts("rowid BETWEEN %s AND %s", sections), -1)
                run("DELETE FROM search_fts WHERE rowid BETWEEN %s AND %s", sections)

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
            _count_all_words()
        return count

    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        any_choice = " OR ".join(f"({' AND '.join(map(_quoted, choice))})" for choice in choices)
        return " AND ".join([f"({any_choice})", *(_quoted(" ".join(phrase)) for phrase in phrases)])

    def matching(self, expression: str, weights: Weights) -> Condition:
        points = "bm25(search_fts, 3.0, 2.0, 1.0)"
        statement = f"SELECT rowid, rowid / {MOST_SECTIONS}, {points} FROM search_fts WHERE search_fts MATCH %s"
        return statement, (expression,)


def _insert(table: str, batch: Sequence[Stored]) -> list[Indexed]:
    found = [part for document, sections in batch for part in indexed(document, sections)]
    values = [(part.section, part.title, part.heading, part.body) for part in found]
    run_many(f"INSERT INTO {table} (rowid, title, heading, body) VALUES (%s, %s, %s, %s)", values)
    return found


def _count_all_words() -> None:
    run("DELETE FROM search_word")
    run(
        "INSERT INTO search_word (word, sections) SELECT term, doc FROM search_fts_words"
        f" UNION ALL SELECT '{ALL_SECTIONS}', count(*) FROM search_fts"
    )


def _quoted(words: str) -> str:
    """A string of FTS5; words are letters and digits, nothing needs escaping."""
    return f'"{words}"'
