"""The engine of the database itself: it finds candidates with the vendor's full-text search, `ranking` judges them.

A subclass knows its vendor's words for that. What is asked for is widened step by step: sections with all words,
with most of them, with any. Each step is one statement (see `engines.question`).
"""

import hashlib
from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import groupby

from django.db import DatabaseError, transaction

from search import ranking
from search.engines.base import (
    COUNTED,
    SHOWN_AT_LEAST,
    Build,
    Engine,
    EngineUnavailable,
    Found,
    Match,
    Plan,
    Stored,
)
from search.engines.likely import Preferred, points, preferred
from search.engines.question import COLUMNS, Answer, Condition, Matching, Question, first_of, rows, run_many
from search.engines.widening import Level, levels
from search.indexed import Indexed, indexed
from search.judging import judge
from search.models import MOST_SECTIONS

CANDIDATES = 40
MOST_SECONDS = 2.0
"""What a search may take: none needs a tenth of it, unless something is wrong."""
WORDS = "search_word"
ALL_SECTIONS = ""
"""No word: its row in the table of words counts all sections."""


class DatabaseEngine(Engine):
    """`name` is that of its stale entries, the same for every vendor: one database has one.

    `table` holds what `search.indexed` makes of each section under the section's key, in the column `key`;
    the table `search_word` in how many sections each word stands.
    """

    name = "database"
    in_database = True
    table: str
    key: str
    place_of: str
    """The vendor's function for where in a text another stands, from 1, or 0."""
    least: str
    """The vendor's function for the least of several numbers."""
    ranked: int
    """So many sections at most get points: fewer where the newest come first."""

    def search(self, plan: Plan) -> Found:
        with faults_told(), self.limited(MOST_SECONDS):
            return self._search(plan)

    def _search(self, plan: Plan) -> Found:
        frequencies = how_common(plan.terms.every_word)
        known, unknown = ranking.known_of(plan.terms, frequencies), ranking.unknown_of(plan.terms, frequencies)
        if not known.readings:
            return Found(0, (), unknown=unknown)
        weights = ranking.weigh_all(known, frequencies, frequencies[ALL_SECTIONS], plan.terms.liked)
        narrower: Level | None = None
        for level in levels(known.readings, frequencies, plan.terms.quoted):
            better = preferred(level, narrower, plan.terms, frequencies, self.ranked)
            question, answer = self._asked(plan, self._matching(plan, level, better, weights))
            if answer.documents >= plan.enough:
                break
            narrower = level
        total = answer.sections if plan.by_article else answer.documents
        matches = self._matches(question, answer.candidates, weights, total)
        return Found(total, tuple(matches), answer.facets, unknown=unknown, more=question.ends_early(answer))

    def _asked(self, plan: Plan, matching: Matching) -> tuple[Question, Answer]:
        """Counted only so far as is enough; everything, where that is little or something chooses among it."""
        candidates = CANDIDATES if plan.limit and not plan.sort else 0
        if plan.counts_roughly:
            question = Question(plan, matching, COUNTED)
            answer = question.ask(candidates)
            if not question.ends_early(answer) or answer.ranked >= max(plan.offset + plan.limit, SHOWN_AT_LEAST):
                return question, answer
        question = Question(plan, matching)
        return question, question.ask(candidates)

    def _matching(self, plan: Plan, level: Level, better: Iterable[Preferred], weights: ranking.Weights) -> Matching:
        phrases = plan.terms.phrases
        return Matching(
            every=self.matching(level.choices, phrases),
            preferred=[
                self.matching(one.choices, phrases, side_by_side=one.side_by_side, of_many=True) for one in better
            ],
            ranked=self.ranked,
            points=points(plan.terms, weights, place_of=self.place_of, least=self.least),
            table=self.table,
            key=self.key,
        )

    def _matches(
        self, question: Question, candidates: list[Indexed], weights: ranking.Weights, total: int
    ) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the database has it."""
        plan = question.plan
        if not plan.limit:
            return []
        if plan.sort:
            return self._by_day(question, weights)
        judged = judge(plan, candidates, weights)
        page = judged[plan.offset : plan.offset + plan.limit]
        missing = plan.limit - len(page)
        if not missing or len(judged) >= total:
            return page
        return page + self._rest(question, weights, judged, max(plan.offset - len(judged), 0), missing)

    def _rest(
        self, question: Question, weights: ranking.Weights, judged: list[Match], offset: int, limit: int
    ) -> list[Match]:
        if question.plan.by_article:
            known = [section for match in judged for section in match.sections]
            return judge(question.plan, self._texts(question.sections(limit, offset, but=known)), weights)
        documents = question.documents(limit, offset, but=[match.document for match in judged])
        found = self._with_sections(question, weights, documents)
        return sorted(found, key=lambda match: -match.score)

    def _by_day(self, question: Question, weights: ranking.Weights) -> list[Match]:
        if question.plan.by_article:
            return [Match(section // MOST_SECTIONS, (section,), 0) for section in question.sections_by_day()]
        return self._with_sections(question, weights, question.documents_by_day())

    def _with_sections(self, question: Question, weights: ranking.Weights, documents: Sequence[int]) -> list[Match]:
        """These documents in their order, each with its best sections."""
        sections = question.sections_of(documents, CANDIDATES)
        found = {match.document: match for match in judge(question.plan, self._texts(sections), weights)}
        return [found.get(document, Match(document, (), 0)) for document in documents]

    def _texts(self, sections: Collection[int]) -> list[Indexed]:
        """What is ranked of some sections."""
        if not sections:
            return []
        condition = f"{self.key} IN ({_listed(sections)})"
        return _read(f"SELECT {self.key}, {COLUMNS} FROM {self.table} WHERE {condition}")

    def holding(self, groups: Sequence[Sequence[str]], many: int) -> Condition:
        """A statement for (place of a group of words, section, document) of some sections that hold all of the group,
        no more than so `many` each."""
        firsts = [first_of(self.matching([group], ()), many) for group in groups]
        parts = [f"SELECT {place}, held.* FROM ({first}) AS held" for place, (first, _) in enumerate(firsts)]
        return " UNION ALL ".join(parts), tuple(value for _, values in firsts for value in values)

    def held(self, first: int, last: int) -> dict[int, str]:
        with faults_told():
            found = texts_of(self.table, self.key, first * MOST_SECTIONS, (last + 1) * MOST_SECTIONS - 1)
        return {document: print_of(parts) for document, parts in groupby(found, key=lambda part: part.document)}

    def print_of(self, stored: Stored) -> str:
        return print_of(indexed(*stored))

    def is_whole(self) -> bool:
        """Whether its tables can be read."""
        try:
            with faults_told():
                how_common(())
                rows(f"SELECT {self.key} FROM {self.table} LIMIT 1", ())
        except EngineUnavailable:
            return False
        return True

    def counts_agree(self) -> bool:
        """Whether as many sections are counted as there are."""
        counted = how_common(()).get(ALL_SECTIONS, 0)
        return rows(f"SELECT count(*) FROM {self.table}", ()) == [(counted,)]

    @abstractmethod
    def limited(self, seconds: float) -> AbstractContextManager[None]:
        """What is asked of the database meanwhile fails with a `DatabaseError` if it takes longer."""

    @abstractmethod
    def matching(
        self,
        choices: Sequence[Sequence[str]],
        phrases: Iterable[Sequence[str]],
        *,
        side_by_side: bool = False,
        of_many: bool = False,
    ) -> Condition:
        """The vendor's statement for (section, document) of what has all words of one choice, and every phrase;
        with `of_many` nothing, unless too much fits to be ranked."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Let the database's faults, such as tables that are gone or damaged, be `EngineUnavailable`."""
    try:
        yield
    except DatabaseError as error:
        raise EngineUnavailable(str(error)) from error


