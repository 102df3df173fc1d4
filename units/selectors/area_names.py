"""The names of all areas that ever were, kept for a while: pages name areas without asking the database."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

from django.core.cache import cache

from core.text import fold
from units.models import AdministrativeArea, Level

_KEY = "units.area_names"
_SECONDS_CACHED = 60


class KnownArea(NamedTuple):
    """A row of areas; `parent` is the primary key of the one around it."""

    pk: int
    code: str
    name: str
    level: int
    parent: int | None
    valid_from: dt.date
    valid_to: dt.date | None

    def is_valid(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


Known = dict[int, KnownArea]


def known_areas() -> Known:
    """{primary key: area}, at most a minute old."""
    found: Known | None = cache.get(_KEY)
    if not found:
        fields = ("pk", "code", "name", "level", "parent_id", "valid_from", "valid_to")
        rows = AdministrativeArea.objects.order_by("level", "code", "valid_from").values_list(*fields)
        found = {row[0]: KnownArea(*row) for row in rows}
        cache.set(_KEY, found, _SECONDS_CACHED)
    return found


def of_codes(codes: Iterable[str], day: dt.date, known: Known | None = None) -> list[KnownArea]:
    """The areas that bore the codes on the day, else the last that did; what never was a code is left out."""
    areas = (known_areas() if known is None else known).values()
    found = []
    for code in codes:
        bearers = [area for area in areas if area.code == code]
        valid = [area for area in bearers if area.is_valid(day)]
        found += (valid or bearers)[-1:]
    return found


def with_those_around(area: KnownArea, known: Known) -> list[KnownArea]:
    """The area, then what it lies in, up to the province."""
    found: list[KnownArea] = []
    step: KnownArea | None = area
    while step is not None and step not in found:
        found.append(step)
        step = known.get(step.parent) if step.parent else None
    return found


def written(area: KnownArea, known: Known) -> str:
    """As people write it so that no other is meant: "Phường Hưng Dũng, Thành phố Vinh"."""
    around = known.get(area.parent) if area.parent else None
    if around is None or around.level == Level.PROVINCE:
        return area.name
    return f"{area.name}, {around.name}"


def named(text: str, known: Known) -> list[KnownArea]:
    """All areas that "Phường Hưng Dũng, Thành phố Vinh", "Phường Hưng Dũng" or "16681" can mean, whenever they bore
    the name or code."""
    asked = " ".join(fold(text).split())
    if re.fullmatch(r"\d{2,10}", asked):
        return [area for area in known.values() if area.code == asked]
    return [area for area in known.values() if asked in (fold(area.name), fold(written(area, known)))]
