"""What the facets count by, as one word on each entry: sections are gone through once, all facets come from that.

A document has one such word, so its documents per word add up to those of any kind, type, issuer or year.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from search.models import SearchDocument
from search.query import Filters

FACETS = ("kind", "type", "issuer", "year")


class Facts(NamedTuple):
    """What a document is counted by, whatever the day."""

    kind: str
    type: str
    issuer: str
    year: str
    has_force: bool

    @classmethod
    def of(cls, document: SearchDocument) -> "Facts":
        year = str(document.date.year) if document.date else ""
        return cls(document.kind, document.type, document.issuer, year, document.has_force)

    @property
    def word(self) -> str:
        return json.dumps(self, ensure_ascii=False)


@dataclass(frozen=True)
class Counted:
    """Documents that fit a search, by their facts; `counts` is {word: documents}."""

    counts: Mapping[str, int]
    filters: Filters

    @property
    def documents(self) -> int:
        """Those that fit every filter."""
        return sum(count for _, count in self._chosen(self._choices()))

    @property
    def with_force(self) -> int:
        """Those of them that have a status at all."""
        return sum(count for facts, count in self._chosen(self._choices()) if facts.has_force)

    @property
    def facets(self) -> dict[str, dict[str, int]]:
        """{field: {value: documents}}, most first, each with every filter but its own."""
        return {name: self._facet(name) for name in FACETS}

    def _facet(self, name: str) -> dict[str, int]:
        others = {field: allowed for field, allowed in self._choices().items() if field != name}
        values: Counter[str] = Counter()
        for facts, count in self._chosen(others):
            values[getattr(facts, name)] += count
        return {value: count for value, count in values.most_common() if value}

    def _chosen(self, choices: Mapping[str, Collection[str]]) -> list[tuple[Facts, int]]:
        rows = self._rows
        for name, allowed in choices.items():
            rows = [row for row in rows if getattr(row[0], name) in allowed]
        return rows

    @cached_property
    def _rows(self) -> list[tuple[Facts, int]]:
        return [(_read(word), count) for word, count in self.counts.items()]

    def _choices(self) -> dict[str, Collection[str]]:
        asked = self.filters
        found = {"kind": asked.kinds, "type": [asked.type], "issuer": [asked.issuer]}
        return {name: values for name, values in found.items() if any(values)}


@lru_cache(maxsize=10_000)
def _read(word: str) -> Facts:
    return Facts(*json.loads(word))
