"""A sweep: what the rooms say, the rows, and every engine's index are compared in batches, and mended.

Changes are told as they happen (`actions.upkeep`); the sweep finds what nobody told, and what a fault has damaged.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.actions.claims import RebuildUnderWay
from search.actions.follow import Followed, follow_sources
from search.actions.lock import alone
from search.actions.rebuild import Unsound, rebuild_engine
from search.actions.store import with_sections
from search.actions.upkeep import index_stale, mark_stale
from search.engines.base import AT_ONCE, Engine, EngineUnavailable
from search.engines.current import engines_in_use
from search.models import SearchDocument

log = logging.getLogger(__name__)

LAST = 2**31 - 1
"""No document has a higher key."""


@dataclass
class Compared:
    """One engine's index against the rows. `anew`: it was built anew; `fault`: why it could not be mended."""

    missing: int = 0
    changed: int = 0
    left_over: int = 0
    anew: bool = False
    fault: str = ""

    @property
    def mended(self) -> int:
        return self.missing + self.changed + self.left_over


@dataclass
class Swept:
    """What a sweep found; `waiting` entries are still to be indexed."""

    rows: Followed
    engines: dict[str, Compared] = field(default_factory=dict)
    waiting: int = 0

    @property
    def mended(self) -> int:
        rows = sum(found.total() for found in (self.rows.missing, self.rows.changed, self.rows.gone))
        return rows + sum(compared.mended or compared.anew for compared in self.engines.values())

    @property
    def faults(self) -> list[str]:
        return [*self.rows.doubts, *(compared.fault for compared in self.engines.values() if compared.fault)]


def sweep(*, force: bool = False) -> Swept:
    """Compare and mend all; see `follow_sources` for `force`. Raises nothing for an engine that does not answer."""
    index_stale()
    swept = Swept(follow_sources(force=force))
    for engine in engines_in_use():
        swept.engines[engine.name] = _compared(engine)
    swept.waiting = index_stale()
    return swept


def mend_broken() -> dict[str, Compared]:
    """{engine: what was done} where an index is gone, or has lost a part: it is built anew, and nothing is compared.

    To be asked every few seconds. An engine that does not answer is left as it is.
    """
    found = {engine.name: Compared() for engine in engines_in_use() if _is_broken(engine)}
    for engine in engines_in_use():
        if engine.name in found:
            _build_anew(engine, found[engine.name])
    return found


def _is_broken(engine: Engine) -> bool:
    try:
        return not engine.is_whole()
    except EngineUnavailable:
        return False


def _compared(engine: Engine) -> Compared:
    """An index that is not there or not whole, or whose counts are wrong, is built anew if its server answers."""
    found = Compared()
    try:
        found.anew = not engine.is_whole()
        if not found.anew:
            _compare(engine, found)
            found.anew = not engine.counts_agree()
    except EngineUnavailable as error:
        log.warning("search engine %s: %s", engine.name, error)
        found.anew = True
    if found.anew:
        _build_anew(engine, found)
    return found


def _build_anew(engine: Engine, found: Compared) -> None:
    try:
        rebuild_engine(engine)
        found.anew = True
    except (EngineUnavailable, RebuildUnderWay, Unsound) as error:
        found.anew, found.fault = False, f"{engine.name}: {error}"


def _compare(engine: Engine, found: Compared) -> None:
    last = 0
    while last < LAST:
        documents = list(SearchDocument.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        upto = documents[-1].pk if len(documents) == AT_ONCE else LAST
        _mend(engine, documents, engine.held(last + 1, upto), found)
        last = upto


def _mend(engine: Engine, documents: Sequence[SearchDocument], known: Mapping[int, str], found: Compared) -> None:
    missing = [document for document in documents if document.pk not in known]
    prints = {stored[0].pk: engine.print_of(stored) for stored in with_sections(documents)}
    changed = [document for document in documents if known.get(document.pk, "") not in ("", prints[document.pk])]
    found.missing += len(missing)
    found.changed += len(changed)
    for kind in {document.kind for document in documents}:
        mark_stale(kind, [document.key for document in [*missing, *changed] if document.kind == kind], [engine])
    if left_over := known.keys() - prints.keys():
        found.left_over += _take_out(engine, left_over)


def _take_out(engine: Engine, documents: set[int]) -> int:
    """Forget what has no row; gives how many that were. What has just got one stays."""
    with alone():
        gone = sorted(documents - set(SearchDocument.objects.filter(pk__in=documents).values_list("pk", flat=True)))
        engine.remove(gone)
    return len(gone)
