"""The engine of the database itself: it finds candidates with the vendor's full-text search, `ranking` judges them.

A subclass knows its vendor's words for that. What is asked for is widened step by step: sections with all words,
with most of them, with any. Each step is one statement (see `engines.question`).
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from django.db import DatabaseError

from search import ranking
from search.engines.base import Engine, EngineUnavailable, Found, Match, Plan, Stored
from search.engines.question import Condition, Question, rows, run_many
from search.engines.widening import levels
from search.indexed import Indexed
from search.judging import judge
from search.models import MOST_SECTIONS

CANDIDATES = 60
BATCH = 100
ALL_SECTIONS = ""
"""No word: its row in the table of words counts all sections."""


class DatabaseEngine(Engine):
    """`name` is that of its stale entries, the same for every vendor: one database has one.

    `table` holds what `search.indexed` makes of each section under the section's key, in the column `key`;
    the table `search_word` in how many sections each word stands.
    """

    name = "database"
    table: str
    key: str

    def search(self, plan: Plan) -> Found:
        try:
            return self._search(plan)
        except DatabaseError as error:
            raise EngineUnavailable(str(error)) from error

    def _search(self, plan: Plan) -> Found:
        frequencies = _frequencies((*plan.terms.words, *plan.terms.liked))
        known = [word for word in plan.terms.words if word in frequencies]
        if not known or any(word not in frequencies for phrase in plan.terms.phrases for word in phrase):
            return Found(0, ())
        weights = ranking.weigh(known, frequencies, frequencies[ALL_SECTIONS], plan.terms.liked)
        for level in levels(known, frequencies):
            expression = self.expression(_with_liked(level.choices, plan, frequencies), plan.terms.phrases)
            question = Question(plan, self.matching(expression, weights))
            answer = question.ask(CANDIDATES)
            if answer.documents >= level.enough:
                break
        matches = self._matches(question, answer.candidates, weights)
        return Found(answer.sections if plan.by_article else answer.documents, tuple(matches), answer.facets)

    def _matches(self, question: Question, candidates: list[int], weights: ranking.Weights) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the database has it."""
        plan = question.plan
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
        sections = question.sections_of(documents, CANDIDATES)
        found = judge(question.plan, self._texts(sections), weights)
        shown = {match.document for match in found}
        return found + [Match(document, (), 0) for document in documents if document not in shown]

    def _texts(self, sections: Collection[int]) -> list[Indexed]:
        return self.texts(f"{self.key} IN ({_listed(sections)})")

    def texts(self, condition: str, parameters: Sequence = ()) -> list[Indexed]:
        """What is ranked of some sections."""
        found = rows(f"SELECT {self.key}, title, heading, body FROM {self.table} WHERE {condition}", parameters)
        return [Indexed(key, key // MOST_SECTIONS, *texts) for key, *texts in found]

    @abstractmethod
    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        """The vendor's query: all words of one choice, and every phrase."""

    @abstractmethod
    def matching(self, expression: str, weights: ranking.Weights) -> Condition:
        """A statement for (section, document, points) of what fits; fewer points are better."""


def batches(documents: Iterable[Stored]) -> Iterator[list[Stored]]:
    """Documents a hundred at a time."""
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        yield batch


def count_words(parts: Iterable[Indexed], sign: int) -> None:
    """Add or take away sections, word by word in order, so that two writers never wait crosswise."""
    counts = Counter(word for part in parts for word in _words_of(part))
    run_many(
        "INSERT INTO search_word (word, sections) VALUES (%s, %s)"
        " ON CONFLICT (word) DO UPDATE SET sections = search_word.sections + excluded.sections",
        [(word, sign * counts[word]) for word in sorted(counts)],
    )


def _words_of(part: Indexed) -> set[str]:
    return {ALL_SECTIONS, *part.title.split(), *part.heading.split(), *part.body.split()}


def _frequencies(words: Collection[str]) -> dict[str, int]:
    """In how many sections each word stands; without the words that stand in none."""
    marks = ",".join(["%s"] * (len(words) + 1))
    found = rows(f"SELECT word, sections FROM search_word WHERE word IN ({marks})", [*words, ALL_SECTIONS])
    return {word: sections for word, sections in found if sections > 0}


def _with_liked(choices: Sequence[Sequence[str]], plan: Plan, frequencies: Collection[str]) -> list[Sequence[str]]:
    """The same choices, and each once more with the liked words: nothing else fits, but these score by them."""
    liked = [word for word in plan.terms.liked if word in frequencies]
    return [*choices, *([*choice, *liked] for choice in choices if liked)]


def _listed(keys: Iterable[int]) -> str:
    """Whole numbers for an SQL list, which may be empty."""
    return ",".join(map(str, keys)) or "NULL"
