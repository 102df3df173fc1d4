"""Entries that wait are brought up to what the rooms say now, in one engine, all of a batch together."""

from collections.abc import Collection, Sequence

from core import clock
from core.searchable import Entry
from search.actions.claims import is_being_rebuilt
from search.actions.store import forget, store, with_sections
from search.engines.base import Engine
from search.engines.current import database_engine, engines_in_use
from search.models import SearchDocument, Stale
from search.sources import sources


def bring_up(engine: Engine, kind: str, waiting: Sequence[Stale]) -> None:
    """The database's engine first makes the rows anew; the others are given those."""
    if engine.name == database_engine().name:
        _follow_sources(engine, kind, {stale.key for stale in waiting})
    else:
        _follow_rows(engine, kind, waiting)


def current_entries(kind: str, keys: Collection[str]) -> list[Entry]:
    """What the sources say now."""
    return [entry for source in sources().get(kind, []) for entry in source.entries(keys)]


def _follow_sources(engine: Engine, kind: str, keys: Collection[str]) -> None:
    stored = store(kind, current_entries(kind, sorted(keys)))
    engine.put(stored)
    left = set(keys) - {document.key for document, _ in stored}
    if left:
        _remember(kind, left)
        engine.remove(forget(kind, left))


def _follow_rows(engine: Engine, kind: str, waiting: Sequence[Stale]) -> None:
    """What has no row any more has gone."""
    documents = list(SearchDocument.objects.filter(kind=kind, key__in={stale.key for stale in waiting}))
    engine.put(with_sections(documents))
    present = {document.pk for document in documents}
    engine.remove(sorted({stale.document for stale in waiting if stale.document} - present))


def _remember(kind: str, keys: Collection[str]) -> None:
    """Write down for the other engines, and for an index that is being built, under which key they know what goes."""
    database, *others = engines_in_use()
    told = [(engine.name, False) for engine in others]
    told += [(database.name, True)] if is_being_rebuilt(database) else []
    gone = SearchDocument.objects.filter(kind=kind, key__in=keys).values_list("pk", "key") if told else ()
    now = clock.real_now()
    Stale.objects.bulk_create(
        Stale(kind=kind, key=key, engine=name, since=now, document=pk, held=held, next_try=now)
        for pk, key in gone
        for name, held in told
    )
