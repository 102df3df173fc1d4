"""The index follows what readers may see: rooms say what they changed, and it is indexed when that is committed.

The change itself writes what is stale, so a crash between commit and indexing loses nothing: what is stale is
indexed at the next change, by `index_stale`, or by a rebuild.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice

from django.db import connection, transaction

from core import clock
from core.searchable import Entry
from search.actions.store import forget, store, with_sections
from search.engines.base import Engine, EngineUnavailable
from search.engines.current import database_engine, engines_in_use
from search.models import SearchDocument, Stale
from search.sources import sources

log = logging.getLogger(__name__)

BATCH = 100
LOCK = 7_412_002


def touch(kind: str, *keys: str) -> None:
    """Note that entries of a kind may have changed, appeared or gone; call it inside the change's transaction."""
    if keys:
        mark_stale(kind, keys)
        transaction.on_commit(index_stale, robust=True)


def mark_stale(kind: str, keys: Iterable[str], engines: Sequence[Engine] | None = None) -> None:
    """Write what is to be indexed anew, for each engine in use."""
    now = clock.real_now()
    names = [engine.name for engine in (engines_in_use() if engines is None else engines)]
    rows = [Stale(kind=kind, key=key, engine=name, since=now) for key in dict.fromkeys(keys) for name in names]
    Stale.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "key", "engine"], update_fields=["since"], batch_size=200
    )


def index_stale() -> int:
    """Index all that is stale, in every engine; gives how many entries are still stale, and logs why."""
    for engine in engines_in_use():
        try:
            _index(engine)
        except EngineUnavailable as error:
            log.warning("search engine %s: %s", engine.name, error)
    return Stale.objects.count()


def _index(engine: Engine) -> None:
    """Batch by batch, each once: a batch that fails is tried entry by entry, so that one can't block the others."""
    for kind, batch in _batches(engine.name):
        if not _try(engine, kind, batch):
            for stale in batch:
                _try(engine, kind, [stale])


def _batches(engine: str) -> Iterator[tuple[str, list[Stale]]]:
    waiting = Stale.objects.filter(engine=engine).order_by("kind", "pk")
    for kind, found in groupby(list(waiting), key=lambda stale: stale.kind):
        while batch := list(islice(found, BATCH)):
            yield kind, batch


def _try(engine: Engine, kind: str, batch: Sequence[Stale]) -> bool:
    try:
        with transaction.atomic():
            _lock()
            _bring_up(engine, kind, batch)
            _settle(batch)
    except EngineUnavailable:
        raise
    except Exception:  # whatever one room's entry does, the others must get in
        log.exception("not indexed in %s: %s %s", engine.name, kind, [stale.key for stale in batch][:5])
        return False
    return True


def _bring_up(engine: Engine, kind: str, batch: Sequence[Stale]) -> None:
    keys = [stale.key for stale in batch]
    if engine.name != database_engine().name:
        return _follow(engine, kind, batch)
    stored = store(kind, current_entries(kind, keys))
    engine.put(stored)
    left = set(keys) - {document.key for document, _ in stored}
    _remember(kind, left)
    engine.remove(forget(kind, left))
    return None


def current_entries(kind: str, keys: Collection[str]) -> list[Entry]:
    """What the sources say now."""
    return [entry for source in sources().get(kind, []) for entry in source.entries(keys)]


def _follow(engine: Engine, kind: str, batch: Sequence[Stale]) -> None:
    """Give another engine the rows that the database's has already; what has no row there has gone."""
    documents = list(SearchDocument.objects.filter(kind=kind, key__in=[stale.key for stale in batch]))
    engine.put(with_sections(documents))
    present = {document.pk for document in documents}
    engine.remove([stale.document for stale in batch if stale.document and stale.document not in present])


def _remember(kind: str, keys: Collection[str]) -> None:
    """Write down for the other engines under which key they know what is about to go."""
    others = [engine.name for engine in engines_in_use()[1:]]
    gone = SearchDocument.objects.filter(kind=kind, key__in=keys).values_list("pk", "key") if others else ()
    Stale.objects.bulk_create(
        (
            Stale(kind=kind, key=key, engine=name, since=clock.real_now(), document=pk)
            for pk, key in gone
            for name in others
        ),
        update_conflicts=True,
        unique_fields=["kind", "key", "engine"],
        update_fields=["since", "document"],
    )


def _settle(batch: Sequence[Stale]) -> None:
    """Strike off what was indexed, unless it has changed again meanwhile."""
    for since in {stale.since for stale in batch}:
        Stale.objects.filter(pk__in=[stale.pk for stale in batch], since=since).delete()


def _lock() -> None:
    """One writer of the index at a time: SQLite's transactions are that by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
