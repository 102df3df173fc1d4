"""Who builds an engine's index right now: one at a time, and a process that was killed stands in nobody's way."""

import datetime as dt
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError

from core import clock
from search.actions.lock import alone
from search.engines.base import Engine
from search.models import Rebuilding, Stale

SILENT = dt.timedelta(minutes=1)
"""A rebuild on another machine that has not told of itself for so long is taken for dead."""


class RebuildUnderWay(Exception):
    """Another process builds this engine's index."""


class Claim:
    """The right to build an engine's index, as long as it tells of itself."""

    def __init__(self, row: Rebuilding) -> None:
        self._row = row

    def beat(self) -> None:
        """Tell that the work goes on. Raises `RebuildUnderWay` if another process has taken over."""
        if not Rebuilding.objects.filter(pk=self._row.pk).update(beat=clock.real_now()):
            raise RebuildUnderWay(self._row.engine)

    def give_back(self) -> None:
        """What was held is due: it is indexed again in what answers now."""
        with alone():
            Rebuilding.objects.filter(pk=self._row.pk).delete()
            Stale.objects.filter(engine=self._row.engine, held=True).update(held=False, next_try=clock.real_now())


@contextmanager
def claimed(engine: Engine) -> Iterator[Claim]:
    """Meanwhile what is indexed in the engine is held, to be indexed again. Raises `RebuildUnderWay`."""
    claim = _take(engine)
    try:
        yield claim
    finally:
        with suppress(DatabaseError):
            claim.give_back()


def is_being_rebuilt(engine: Engine) -> bool:
    """To be asked by who writes the index alone: a rebuild that begins waits for that."""
    return any(_lives(row) for row in Rebuilding.objects.filter(engine=engine.name))


def _take(engine: Engine) -> Claim:
    """Once everyone who writes the index has committed: what they wrote is read, what comes later is held."""
    with alone():
        if is_being_rebuilt(engine):
            raise RebuildUnderWay(engine.name)
        Rebuilding.objects.filter(engine=engine.name).delete()
        return Claim(Rebuilding.objects.create(engine=engine.name, host=socket.gethostname()[:255], pid=os.getpid()))


def _lives(row: Rebuilding) -> bool:
    if row.host == socket.gethostname()[:255] and not _runs(row.pid):
        return False
    return clock.real_now() - row.beat < SILENT


def _runs(pid: int) -> bool:
    """Whether this machine has such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
