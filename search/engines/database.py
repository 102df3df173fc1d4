"""The engine of the database itself: it finds candidates with the vendor's full-text search, `ranking` judges them.

A subclass knows its vendor's words for that. What is asked for is widened step by step: sections with all words,
with most of them, with any.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from django.db import DatabaseError, connection
from django.db.models import CharField, Count
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr

from search import ranking
from search.engines.base import Engine, EngineUnavailable, Found, Match, Plan, Stored
from search.engines.widening import levels
from search.fitting import fitting, is_unfiltered, shown, status_on, where_and_when
from search.indexed import Indexed
from search.judging import judge
from search.models import MOST_SECTIONS, SearchDocument
from search.query import Filters

CANDIDATES = 120
BATCH = 100
FACETS = ("kind", "type", "issuer", "status", "year")
Group = tuple[str, str, str, str, str | None, int]
Condition = tuple[str, tuple]


class DatabaseEngine(Engine):
    """`name` is that of its stale entries, the same for every vendor: one database has one."""

    name = "database"

    def search(self, plan: Plan) -> Found:
        try:
            return self._search(plan)
        except DatabaseError as error:
            raise EngineUnavailable(str(error)) from error

    def _search(self, plan: Plan) -> Found:
        frequencies = self.frequencies(plan.terms.words)
        known = [word for word in plan.terms.words if word in frequencies]
        if not known or any(word not in frequencies for phrase in plan.terms.phrases for word in phrase):
            return Found(0, ())
        weights = ranking.weigh(known, frequencies, self.sections())
        for level in levels(known, frequencies):
            expression = self.expression(level.choices, plan.terms.phrases)
            groups = self._groups(plan, expression)
            total = sum(group[-1] for group in groups if _fits(group, plan.filters))
            if total >= level.enough:
                break
        matches = self._matches(plan, expression, weights, total)
        total = self._articles(plan, expression) if plan.by_article else total
        return Found(total, tuple(matches), facets(groups, plan.filters))

    def _matches(self, plan: Plan, expression: str, weights: ranking.Weights, total: int) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the database has it."""
        if not total:
            return []
        candidates = self.best(expression, self._allowed(plan), CANDIDATES)
        judged = judge(plan, candidates, weights)
        page = judged[plan.offset : plan.offset + plan.limit]
        missing = plan.limit - len(page)
        if not missing or len(candidates) < CANDIDATES:
            return page
        return page + self._rest(plan, expression, weights, judged, max(plan.offset - len(judged), 0), missing)

    def _rest(
        self, plan: Plan, expression: str, weights: ranking.Weights, judged: list[Match], offset: int, limit: int
    ) -> list[Match]:
        if plan.by_article:
            return judge(plan, self.best(expression, self._allowed(plan), limit, CANDIDATES + offset), weights)
        known = {match.document for match in judged}
        documents = self.others(expression, self._allowed(plan), known, offset, limit)
        if not documents:
            return []
        found = judge(plan, self.best(expression, self.among(documents), CANDIDATES), weights)
        shown = {match.document for match in found}
        return found + [Match(document, (), 0) for document in documents if document not in shown]

    def _groups(self, plan: Plan, expression: str) -> list[Group]:
        """How many documents fit the words, the dates and the area, by all that facets count."""
        fit = RawSQL(*self.documents(expression))  # noqa: S611 - a statement of our own
        found = where_and_when(plan).filter(pk__in=fit)
        labelled = found.annotate(status=status_on(plan.day), year=Substr(Cast("date", CharField()), 1, 4))
        return list(labelled.values_list(*FACETS).annotate(Count("pk")).order_by())

    def _articles(self, plan: Plan, expression: str) -> int:
        return self.count(expression, self._allowed(plan))

    def _allowed(self, plan: Plan) -> Condition:
        """A condition on the candidate's document; without filters the short list of those hidden that day."""
        if is_unfiltered(plan):
            hidden = SearchDocument.objects.exclude(shown(plan.day)).values("pk")
            return self.outside(hidden.query.sql_with_params())
        return self.within(fitting(plan).values("pk").query.sql_with_params())

    def among(self, documents: Sequence[int]) -> Condition:
        """A condition that a candidate's document is one of these."""
        return self.within((",".join(map(str, documents)), ()))

    @abstractmethod
    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        """In how many sections each word stands, about; without the words that stand in none."""

    @abstractmethod
    def sections(self) -> int:
        """How many sections there are, about."""

    @abstractmethod
    def expression(self, choices: Iterable[Sequence[str]], phrases: Iterable[Sequence[str]]) -> str:
        """The vendor's query: all words of one choice, and every phrase."""

    @abstractmethod
    def documents(self, expression: str) -> Condition:
        """A subquery of the documents with a section that fits."""

    @abstractmethod
    def within(self, documents: Condition) -> Condition:
        """A condition that a candidate's document is in a subquery or list."""

    @abstractmethod
    def outside(self, documents: Condition) -> Condition:
        """A condition that it is not."""

    @abstractmethod
    def best(self, expression: str, allowed: Condition, limit: int, offset: int = 0) -> list[Indexed]:
        """Sections that fit, best first by the vendor's own judgement."""

    @abstractmethod
    def count(self, expression: str, allowed: Condition) -> int:
        """How many sections fit."""

    @abstractmethod
    def others(
        self, expression: str, allowed: Condition, known: Collection[int], offset: int, limit: int
    ) -> list[int]:
        """Documents that fit apart from the `known`, in the vendor's order."""


def facets(groups: Iterable[Group], filters: Filters) -> dict[str, dict[str, int]]:
    """{field: {value: documents}}, each field counted with every filter but its own, most first."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for group in groups:
        for place, name in enumerate(FACETS):
            if group[place] not in ("", None) and _fits(group, filters, but=name):
                counted[name][str(group[place])] += group[-1]
    return {name: dict(counts.most_common()) for name, counts in counted.items()}


def batches(documents: Iterable[Stored]) -> Iterator[list[Stored]]:
    """Documents a hundred at a time."""
    rest = iter(documents)
    while batch := list(islice(rest, BATCH)):
        yield batch


def rows(statement: str, parameters: Sequence) -> list[tuple]:
    """What a statement of our own answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def run(statement: str, parameters: Sequence = ()) -> None:
    """Execute a statement of our own."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def run_many(statement: str, parameters: Sequence[Sequence]) -> None:
    """Execute it for each row."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, parameters)


def candidates_of(found: Iterable[tuple[int, str, str, str]]) -> list[Indexed]:
    """Rows of (key, title, heading, body)."""
    return [Indexed(key, key // MOST_SECTIONS, title, heading, body) for key, title, heading, body in found]


def _fits(group: Group, filters: Filters, but: str = "") -> bool:
    kind, type_, issuer, status, *_ = group
    return (
        (not filters.kinds or but == "kind" or kind in filters.kinds)
        and (not filters.type or but == "type" or type_ == filters.type)
        and (not filters.issuer or but == "issuer" or issuer == filters.issuer)
        and (not filters.status or but == "status" or status == filters.status)
    )
