"""The areas that a name can mean on a day, those that have ended among them, and what each takes in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from core.text import fold, nfc
from search.indexed import WORD
from units.models import AreaSuccession, Level
from units.selectors.area_names import KnownArea, known_areas

LEVELS = {
    "tỉnh": Level.PROVINCE, "thành phố": Level.DISTRICT, "thị xã": Level.DISTRICT, "huyện": Level.DISTRICT,
    "quận": Level.DISTRICT, "thị trấn": Level.COMMUNE, "xã": Level.COMMUNE, "phường": Level.COMMUNE,
}  # fmt: skip
"""{kind that names begin with: its level}"""


@dataclass(frozen=True)
class Area:
    """Its `kind` ("huyện") and `spelled`, the rest of its name word by word ("quỳnh", "lưu"), are in lower case."""

    key: int
    code: str
    name: str
    kind: str
    level: int
    above: int | None
    spelled: tuple[str, ...]
    is_past: bool


@dataclass(frozen=True)
class Place:
    """Where a search is narrowed to. `codes` are those of all that lies in it and of what it lies in, without the
    province; `whole` is the province's code. `url` leads to its page where it is one area."""

    name: str
    code: str
    codes: tuple[str, ...]
    whole: str
    url: str


def gazetteer(day: dt.date) -> "Gazetteer":
    """As of a day; made anew only when the areas differ, and hamlets apart, of which there are thousands."""
    found = sorted(known_areas().values())
    return _made(tuple(area for area in found if area.valid_from <= day and area.level < Level.HAMLET), day)


@lru_cache(maxsize=4)
def _made(known: tuple[KnownArea, ...], day: dt.date) -> "Gazetteer":
    areas = {one.pk: _area(one, day) for one in known}
    succession = AreaSuccession.objects.values_list("predecessor", "successor")
    return Gazetteer(areas, [pair for pair in succession if all(key in areas for key in pair)])


def _area(known: KnownArea, day: dt.date) -> Area:
    lower = nfc(known.name).lower()
    kind = next((kind for kind in LEVELS if lower.startswith(f"{kind} ")), "")
    spelled = tuple(WORD.findall(lower.removeprefix(kind)))
    has_ended = known.valid_to is not None and known.valid_to <= day
    return Area(known.pk, known.code, known.name, kind, known.level, known.parent, spelled, has_ended)


class Gazetteer:
    """Areas by name; all ways lead by their keys."""

    def __init__(self, areas: dict[int, Area], succession: Iterable[tuple[int, int]]) -> None:
        self._areas = areas
        self._named: dict[tuple[str, ...], list[Area]] = defaultdict(list)
        self._below: dict[int, list[int]] = defaultdict(list)
        self._before: dict[int, list[int]] = defaultdict(list)
        self._after: dict[int, list[int]] = defaultdict(list)
        for area in areas.values():
            self._named[tuple(map(fold, area.spelled))].append(area)
            if area.above is not None:
                self._below[area.above].append(area.key)
        for predecessor, successor in succession:
            self._before[successor].append(predecessor)
            self._after[predecessor].append(successor)
        self._coded = {area.code: area for area in sorted(areas.values(), key=lambda area: not area.is_past)}
        self.longest = max(map(len, self._named), default=0)
        tops = [area for area in areas.values() if area.level == Level.PROVINCE]
        self.provinces = frozenset(fold(" ".join(area.spelled)) for area in tops)
        self._whole = next((area.code for area in tops if not area.is_past), "")

    def named(self, name: tuple[str, ...]) -> list[Area]:
        """Areas of this folded name; one that has ended only where no area of its level took it over."""
        found = self._named.get(name, [])
        lasting = {area.level for area in found if not area.is_past}
        return [area for area in found if not area.is_past or area.level not in lasting]

    def above(self, area: Area) -> Area | None:
        return self._areas.get(area.above) if area.above is not None else None

    def around(self, code: str) -> tuple[str, ...]:
        """The code, and those of the areas it lies in, below the province; nothing of a code it does not know."""
        area = self._coded.get(code)
        if area is None or area.level == Level.PROVINCE:
            return ()
        return (code, *(self._areas[key].code for key in self._chain(area.key)))

    def widest(self, areas: Sequence[Area]) -> list[Area]:
        """The one of them that takes in the others; none where they lie apart."""
        ranked = sorted(areas, key=lambda area: area.level)
        return ranked[:1] if ranked and self.takes_in(ranked[:1], ranked) else []

    def takes_in(self, outer: Sequence[Area], inner: Sequence[Area]) -> bool:
        within = self._within(outer)
        return all(area.key in within for area in inner)

    def place(self, areas: Sequence[Area]) -> Place:
        """What a search in these areas takes in; past areas are the ground on which others lie now."""
        within = self._within(areas)
        around = {key for one in within for key in self._chain(one)}
        hamlets = (area for area in known_areas().values() if area.level == Level.HAMLET and area.parent in within)
        codes = {self._areas[key].code for key in within | around} | {hamlet.code for hamlet in hamlets}
        first, alone = areas[0], len(areas) == 1
        name = first.name if alone else f"{first.name} ({len(areas)} nơi)"
        url = reverse("area", args=[first.code]) if alone and not first.is_past else ""
        return Place(name, first.code, tuple(sorted(codes)), self._whole, url)

    def _within(self, areas: Sequence[Area]) -> set[int]:
        """The areas, all below them, what came before or after these, and all below that."""
        found: set[int] = set()
        layer = {area.key for area in areas}
        past = any(area.is_past for area in areas)
        while layer:
            found |= layer
            below = {key for one in layer for key in self._below[one]}
            lasting = self._after if past else self._before
            layer = (below | {key for one in layer for key in lasting[one]}) - found
        return found

    def _chain(self, key: int) -> Iterable[int]:
        """The areas above, below the province."""
        above = self._areas[key].above
        while above is not None and above in self._areas and self._areas[above].level != Level.PROVINCE:
            yield above
            above = self._areas[above].above
