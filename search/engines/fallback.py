"""Elasticsearch in front, the database behind: a search is answered in time whatever Elasticsearch does.

After a fault Elasticsearch is left alone for some seconds, known to all threads (and, with a shared cache, to all
processes); then one call tries it while the others still go to the database. One question that it refuses, or that
takes it too long, is no fault of the server while it still answers the easiest: only that question goes to the
database.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from django.core.cache import cache

from core import clock
from search.engines.base import (
    Build,
    Engine,
    EngineUnavailable,
    Found,
    NoAnswerInTime,
    Plan,
    QueryRefused,
    RemoteEngine,
    Stored,
)
from search.engines.wholeness import holds_enough

T = TypeVar("T")
SEARCH_SECONDS, WRITE_SECONDS = 0.15, 1.0
"""What Elasticsearch is given: a search has 0.3 s in all, the database's answer included."""
PING_SECONDS = 0.05
SLOW_IN_A_ROW = 3
"""So many slow answers, one after the other, are the server's own."""
SECONDS_LEFT_ALONE, SECONDS_TO_TRY, SECONDS_REMEMBERED = 5, 2, 24 * 3600


def engine_with_fallback() -> "EngineWithFallback":
    """Elasticsearch, and the database's own engine when it does not answer."""
    from search.engines.current import database_engine

    return EngineWithFallback(guarded_elastic(), database_engine())


def guarded_elastic() -> "GuardedEngine":
    """Elasticsearch, given little time."""
    from search.engines.elastic import ElasticEngine

    enough = partial(holds_enough, ElasticEngine.name)
    return GuardedEngine(ElasticEngine(search_seconds=SEARCH_SECONDS, write_seconds=WRITE_SECONDS, enough=enough))


@dataclass(frozen=True)
class Trouble:
    """Since when an engine has not answered, by the portal's clock; until when, in epoch time, it is left alone."""

    since: dt.datetime
    until: float


class GuardedEngine(Engine):
    """An engine that is left alone for a while once it has failed."""

    def __init__(self, engine: RemoteEngine) -> None:
        self._engine, self.name = engine, engine.name
        self._key, self._trial = f"search.trouble.{engine.name}", f"search.trial.{engine.name}"
        self._slow = f"search.slow.{engine.name}"

    def search(self, plan: Plan) -> Found:
        return self._guarded(lambda: self._engine.search(plan))

    def put(self, documents: Iterable[Stored]) -> None:
        self._guarded(lambda: self._engine.put(documents))

    def remove(self, documents: Sequence[int]) -> None:
        self._guarded(lambda: self._engine.remove(documents))

    def begin(self) -> Build:
        """Whoever rebuilds has come to mend it: asked in any case."""
        return self._engine.begin()

    def held(self, first: int, last: int) -> dict[int, str]:
        return self._guarded(lambda: self._engine.held(first, last))

    def print_of(self, stored: Stored) -> str:
        return self._engine.print_of(stored)

    def is_whole(self) -> bool:
        """Whoever asks has come to mend it."""
        return self._engine.is_whole()

    def mended(self) -> None:
        self._answered()

    def trouble(self) -> Trouble | None:
        """None while it answers."""
        return cache.get(self._key)

    def _guarded(self, work: Callable[[], T]) -> T:
        trouble = self.trouble()
        if trouble is not None and not self._may_try(trouble):
            raise EngineUnavailable(f"{self.name} is left alone since its last fault")
        try:
            result = work()
        except EngineUnavailable as error:
            if not self._answers_others(error, trouble):
                self._failed(trouble)
            raise
        if trouble is not None or cache.get(self._slow):
            self._answered()
        return result

    def _answers_others(self, error: EngineUnavailable, trouble: Trouble | None) -> bool:
        """Whether the fault is that of one question. Who has been in trouble has to prove the contrary."""
        if isinstance(error, QueryRefused):
            if trouble is not None:
                self._answered()
            return True
        return isinstance(error, NoAnswerInTime) and trouble is None and not self._is_slow_again() and self._pings()

    def _is_slow_again(self) -> bool:
        """Counts the slow answers since the last quick one."""
        slow = cache.get(self._slow, 0) + 1
        cache.set(self._slow, slow, SECONDS_REMEMBERED)
        return slow >= SLOW_IN_A_ROW

    def _pings(self) -> bool:
        try:
            self._engine.ping(PING_SECONDS)
        except EngineUnavailable:
            return False
        return True

    def _may_try(self, trouble: Trouble) -> bool:
        """Whether it has been left alone long enough, and nobody else tries it right now."""
        return time.time() >= trouble.until and bool(cache.add(self._trial, True, SECONDS_TO_TRY))

    def _failed(self, trouble: Trouble | None) -> None:
        since = trouble.since if trouble else clock.now()
        cache.set(self._key, Trouble(since, time.time() + SECONDS_LEFT_ALONE), SECONDS_REMEMBERED)
        cache.delete(self._trial)

    def _answered(self) -> None:
        cache.delete_many([self._key, self._trial, self._slow])


class EngineWithFallback(Engine):
    """`first` if it answers, else `second`, which says since when; what is written goes to both."""

    def __init__(self, first: GuardedEngine, second: Engine) -> None:
        self._first, self._second, self.name = first, second, first.name

    def search(self, plan: Plan) -> Found:
        try:
            return self._first.search(plan)
        except EngineUnavailable:
            found = self._second.search(plan)
        trouble = self._first.trouble()
        return replace(found, degraded_since=trouble.since if trouble else clock.now())

    def put(self, documents: Iterable[Stored]) -> None:
        """`second` first, so that it has the change whether or not `first` takes it."""
        stored = list(documents)
        self._second.put(stored)
        self._first.put(stored)

    def remove(self, documents: Sequence[int]) -> None:
        self._second.remove(documents)
        self._first.remove(documents)

    def begin(self) -> Build:
        """Of `first`: the other is built by itself."""
        return self._first.begin()

    def held(self, first: int, last: int) -> dict[int, str]:
        return self._first.held(first, last)

    def print_of(self, stored: Stored) -> str:
        return self._first.print_of(stored)

    def is_whole(self) -> bool:
        return self._first.is_whole()

    def rebuild(self, documents: Iterable[Stored]) -> int:
        stored = list(documents)
        self._second.rebuild(stored)
        return self._first.rebuild(stored)
