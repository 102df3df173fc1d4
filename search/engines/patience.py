"""Waiting for another machine, but never longer than promised: a name that is not resolved, a socket that accepts
and is silent, an answer that drips, all end at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from search.engines.base import EngineUnavailable, NoAnswerInTime

T = TypeVar("T")
MOST_WAITING = 32
_waiting = threading.BoundedSemaphore(MOST_WAITING)


class Patience:
    """How long an engine may be waited for, all calls together. Not for work with the database."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, at least a millisecond."""
        return max(self._ends - time.monotonic(), 0.001)

    def wait_for(self, work: Callable[[], T]) -> T:
        """What `work` gives or raises; `NoAnswerInTime` if that takes too long, `EngineUnavailable` if many wait."""
        if not _waiting.acquire(blocking=False):
            raise EngineUnavailable("too many calls wait for an answer")
        call = _Call(work)
        threading.Thread(target=call.run, daemon=True, name="engine call").start()
        return call.result(self.left)


class _Call(Generic[T]):
    """One piece of work in a thread of its own; whoever asked may have gone when it ends."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._done = threading.Event()
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            self._error = error
        finally:
            _waiting.release()
            self._done.set()

    def result(self, seconds: float) -> T:
        if not self._done.wait(seconds):
            raise NoAnswerInTime("no answer in time")
        if self._error is not None:
            raise self._error
        return self._results[0]
