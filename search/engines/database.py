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
from search.engines.base import Build, Engine, EngineUnavailable, Found, Match, Plan, Stored
from search.engines.question import Condition, Question, rows, run_many
from search.engines.widening import levels
from search.indexed import Indexed, indexed
from search.judging import judge
from search.models import MOST_SECTIONS

CANDIDATES = 60
MOST_SECONDS = 2.0
"""What a search may take: none needs a tenth of it, unless something is wrong."""
WORDS = "search_word"
ALL_SECTIONS = ""
"""No word: its row in the table of words counts all sections."""


class DatabaseEngine(Engine):
    """`name` is that of its stale entries, the same for every vendor: one database has one.

    `table` holds what `search.indexed` makes of each section under the section's key, in the column `key`;
    the table `search_word` in how many sections each word stands. `fits` tells whether a section fits an expression.
    """

    name = "database"
    in_database = True
    table: str
    key: str
    fits: str

    def search(self, plan: Plan) -> Found:
        with faults_told(), self.limited(MOST_SECONDS):
            return self._search(plan)

    def _search(self, plan: Plan) -> Found:
        frequencies = how_common(plan.terms.every_word)
        known, unknown = ranking.known_of(plan.terms, frequencies), ranking.unknown_of(plan.terms, frequencies)
        if not known.readings:
            return Found(0, (), unknown=unknown)
        weights = ranking.weigh_all(known, frequencies, frequencies[ALL_SECTIONS], plan.terms.liked)
        for level in levels(known.readings, frequencies, plan.terms.quoted):
            expression = self.expression(_with_liked(level.choices, plan, frequencies), plan.terms.phrases)
            question = Question(plan, self.matching(expression, weights))
            answer = question.ask(0 if plan.sort else CANDIDATES)
            if answer.documents >= plan.enough:
                break
        matches = self._matches(question, answer.candidates, weights)
        total = answer.sections if plan.by_article else answer.documents
        return Found(total, tuple(matches), answer.facets, unknown=unknown)

    def _matches(self, question: Question, candidates: list[int], weights: ranking.Weights) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the database has it."""
        plan = question.plan
        if not plan.limit:
            return []
        if plan.sort:
            return self._by_day(question, weights)
        judged = judge(plan, self._texts(candidates), weights)
        page = judged[plan.offset : plan.offset + plan.limit]
        missing = plan.limit - len(page)
        if not missing or len(candidates) < CANDIDATES:
            return page
        return page + self._rest(question, weights, judged, max(plan.offset - len(judged), 0), missing)

    def _rest(
        self, question: Question, weights: ranking.Weights, judged: list[Match], offset: int, limit: int
    ) -> list[Match]:
        if question.plan.by_article:
            return judge(question.plan, self._texts(question.sections(limit, CANDIDATES + offset)), weights)
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
        return _read(f"SELECT {self.key}, title, heading, body FROM {self.table} WHERE {condition}")

    def holding(self, groups: Sequence[Sequence[str]], many: int) -> list[list[int]]:
        """For each group of words some sections, no more than so `many`, that hold all of them."""
        one = f"(SELECT {self.key} FROM {self.table} WHERE {self.fits} LIMIT {many})"
        asked = " UNION ALL ".join(f"SELECT {place}, held.* FROM {one} AS held" for place in range(len(groups)))
        found: list[list[int]] = [[] for _ in groups]
        for place, section in rows(asked, [self.expression([group], ()) for group in groups]) if groups else ():
            found[place].append(section)
        return found

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
    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        """The vendor's query: all words of one choice, and every phrase."""

    @abstractmethod
    def matching(self, expression: str, weights: ranking.Weights) -> Condition:
        """A statement for (section, document, points) of what fits; fewer points are better."""


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
    statement = f"SELECT {key}, title, heading, body FROM {table} WHERE {key} BETWEEN %s AND %s ORDER BY {key}"
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
        digest.update("\x1f".join((str(part.section), part.title, part.heading, part.body, "\x1e")).encode())
    return digest.hexdigest()


def _words_of(part: Indexed) -> set[str]:
    return {ALL_SECTIONS, *part.title.split(), *part.heading.split(), *part.body.split()}


def how_common(words: Collection[str]) -> dict[str, int]:
    """In how many sections each word stands; without the words that stand in none."""
    marks = ",".join(["%s"] * (len(words) + 1))
    found = rows(f"SELECT word, sections FROM search_word WHERE word IN ({marks})", [*words, ALL_SECTIONS])
    return {word: sections for word, sections in found if sections > 0}


def _with_liked(choices: Sequence[Sequence[str]], plan: Plan, frequencies: Collection[str]) -> list[Sequence[str]]:
    """The same choices, and each once more with the liked words: nothing else fits, but these score by them."""
    liked = [word for word in plan.terms.liked if word in frequencies]
    return [*choices, *([*choice, *liked] for choice in choices if liked)]


def _listed(keys: Iterable[int]) -> str:
    """Whole numbers for an SQL list."""
    return ",".join(map(str, keys))
