"""Rows are compared with what the sources say now, in batches; what differs is indexed anew."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.batches import batches
from core.searchable import Entry
from search.actions.store import differs, rows_of
from search.actions.upkeep import BATCH, index_stale, mark_stale
from search.engines.base import Engine
from search.models import SearchDocument
from search.query import KIND_NAMES
from search.sources import sources

log = logging.getLogger(__name__)

FEW = 20
"""So many entries of a kind may go together without a question."""


@dataclass
class Followed:
    """What differed, by kind. `doubts`: why some kinds were left as they are, each a sentence in Vietnamese."""

    missing: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)


def follow_sources(*, force: bool = False, engines: Sequence[Engine] | None = None) -> Followed:
    """Mend the rows of every kind, and tell these engines, or all in use.

    A kind whose source fails keeps the others from nothing; one whose source runs dry, so that more than half of what
    stands would go, is left as it is unless `force`.
    """
    found = Followed()
    stored = SearchDocument.objects.order_by("kind").values_list("kind", flat=True).distinct()
    for kind in sorted({*sources(), *stored}):
        try:
            _Following(kind, found, engines).follow(force)
        except Exception as error:  # whatever one room's source does, the others are followed
            log.exception("the source of %s", kind)
            found.doubts.append(f"Nguồn của “{kind_name(kind)}” bị lỗi: {type(error).__name__}: {error}.")
    index_stale()
    return found


class _Following:
    """One kind; `seen` are the rows that a source yielded, as whole numbers."""

    def __init__(self, kind: str, found: Followed, engines: Sequence[Engine] | None) -> None:
        self._kind, self._found, self._engines = kind, found, engines
        self._seen = set[int]()

    def follow(self, force: bool) -> None:
        for entries in batches(_entries(self._kind), BATCH):
            self._compare(entries)
        stored = SearchDocument.objects.filter(kind=self._kind).count()
        gone = stored - len(self._seen)
        if self._ran_dry(gone, stored) and not force:
            self._found.doubts.append(
                f"Nguồn của “{kind_name(self._kind)}” thiếu {gone} trong {stored} mục đang có:"
                " giữ nguyên, vì có thể nguồn bị lỗi; nếu đúng là đã gỡ thì chạy lại với --force."
            )
            return
        for keys in self._gone():
            self._found.gone[self._kind] += len(keys)
            mark_stale(self._kind, keys, self._engines)

    def _ran_dry(self, gone: int, stored: int) -> bool:
        """A kind of which there is no source any more, as that of a plugin, may go."""
        return self._kind in sources() and gone > FEW and gone * 2 > stored

    def _compare(self, entries: Sequence[Entry]) -> None:
        rows = rows_of(self._kind, [entry.key for entry in entries])
        self._seen.update(row.document.pk for row in rows.values())
        missing = [entry.key for entry in entries if entry.key not in rows]
        changed = [entry.key for entry in entries if entry.key in rows and differs(entry, rows[entry.key])]
        self._found.missing[self._kind] += len(missing)
        self._found.changed[self._kind] += len(changed)
        mark_stale(self._kind, [*missing, *changed], self._engines)

    def _gone(self) -> Iterator[list[str]]:
        """Keys of rows that no source yielded, some at a time."""
        rows = SearchDocument.objects.filter(kind=self._kind).order_by("pk").values_list("pk", "key")
        yield from batches((key for pk, key in rows.iterator(1_000) if pk not in self._seen), BATCH)


def kind_name(kind: str) -> str:
    """ "Văn bản"."""
    return KIND_NAMES.get(kind, kind)


def _entries(kind: str) -> Iterator[Entry]:
    for source in sources().get(kind, []):
        yield from source.entries()
