"""Documents counted by what a search can be narrowed by, each facet with every filter but its own."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from search.engines.base import Plan
from search.grounds import by_area
from search.models import SearchDocument

Fits = Callable[[Any], bool]
Choices = Mapping[str, Fits]
"""{label: whether a value of it fits what was chosen}"""


class Labels(NamedTuple):
    """What a document is counted by: `year` is empty for an undated one, `status` for one of no force."""

    kind: str
    type: str
    issuer: str
    year: str
    areas: tuple[str, ...]
    has_force: bool
    status: str = ""

    @classmethod
    def of(cls, document: SearchDocument) -> "Labels":
        """Whatever the day, and so without a status."""
        year = f"{document.date.year:04}" if document.date else ""
        areas = tuple(sorted(document.areas))
        return cls(document.kind, document.type, document.issuer, year, areas, document.has_force)

    @classmethod
    def on(cls, document: SearchDocument, day: dt.date) -> "Labels":
        return cls.of(document)._replace(status=document.force.at(day) if document.force else "")


Rows = Iterable[tuple[Labels, int]]
"""(labels, documents with just these)"""


def choices(plan: Plan) -> dict[str, Fits]:
    """Those of the labels in which something was chosen."""
    asked = plan.filters
    values = {"kind": asked.kinds, "type": (asked.type,), "issuer": (asked.issuer,), "status": (asked.status,)}
    values["year"] = (f"{asked.year:04}" if asked.year else "",)
    found: dict[str, Fits] = {name: allowed.__contains__ for name, allowed in values.items() if any(allowed)}
    return found | ({"areas": _about(plan)} if plan.area_codes else {})


def chosen(rows: Rows, fitting: Choices) -> list[tuple[Labels, int]]:
    """The rows that fit every choice."""
    return [row for row in rows if all(fits(getattr(row[0], name)) for name, fits in fitting.items())]


def counts(rows: Rows, fitting: Choices, label: str) -> dict[Any, int]:
    """{value of a label: documents}, without those that have none."""
    others = {name: fits for name, fits in fitting.items() if name != label}
    found: Counter[Any] = Counter()
    for labels, count in chosen(rows, others):
        found[getattr(labels, label)] += count
    return {value: count for value, count in found.items() if value}


def area_counts(rows: Rows, fitting: Choices, day: dt.date) -> dict[str, int]:
    """{code: documents about the area, or about what lies in it}."""
    return by_area(counts(rows, fitting, "areas"), day)


def _about(plan: Plan) -> Fits:
    """What is about the area asked for, and, where the plan says so, what is about none in particular."""
    codes = frozenset(plan.area_codes)
    return lambda areas: not codes.isdisjoint(areas) if areas else plan.or_everywhere


def most_first(facets: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Each facet in one order, whichever engine counted it, and of equals the one that sorts first."""
    return {name: dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))) for name, counts in facets.items()}