class DatabaseBuild(Build):
    """Tables beside those that answer: `table` as an engine's, and `words` for the counts."""

    table: str
    key: str
    words: str

    @abstractmethod
    def replace(self, gone: Sequence[int], come: Sequence[Stored]) -> None:
        """Take documents out and put others in."""

    @transaction.atomic
    def add(self, documents: Sequence[Stored]) -> None:
        self.replace([], documents)

    @transaction.atomic
    def drop(self, documents: Sequence[int]) -> None:
        self.replace(documents, [])

    def sections(self) -> int:
        """As counted by words too, which every search weighs by; of two numbers that differ the smaller."""
        ((stored,),) = rows(f"SELECT count(*) FROM {self.table}", ())
        counted = rows(f"SELECT sections FROM {self.words} WHERE word = %s", (ALL_SECTIONS,))
        return min(stored, counted[0][0] if counted else 0)


def texts_of(table: str, key: str, first: int, last: int) -> list[Indexed]:
    """What is ranked of the sections with these keys, in order."""
    statement = f"SELECT {key}, {COLUMNS} FROM {table} WHERE {key} BETWEEN %s AND %s ORDER BY {key}"
    return _read(statement, (first, last))


def _read(statement: str, parameters: Sequence = ()) -> list[Indexed]:
    return [Indexed(key, key // MOST_SECTIONS, *texts) for key, *texts in rows(statement, parameters)]


def count_words(gone: Iterable[Indexed], come: Iterable[Indexed], table: str = WORDS) -> None:
    """Take sections out of the counts and add others, word by word, so that two writers never wait crosswise."""
    counts = Counter(word for part in come for word in _words_of(part))
    counts.subtract(word for part in gone for word in _words_of(part))
    run_many(
        f"INSERT INTO {table} (word, sections) VALUES (%s, %s)"
        f" ON CONFLICT (word) DO UPDATE SET sections = {table}.sections + excluded.sections",
        [(word, counts[word]) for word in sorted(counts) if counts[word]],
    )


def differing(known: Sequence[Indexed], wanted: Sequence[Indexed]) -> tuple[list[Indexed], list[Indexed]]:
    """(what is to go, what is to come): a section that stays as it is, is not written."""
    old, new = set(known), set(wanted)
    return [part for part in known if part not in new], [part for part in wanted if part not in old]


def parts_of(batch: Iterable[Stored]) -> list[Indexed]:
    """The sections of some documents, as they are ranked."""
    return [part for document, sections in batch for part in indexed(document, sections)]


def print_of(parts: Iterable[Indexed]) -> str:
    """A short name for exactly these sections."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update("\x1f".join((str(part.section), *part.texts, "\x1e")).encode())
    return digest.hexdigest()


def _words_of(part: Indexed) -> set[str]:
    return {ALL_SECTIONS, *(word for text in part.texts for word in text.split())}


def how_common(words: Collection[str]) -> dict[str, int]:
    """In how many sections each word stands; without the words that stand in none."""
    marks = ",".join(["%s"] * (len(words) + 1))
    found = rows(f"SELECT word, sections FROM search_word WHERE word IN ({marks})", [*words, ALL_SECTIONS])
    return {word: sections for word, sections in found if sections > 0}


def _listed(keys: Iterable[int]) -> str:
    """Whole numbers for an SQL list."""
    return ",".join(map(str, keys))
