"""Full-text search of SQLite (FTS5). A row's number tells its document, so that no table need be joined."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from core.batches import batches
from search.engines.base import AT_ONCE, Stored
from search.engines.database import WORDS, DatabaseBuild, DatabaseEngine, count_words, differing, parts_of, texts_of
from search.engines.question import COLUMNS, Condition, more_than, rows, run, run_many
from search.indexed import APART, Indexed
from search.models import MOST_SECTIONS

MAKE = "CREATE VIRTUAL TABLE {} USING fts5(title, heading, body, also, tokenize = 'unicode61 remove_diacritics 0')"
MAKE_WORDS = "CREATE TABLE {} (word text PRIMARY KEY, sections integer NOT NULL) WITHOUT ROWID"
NEW, NEW_WORDS = "search_fts_new", "search_word_new"
WRITTEN = "{title heading body} :"
"""Where FTS5 looks for what is quoted."""
NOWHERE = APART * 2
"""A word that stands in no text: FTS5 takes neither NULL nor an empty question."""
STEPS = 20_000
"""Of SQLite's machine, between two looks at the clock."""


class SqliteEngine(DatabaseEngine):
    table, key, place_of, least = "search_fts", "rowid", "instr", "min"
    ranked = 250

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents, AT_ONCE):
            with transaction.atomic():
                _replace(self.table, WORDS, [document.pk for document, _ in batch], batch)

    def remove(self, documents: Sequence[int]) -> None:
        for batch in batches(documents, AT_ONCE):
            with transaction.atomic():
                _replace(self.table, WORDS, batch, [])

    def begin(self) -> "SqliteBuild":
        with transaction.atomic():
            for table in (NEW, NEW_WORDS):
                run(f"DROP TABLE IF EXISTS {table}")
            run(MAKE.format(NEW))
            run(MAKE_WORDS.format(NEW_WORDS))
        return SqliteBuild()

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        ends = time.monotonic() + seconds
        connection.ensure_connection()
        running = connection.connection
        running.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
        try:
            yield
        finally:
            running.set_progress_handler(None, STEPS)

    def matching(
        self,
        choices: Sequence[Sequence[str]],
        phrases: Iterable[Sequence[str]],
        *,
        side_by_side: bool = False,
        of_many: bool = False,
    ) -> Condition:
        """The newest first."""
        beside = [[" ".join(choice)] for choice in choices] if side_by_side else choices
        any_choice = " OR ".join(f"({' AND '.join(map(_quoted, choice))})" for choice in beside)
        strictly = (f"{WRITTEN} {_quoted(' '.join(phrase))}" for phrase in phrases)
        asked = " AND ".join([f"({any_choice})", *strictly])
        sought = f"CASE WHEN {more_than(self.ranked)} THEN %s ELSE '{_quoted(NOWHERE)}' END" if of_many else "%s"
        fitting = f"SELECT rowid, rowid / {MOST_SECTIONS} FROM search_fts WHERE search_fts MATCH {sought}"
        return f"{fitting} ORDER BY rowid DESC", (asked,)


class SqliteBuild(DatabaseBuild):
    """Tables beside those that answer; to swap them is to exchange their names."""

    table, key, words = NEW, "rowid", NEW_WORDS

    def replace(self, gone: Sequence[int], come: Sequence[Stored]) -> None:
        _replace(NEW, NEW_WORDS, gone, come)

    def finds(self, document: int, words: Sequence[str]) -> bool:
        section = "rowid BETWEEN %s AND %s"
        bounds = (document * MOST_SECTIONS, (document + 1) * MOST_SECTIONS - 1)
        asked = " AND ".join(map(_quoted, words))
        return bool(rows(f"SELECT 1 FROM {NEW} WHERE {NEW} MATCH %s AND {section} LIMIT 1", (asked, *bounds)))

    def swap(self) -> None:
        with transaction.atomic():
            for old, new in ((SqliteEngine.table, NEW), (WORDS, NEW_WORDS)):
                run(f"DROP TABLE IF EXISTS {old}")
                run(f"ALTER TABLE {new} RENAME TO {old}")


def _replace(table: str, counts: str, documents: Sequence[int], batch: Sequence[Stored]) -> None:
    """Take documents out and put a batch in."""
    known = [part for document in documents for part in _parts(table, document)]
    gone, come = differing(known, parts_of(batch))
    run_many(f"DELETE FROM {table} WHERE rowid = %s", [(part.section,) for part in gone])
    values = [(part.section, *part.texts) for part in come]
    run_many(f"INSERT INTO {table} (rowid, {COLUMNS}) VALUES (%s, %s, %s, %s, %s)", values)
    count_words(gone, come, counts)


def _parts(table: str, document: int) -> list[Indexed]:
    """What the index has of a document."""
    return texts_of(table, "rowid", document * MOST_SECTIONS, (document + 1) * MOST_SECTIONS - 1)


def _quoted(words: str) -> str:
    """A string of FTS5; words are letters and digits, nothing needs escaping."""
    return f'"{words}"'
