"""How much an index outside of the database must hold: one that has lost a part answers happily, without it."""

from collections.abc import Iterator

from django.core.cache import cache

from core.batches import batches
from search.models import SearchDocument, SearchSection, Stale

SECONDS_KEPT = 10
MOST_WAITING = 1_000
"""So many entries that wait explain whatever is missing: they are the load of a whole archive."""
TOLERATED = 0.01
"""Share that may be missing: what is written or taken away while two counts are compared. The sweep finds it."""


def holds_enough(engine: str, sections: int) -> bool:
    """Whether an index with so many sections lacks nothing but what waits for it. Counts anew only when in doubt."""
    key = f"search.least.{engine}"
    least = cache.get(key)
    if least is None or sections < least:
        least = least_sections(engine)
        cache.set(key, least, SECONDS_KEPT)
    return sections >= least


def least_sections(engine: str) -> int:
    """All sections that are stored, without those of documents that wait to be indexed."""
    waiting = list(Stale.objects.filter(engine=engine).values_list("kind", "key").distinct()[: MOST_WAITING + 1])
    if len(waiting) > MOST_WAITING:
        return 0
    stored = SearchSection.objects.count() - sum(_sections_of(waiting))
    return stored - int(stored * TOLERATED)


def _sections_of(waiting: list[tuple[str, str]]) -> Iterator[int]:
    for kind in {kind for kind, _ in waiting}:
        for keys in batches((key for of, key in waiting if of == kind), 500):
            documents = SearchDocument.objects.filter(kind=kind, key__in=keys)
            yield SearchSection.objects.filter(document__in=documents).count()
