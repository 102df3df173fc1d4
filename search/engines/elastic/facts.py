"""What the facets count by, as one word on each entry: sections are gone through once, all facets come from that.

A document has one such word, so its documents per word add up to those of any kind, type, issuer, year or area.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from search.engines.base import Plan
from search.facets import Choices, Labels, area_counts, choices, chosen, counts
from search.models import SearchDocument

FACETS = ("kind", "type", "issuer", "year")


def facts_word(document: SearchDocument) -> str:
    """Its labels, whatever the day."""
    return json.dumps(Labels.of(document)[:-1], ensure_ascii=False)


@dataclass(frozen=True)
class Counted:
    """Documents that fit a search, by their facts: {word: documents}. Of which status, the server has chosen."""

    found: Mapping[str, int]
    plan: Plan

    @property
    def documents(self) -> int:
        """Those that fit every filter."""
        return sum(count for _, count in self._chosen)

    @property
    def with_force(self) -> int:
        """Those of them that have a status at all."""
        return sum(count for labels, count in self._chosen if labels.has_force)

    @property
    def facets(self) -> dict[str, dict[str, int]]:
        """{field: {value: documents}}, each with every filter but its own."""
        found = {name: counts(self._rows, self._choices, name) for name in FACETS}
        return found | {"area": area_counts(self._rows, self._choices, self.plan.day)}

    @cached_property
    def _chosen(self) -> list[tuple[Labels, int]]:
        return chosen(self._rows, self._choices)

    @cached_property
    def _rows(self) -> list[tuple[Labels, int]]:
        return [(_read(word), count) for word, count in self.found.items()]

    @cached_property
    def _choices(self) -> Choices:
        return {name: fits for name, fits in choices(self.plan).items() if name != "status"}


@lru_cache(maxsize=10_000)
def _read(word: str) -> Labels:
    kind, type_, issuer, year, areas, has_force = json.loads(word)
    return Labels(kind, type_, issuer, year, tuple(areas), has_force)
