"""The whole index made anew from what the rooms say now, while the old one answers."""

import logging
from collections import Counter
from collections.abc import Iterator

from core import clock
from core.batches import batches
from search.actions.store import all_stored, with_sections
from search.actions.upkeep import BATCH, index_stale, mark_stale
from search.engines.base import Engine, EngineUnavailable, Stored
from search.engines.current import database_engine, engines_in_use
from search.models import SearchDocument
from search.sources import sources

log = logging.getLogger(__name__)


def rebuild(engine_name: str = "") -> dict[str, int]:
    """{kind: documents}. Rows follow the sources batch by batch, then each engine, or the named one, is built anew.

    Raises `EngineUnavailable` when an engine does not answer; the rows are up to date by then.
    """
    mark_everything()
    index_stale()
    for engine in engines_in_use():
        if engine_name in ("", engine.name):
            rebuild_engine(engine)
    kinds = SearchDocument.objects.order_by("kind").values_list("kind", flat=True)
    return dict(Counter(kinds))


def rebuild_what_answers() -> None:
    """As `rebuild`, at the end of a load; an engine that does not answer is left as it is, and logged."""
    try:
        rebuild()
    except EngineUnavailable as error:
        log.warning("search is not rebuilt everywhere: %s", error)


def mark_everything() -> None:
    """Every entry that a source yields or that is stored is stale for the database's engine."""
    first = [database_engine()]
    for kind, key_batch in _all_keys():
        mark_stale(kind, key_batch, first)


def _all_keys() -> Iterator[tuple[str, list[str]]]:
    for kind, found in sources().items():
        for source in found:
            yield from ((kind, keys) for keys in batches((entry.key for entry in source.entries()), BATCH))
    for kind in SearchDocument.objects.values_list("kind", flat=True).distinct():
        stored = SearchDocument.objects.filter(kind=kind).values_list("key", flat=True)
        yield from ((kind, keys) for keys in batches(stored, BATCH))


def rebuild_engine(engine: Engine) -> int:
    """Build one engine's index from the rows, then bring in what changed in the meantime."""
    started, given = clock.real_now(), set[int]()
    count = engine.rebuild(_noting(all_stored(), given))
    changed = SearchDocument.objects.filter(written_at__gte=started)
    engine.put(with_sections(list(changed)))
    engine.remove(sorted(given - set(SearchDocument.objects.values_list("pk", flat=True))))
    return count


def _noting(documents: Iterator[Stored], given: set[int]) -> Iterator[Stored]:
    for document, sections in documents:
        given.add(document.pk)
        yield document, sections
