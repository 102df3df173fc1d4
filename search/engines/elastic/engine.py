"""The engine: Elasticsearch finds, counts and sorts out candidates; `judging` ranks them as it does for all."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.conf import settings
from elasticsearch_dsl import Search

from core.known import known
from search import ranking
from search.engines.base import Engine, Found, Match, Plan, Stored
from search.engines.elastic import questions
from search.engines.elastic.server import Server, begin, client_of, exchange, filling, write
from search.engines.elastic.shape import SHAPE, entries
from search.engines.widening import Level, levels
from search.judging import judge

SECONDS, SECONDS_AN_ENTRY = 10.0, 0.001
BATCH = 20
"""Documents written in one call."""


class ElasticEngine(Engine):
    """`search_seconds`, `write_seconds`: how long a search, or writing one document, may take, all calls together."""

    name = "elastic"

    def __init__(
        self, *, search_seconds: float = SECONDS, write_seconds: float = SECONDS, url: str = "", alias: str = ""
    ) -> None:
        self._search_seconds, self._write_seconds = search_seconds, write_seconds
        self._url, self._alias = url or settings.ELASTICSEARCH_URL, alias

    @property
    def alias(self) -> str:
        """The name under which the index answers: this database's own, and this shape's."""
        return self._alias or f"portal-{known().instance}-{SHAPE}"

    def search(self, plan: Plan) -> Found:
        return Asking(Server(self._url, self._search_seconds), self.alias, plan).found()

    def put(self, documents: Iterable[Stored]) -> None:
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            actions = [entry for stored in batch for entry in entries(stored)]
            server = Server(self._url, self._write_seconds + SECONDS_AN_ENTRY * len(actions))
            server.write(self.alias, actions)
            server.clear(self.alias, [document.pk for document, _ in batch], but=[a["_id"] for a in actions])

    def remove(self, documents: Sequence[int]) -> None:
        if documents:
            Server(self._url, self._write_seconds).clear(self.alias, documents)

    def rebuild(self, documents: Iterable[Stored]) -> int:
        """Fill a new index, then let it answer and the old one go; of two rebuilds at a time the later wins."""
        client, alias, count = client_of(self._url), self.alias, 0
        index = begin(client, alias)
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            write(client, filling(alias), [entry for stored in batch for entry in entries(stored)])
            count += len(batch)
        exchange(client, alias, index)
        return count


class Asking:
    """One search: a few questions, each building on the answers before."""

    def __init__(self, server: Server, index: str, plan: Plan) -> None:
        self._server, self._index, self._plan = server, index, plan

    def found(self) -> Found:
        """The first level is asked together with how common the words are; a word that stands nowhere is left out."""
        words = tuple(dict.fromkeys(self._plan.terms.words))
        if not words:
            return Found(0, ())
        hopeful, liked = Level((words,), 0), self._plan.terms.liked
        common, *answers = self._ask(questions.frequencies_of((*words, *liked)), *questions.of(self._plan, hopeful))
        frequencies = questions.frequencies_in(common)
        known = [word for word in words if word in frequencies]
        if not known or any(word not in frequencies for phrase in self._plan.terms.phrases for word in phrase):
            return Found(0, ())
        weights = ranking.weigh(known, frequencies, questions.sections_in(common), liked)
        for level in levels(known, frequencies):
            if level.choices != hopeful.choices:
                answers = self._ask(*questions.of(self._plan, level))
            best, counts = answers
            counted = questions.counted_in(self._plan, counts)
            if counted.documents >= level.enough:
                break
        total = questions.sections_in(counts) if self._plan.by_article else counted.documents
        return Found(
            total,
            tuple(self._matches(level, best, weights)),
            counted.facets | {"status": questions.statuses_in(self._plan, counts)},
        )

    def _matches(self, level: Level, answer: dict, weights: ranking.Weights) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the server has it."""
        plan, candidates = self._plan, questions.candidates_in(answer)
        judged = judge(plan, candidates, weights)
        page = judged[plan.offset : plan.offset + plan.limit]
        missing = plan.limit - len(page)
        if not missing or len(candidates) < questions.CANDIDATES:
            return page
        known = {candidate.document for candidate in candidates}
        first = max(plan.offset - len(judged), 0) + (len(candidates) if plan.by_article else 0)
        (rest,) = self._ask(questions.others(plan, level, sorted(known))[first : first + missing])
        return page + judge(plan, questions.candidates_in(rest), weights)

    def _ask(self, *searches: Search) -> list[dict]:
        return self._server.ask(self._index, *searches)
