"""The engine: Elasticsearch finds, counts and sorts out candidates; `judging` ranks them as it does for all."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch_dsl import Search

from core.batches import batches
from core.known import known
from search import ranking
from search.engines.base import (
    SHOWN_AT_LEAST,
    Build,
    EngineUnavailable,
    Found,
    Match,
    Plan,
    RemoteEngine,
    Stored,
)
from search.engines.elastic import questions
from search.engines.elastic.facts import Counted
from search.engines.elastic.server import (
    SECONDS_TO_REBUILD,
    Server,
    begin,
    client_of,
    count,
    exchange,
    filling,
    leave,
    names_of,
    refresh,
    scanned,
    write,
)
from search.engines.elastic.shape import SHAPE, entries
from search.engines.widening import Level, all_words, levels
from search.indexed import Indexed
from search.judging import judge

T = TypeVar("T")
SECONDS, SECONDS_AN_ENTRY = 10.0, 0.001
BATCH = 20
"""Documents written in one call."""


class ElasticEngine(RemoteEngine):
    """`search_seconds`, `write_seconds`: how long a search, or writing one document, may take, all calls together.

    `enough`: whether an index with so many sections may answer.
    """

    name = "elastic"

    def __init__(
        self,
        *,
        search_seconds: float = SECONDS,
        write_seconds: float = SECONDS,
        url: str = "",
        alias: str = "",
        enough: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self._search_seconds, self._write_seconds, self._enough = search_seconds, write_seconds, enough
        self._url, self._alias = url or settings.ELASTICSEARCH_URL, alias

    @property
    def alias(self) -> str:
        """The name under which the index answers: this database's own, and this shape's."""
        return self._alias or f"portal-{known().instance}-{SHAPE}"

    def search(self, plan: Plan) -> Found:
        return Asking(Server(self._url, self._search_seconds), self.alias, plan, self._enough).found()

    def ping(self, seconds: float) -> None:
        """Raises `EngineUnavailable` unless the easiest of questions is answered in time."""
        Server(self._url, seconds).ask(self.alias, Search().extra(size=0, track_total_hits=False))

    def put(self, documents: Iterable[Stored]) -> None:
        for batch in batches(documents, BATCH):
            actions = [entry for stored in batch for entry in entries(stored)]
            server = Server(self._url, self._write_seconds + SECONDS_AN_ENTRY * len(actions))
            server.write(self.alias, actions)
            server.clear(self.alias, [document.pk for document, _ in batch], but=[a["_id"] for a in actions])

    def remove(self, documents: Sequence[int]) -> None:
        if documents:
            Server(self._url, self._write_seconds).clear(self.alias, documents)

    def begin(self) -> "ElasticBuild":
        """Of two rebuilds at a time the later wins."""
        return ElasticBuild(self._url, self.alias)

    def held(self, first: int, last: int) -> dict[int, str]:
        wanted = Search(index=self.alias).filter("range", document={"gte": first, "lte": last})
        found: dict[int, dict[str, Any]] = defaultdict(dict)
        for key, source in Server(self._url, SECONDS_TO_REBUILD).call(lambda client: scanned(client, wanted)):
            found[source["document"]][key] = source
        return {document: _print_of(sources) for document, sources in found.items()}

    def is_whole(self) -> bool:
        server = Server(self._url, self._write_seconds)
        indexes = server.call(lambda client: names_of(client, f"{self.alias}-*"))
        if not any(self.alias in names for names in indexes.values()):
            return False
        return self._enough(server.call(lambda client: count(client, Search(index=self.alias))))

    def print_of(self, stored: Stored) -> str:
        return _print_of({entry["_id"]: entry["_source"] for entry in entries(stored)})


class ElasticBuild(Build):
    """An index of its own, filled under the alias for fillings, then let answer. No step waits for ever."""

    def __init__(self, url: str, alias: str) -> None:
        self._url, self._alias, self._old = url, alias, list[str]()
        self._index = self._call(lambda client: begin(client, alias))

    def add(self, documents: Sequence[Stored]) -> None:
        for batch in batches(documents, BATCH):
            self._write([entry for stored in batch for entry in entries(stored)])

    def _write(self, actions: Sequence[dict[str, Any]]) -> None:
        self._call(lambda client: write(client, filling(self._alias), actions))

    def _call(self, work: Callable[[Elasticsearch], T]) -> T:
        return Server(self._url, SECONDS_TO_REBUILD).call(work)

    def drop(self, documents: Sequence[int]) -> None:
        if documents:
            self._call(lambda client: refresh(client, self._index))
            Server(self._url, SECONDS_TO_REBUILD).clear(filling(self._alias), documents)

    def sections(self) -> int:
        self._call(lambda client: refresh(client, self._index))
        return self._call(lambda client: count(client, Search(index=self._index)))

    def finds(self, document: int, words: Sequence[str]) -> bool:
        asked = Search(index=self._index).filter("term", document=document)
        asked = asked.query("match", all={"query": " ".join(words), "operator": "and"})
        return self._call(lambda client: count(client, asked)) > 0

    def swap(self) -> None:
        self._old = self._call(lambda client: exchange(client, self._alias, self._index))

    def finish(self) -> None:
        """The old indexes go once nobody reads in them any more."""
        leave(client_of(self._url), self._old)


def _print_of(sources: Mapping[str, Mapping[str, Any]]) -> str:
    return hashlib.blake2b(json.dumps(sources, sort_keys=True).encode(), digest_size=16).hexdigest()


def _as_found(matches: Sequence[Match], candidates: Sequence[Indexed]) -> list[Match]:
    """In the order in which the server found their sections, or the first section of each document."""
    places: dict[int, int] = {}
    for place, candidate in enumerate(candidates):
        places.setdefault(candidate.document, place)
    return sorted(matches, key=lambda match: places[match.document])


class Asking:
    """One search: a few questions, each building on the answers before."""

    def __init__(self, server: Server, index: str, plan: Plan, enough: Callable[[int], bool]) -> None:
        self._server, self._index, self._plan, self._enough = server, index, plan, enough

    def found(self) -> Found:
        """The first level is asked together with how common the words are; a word that stands nowhere is left out."""
        terms = self._plan.terms
        if not terms.words:
            return Found(0, ())
        hopeful = all_words([terms.words, *(other.words for other in terms.also)])
        common, *answers = self._ask(questions.frequencies_of(terms.every_word), *questions.of(self._plan, hopeful))
        sections, frequencies = questions.sections_in(common), questions.frequencies_in(common)
        if not self._enough(sections):
            raise EngineUnavailable(f"the index holds only a part: {sections} sections")
        known, unknown = ranking.known_of(terms, frequencies), ranking.unknown_of(terms, frequencies)
        if not known.readings:
            return Found(0, (), unknown=unknown)
        weights = ranking.weigh_all(known, frequencies, sections, terms.liked)
        for level in levels(known.readings, frequencies, terms.quoted):
            if level != hopeful:
                answers = self._ask(*questions.of(self._plan, level))
            best, (counts, counted) = answers[0], self._counts(level, answers[1])
            if counted.documents >= self._plan.enough:
                break
        total = questions.sections_in(counts) if self._plan.by_article else counted.documents
        return Found(
            total,
            tuple(self._matches(level, best, weights)),
            counted.facets | {"status": questions.statuses_in(self._plan, counts)},
            unknown=unknown,
            more=questions.are_rough(counts),
        )

    def _counts(self, level: Level, answer: dict) -> tuple[dict, Counted]:
        """Rough ones where they reach so far as the page asked for; else all is counted."""
        plan, counted = self._plan, questions.counted_in(self._plan, answer)
        enough = max(plan.offset + plan.limit, SHOWN_AT_LEAST)
        if not questions.are_rough(answer) or counted.documents >= enough:
            return answer, counted
        (exact,) = self._ask(questions.counts(plan, level))
        return exact, questions.counted_in(plan, exact)

    def _matches(self, level: Level, answer: dict, weights: ranking.Weights) -> list[Match]:
        """The page asked for: judged candidates first, then, deep down, whatever else fits as the server has it."""
        plan, candidates = self._plan, questions.candidates_in(answer)
        if not plan.limit:
            return []
        judged = judge(plan, candidates, weights)
        if plan.sort:
            return _as_found(judged, candidates)
        page = judged[plan.offset : plan.offset + plan.limit]
        missing = plan.limit - len(page)
        if not missing or len(candidates) < questions.CANDIDATES:
            return page
        known = {candidate.document for candidate in candidates}
        first = max(plan.offset - len(judged), 0) + (len(candidates) if plan.by_article else 0)
        (rest,) = self._ask(questions.page_of(questions.others(plan, level, sorted(known)), first, missing))
        return page + judge(plan, questions.candidates_in(rest), weights)

    def _ask(self, *searches: Search) -> list[dict]:
        return self._server.ask(self._index, *searches)
