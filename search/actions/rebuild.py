"""The whole index made anew from what the rooms say now, while the old one answers."""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext

from core.batches import batches
from search.actions.claims import Claim, RebuildUnderWay, claimed
from search.actions.follow import follow_sources
from search.actions.lock import alone
from search.actions.store import all_stored, with_sections
from search.actions.upkeep import mark_stale
from search.engines.base import AT_ONCE, Build, Engine, EngineUnavailable, EntryRefused, Stored
from search.engines.current import engines_in_use
from search.indexed import running
from search.models import SearchDocument, SearchSection, Stale

log = logging.getLogger(__name__)

PROBES, LONGEST_PROBE = 3, 20
"""Documents of each kind that must be found by their titles, and how many words of a title are asked for."""
TRIES, SECONDS_BETWEEN_TRIES = 5, 0.2


class Unsound(Exception):
    """A new index is not what it should be, and does not get to answer; says so in Vietnamese."""


def rebuild(engine_name: str = "", *, force: bool = False) -> dict[str, int]:
    """{kind: documents}. Rows follow the sources batch by batch, then each engine, or the named one, is built anew.

    Raises `EngineUnavailable` when an engine does not answer, `RebuildUnderWay` when another process builds it, and
    `Unsound` (without `force` also when a source fails or runs dry). Whatever is raised, the old index answers on.
    """
    named = [engine for engine in engines_in_use() if engine_name in ("", engine.name)]
    names = {engine.name for engine in named}
    told = [engine for engine in engines_in_use() if engine.in_database or engine.name not in names]
    followed = follow_sources(force=force, engines=told)
    if followed.doubts and not force:
        raise Unsound(" ".join(followed.doubts))
    for engine in named:
        rebuild_engine(engine)
    return dict(Counter(SearchDocument.objects.order_by("kind").values_list("kind", flat=True)))


def rebuild_what_answers() -> None:
    """As `rebuild`, at the end of a load; an engine that can't be built anew is left as it is, and logged."""
    try:
        rebuild()
    except (EngineUnavailable, RebuildUnderWay, Unsound) as error:
        log.warning("search is not rebuilt everywhere: %s", error)


def rebuild_engine(engine: Engine) -> int:
    """Build one engine's index from the rows beside the one that answers, look at it, and let it answer.

    What is written in the meantime is brought in before; what comes while a foreign engine changes over, right after.
    """
    with claimed(engine) as claim:
        build, count = Filling(engine.begin()), 0
        for documents in batches(all_stored(), AT_ONCE):
            build.add(documents)
            claim.beat()
            count += len(documents)
        with _undisturbed(engine):
            _complete(engine, build, claim)
            build.of.swap()
            claim.give_back()
        _let_wait(engine, build.refused)
    build.of.finish()
    engine.mended()
    return count


class Filling:
    """A build, and the documents that the engine would not take: one of them does not keep the others out."""

    def __init__(self, build: Build) -> None:
        self.of, self.refused = build, set[int]()

    def add(self, documents: Sequence[Stored]) -> None:
        try:
            self.of.add(documents)
        except EntryRefused:
            self.of.drop([document.pk for document, _ in documents])
            for stored in documents:
                self._add_one(stored)

    def _add_one(self, stored: Stored) -> None:
        try:
            self.of.add([stored])
        except EntryRefused as error:
            log.error("not indexed: %s %s: %s", stored[0].kind, stored[0].key, error)
            self.refused.add(stored[0].pk)
            self.of.drop([stored[0].pk])

    def wanted(self) -> int:
        """How many sections it must hold."""
        return SearchSection.objects.exclude(document__in=self.refused).count()


def _let_wait(engine: Engine, refused: set[int]) -> None:
    """What the engine would not take is tried again later; until then the outbox says why it is missing."""
    for kind, key in SearchDocument.objects.filter(pk__in=refused).values_list("kind", "key"):
        mark_stale(kind, [key], [engine])


def _undisturbed(engine: Engine) -> AbstractContextManager[None]:
    """Nobody writes while tables of the database change over; nobody is kept waiting for another server."""
    return alone() if engine.in_database else nullcontext()


def _complete(engine: Engine, build: Filling, claim: Claim) -> None:
    """Bring in what was written since, as often as something is written meanwhile, then look at the whole."""
    brought = set[int]()
    for _ in range(TRIES):
        claim.beat()
        brought |= _catch_up(engine, build, brought)
        if build.of.sections() == build.wanted():
            break
        time.sleep(SECONDS_BETWEEN_TRIES)
    else:
        raise Unsound(f"Chỉ mục mới có {build.of.sections()} phần, phải có {build.wanted()} phần.")
    if lost := _not_found(build):
        raise Unsound(f"Chỉ mục mới không tìm thấy theo tên của chính nó: {'; '.join(lost)[:300]}.")
    claim.beat()


def _catch_up(engine: Engine, build: Filling, brought: set[int]) -> set[int]:
    """Entries that changed since the rebuild began; gives the rows of the outbox that are brought in by that."""
    changed = Stale.objects.filter(engine=engine.name).exclude(pk__in=brought).order_by("pk")
    found = set[int]()
    for waiting in batches(changed.filter(held=True) if engine.in_database else changed, AT_ONCE):
        found |= {stale.pk for stale in waiting}
        documents = list(_documents_of(waiting))
        gone = {stale.document for stale in waiting if stale.document}
        build.of.drop(sorted({document.pk for document in documents} | gone))
        build.add(list(with_sections(documents)))
    return found


def _documents_of(waiting: Sequence[Stale]) -> Iterator[SearchDocument]:
    keys: dict[str, set[str]] = {}
    for stale in waiting:
        keys.setdefault(stale.kind, set()).add(stale.key)
    for kind, found in keys.items():
        yield from SearchDocument.objects.filter(kind=kind, key__in=found)


def _not_found(build: Filling) -> list[str]:
    """Titles of documents that a search for their own titles does not meet: the first and the last of each kind."""
    kinds = SearchDocument.objects.order_by("kind").values_list("kind", flat=True).distinct()
    return [title for kind in kinds for title in _lost_of(kind, build)]


def _lost_of(kind: str, build: Filling) -> Iterator[str]:
    stored = SearchDocument.objects.filter(kind=kind).exclude(pk__in=build.refused)
    probes = {one.pk: one for order in ("pk", "-pk") for one in stored.order_by(order)[:PROBES]}
    for document in probes.values():
        asked = running(document.title).split()[:LONGEST_PROBE]
        if asked and not build.of.finds(document.pk, asked):
            yield document.title
