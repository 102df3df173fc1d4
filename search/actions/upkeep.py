"""The index follows what readers may see: rooms say what they changed, and it is indexed when that is committed.

The change itself writes what is stale, so a crash between commit and indexing loses nothing: what a change leaves
over is indexed by whoever watches (`search.upkeep_queue`), by `index_stale`, or by a rebuild.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from core import clock
from search.actions.bring_up import bring_up
from search.actions.claims import is_being_rebuilt
from search.actions.lock import ALWAYS, alone
from search.engines.base import Engine, EngineUnavailable
from search.engines.current import engines_in_use
from search.models import Stale

log = logging.getLogger(__name__)

BATCH = 100
LONGEST_WAIT = dt.timedelta(minutes=5)
MILLISECONDS_TO_WAIT = 500
"""How long a publisher waits for another writer of the index, such as a rebuild that changes over."""
HELD_FOR = dt.timedelta(seconds=30)
"""What is indexed during a rebuild is indexed again after so long at the latest, should the rebuild be killed."""


def touch(kind: str, *keys: str) -> None:
    """Note that entries of a kind may have changed, appeared or gone; call it inside the change's transaction.

    On commit up to a hundred of them are indexed at once; the rest, and whatever fails, within seconds by the watch.
    """
    if keys:
        mark_stale(kind, keys)
        transaction.on_commit(lambda: index_touched(kind, keys), robust=True)


def mark_stale(kind: str, keys: Iterable[str], engines: Sequence[Engine] | None = None) -> None:
    """Write what is to be indexed anew, for each engine in use."""
    now = clock.real_now()
    names = [engine.name for engine in (engines_in_use() if engines is None else engines)]
    rows = [
        Stale(kind=kind, key=key, engine=name, since=now, next_try=now)
        for key in dict.fromkeys(keys)
        for name in names
    ]
    Stale.objects.bulk_create(rows, batch_size=100)


def index_touched(kind: str, keys: Sequence[str]) -> None:
    """Index what one change touched, and up to a hundred entries what else waits of its kind.

    So the many changes of one import are indexed by its first, and their publisher waits for no more than that.
    """
    for engine in engines_in_use():
        with _faults_logged(engine):
            due = _due(engine).filter(kind=kind)
            own = list(due.filter(key__in=keys[:BATCH]))
            others = due.filter(attempts=0).exclude(key__in=keys[:BATCH]).order_by("pk")
            batch = [*own, *others[: max(BATCH - len(own), 0)]] if own else []
            if batch and not _try(engine, kind, batch, MILLISECONDS_TO_WAIT):
                _try_one(engine, kind, own)


def index_stale() -> int:
    """Index all that is due, in every engine; gives how many entries are still stale, and logs why."""
    for engine in engines_in_use():
        with _faults_logged(engine):
            _index(engine)
    return Stale.objects.filter(held=False).values("engine", "kind", "key").distinct().count()


@contextmanager
def _faults_logged(engine: Engine) -> Iterator[None]:
    try:
        yield
    except EngineUnavailable as error:
        log.warning("search engine %s: %s", engine.name, error)


def _index(engine: Engine) -> None:
    """Batch by batch, each once: a batch that fails is tried entry by entry, so that one can't block the others."""
    for kind, batch in _batches(engine):
        if not _try(engine, kind, batch):
            for _, rows in groupby(sorted(batch, key=_key), key=_key):
                _try_one(engine, kind, list(rows))


def _try_one(engine: Engine, kind: str, rows: Sequence[Stale]) -> None:
    if not _try(engine, kind, rows):
        _put_off(rows)


def _key(stale: Stale) -> str:
    return stale.key


def _due(engine: Engine) -> QuerySet[Stale]:
    return Stale.objects.filter(engine=engine.name, next_try__lte=clock.real_now())


def _batches(engine: Engine) -> Iterator[tuple[str, list[Stale]]]:
    """What is due now, oldest first within its kind; what failed before comes by itself."""
    due = _due(engine)
    for kind in list(due.order_by("kind").values_list("kind", flat=True).distinct()):
        for failed, size in ((False, BATCH), (True, 1)):
            waiting, last = due.filter(kind=kind, attempts__gt=0) if failed else due.filter(kind=kind, attempts=0), 0
            while batch := list(waiting.filter(pk__gt=last).order_by("pk")[:size]):
                yield kind, batch
                last = batch[-1].pk


def _try(engine: Engine, kind: str, batch: Sequence[Stale], milliseconds: int = ALWAYS) -> bool:
    try:
        with alone(milliseconds):
            waiting = _all_of(engine, kind, batch)
            if waiting:
                bring_up(engine, kind, waiting)
                _settle(engine, waiting)
    except EngineUnavailable:
        raise
    except Exception:  # whatever one room's entry does, the others must get in
        log.exception("not indexed in %s: %s %s", engine.name, kind, [stale.key for stale in batch][:5])
        return False
    return True


def _all_of(engine: Engine, kind: str, batch: Sequence[Stale]) -> list[Stale]:
    """Every row of the entries, those put off too; none when another process has indexed them meanwhile."""
    still = Stale.objects.filter(pk__in=[stale.pk for stale in batch]).values("key")
    return list(Stale.objects.filter(engine=engine.name, kind=kind, key__in=still))


def _settle(engine: Engine, indexed: Sequence[Stale]) -> None:
    """Strike off what was indexed; what changed again meanwhile is a row of its own. During a rebuild hold it."""
    rows = Stale.objects.filter(pk__in=[stale.pk for stale in indexed])
    if is_being_rebuilt(engine):
        rows.update(held=True, attempts=0, next_try=clock.real_now() + HELD_FOR)
    else:
        rows.delete()


def _put_off(failed: Sequence[Stale]) -> None:
    """Twice as long after each failure: two seconds, four, eight, up to some minutes."""
    attempts = max(stale.attempts for stale in failed) + 1
    wait = min(dt.timedelta(seconds=2 ** min(attempts, 10)), LONGEST_WAIT)
    with alone():
        rows = Stale.objects.filter(pk__in=[stale.pk for stale in failed])
        rows.update(attempts=attempts, next_try=clock.real_now() + wait)
