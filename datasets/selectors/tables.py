"""Published figures as one wide table, a row for an area and slot, a column for an indicator: what every file holds.

The table of a release is the same for ever: its rows are those that the release shows, its columns the indicators
that it shows any figure of, in the order in which they came to the portal.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from core import province
from core.batches import batches
from datasets import days
from datasets.models import Fact, Indicator, Release
from datasets.selectors import figures, open_data
from datasets.suppression import shown
from units.models import AdministrativeArea, Level

AREA_DAYS_AT_ONCE = 600
"""How many days of areas are in memory at a time: about as many as one area has in two years."""
_LEVELS = {level.value: level.slug for level in Level}
Cell = dt.date | str | int | bool | None


class Part(StrEnum):
    """What of a release a file holds; the values stand in its address."""

    DAY = "ngay"
    HISTORY = "lich-su"


class Column(NamedTuple):
    """`type` as in Frictionless' Table Schema: date, string, integer or boolean."""

    name: str
    title: str
    type: str
    description: str


BEFORE = (
    Column("ngay", "Ngày", "date", "Ngày của kỳ báo cáo."),
    Column("khung_gio", "Kỳ", "string", "Giờ của kỳ công bố trong ngày."),
    Column(
        "ma_dia_ban", "Mã địa bàn", "string", "Mã đơn vị hành chính của cơ quan thống kê, có hiệu lực vào ngày đó."
    ),
    Column("ten_dia_ban", "Tên địa bàn", "string", "Tên đơn vị hành chính vào ngày đó."),
    Column("cap", "Cấp", "string", "province: tỉnh; district: huyện; commune: xã. Không cộng các cấp với nhau."),
)
AFTER = (Column("tam_tinh", "Tạm tính", "boolean", "true: số của những ngày gần nhất, còn có thể thay đổi nhiều."),)


class Row(NamedTuple):
    """One area at one slot. `values` by the table's indicators; None: not reported."""

    date: dt.date
    slot: str
    area: str
    name: str
    level: str
    values: tuple[int | None, ...]
    provisional: bool

    def cells(self) -> list[Cell]:
        """In the order of `Table.columns`."""
        return [*self[:5], *self.values, self.provisional]


@dataclass(frozen=True)
class Table:
    """What a published release shows of its own day, or of all days."""

    release: Release
    part: Part

    @cached_property
    def indicators(self) -> list[Indicator]:
        reported = Fact.objects.filter(shown(self.release.number), indicator=OuterRef("pk"))
        return list(Indicator.objects.filter(Exists(reported)).order_by("pk"))

    @cached_property
    def columns(self) -> list[Column]:
        own = [Column(one.code, one.name, "integer", one.definition) for one in self.indicators]
        return [*BEFORE, *own, *AFTER]

    def rows(self) -> Iterator[Row]:
        """By area code, day and slot. Holds few areas in memory at a time, however many days there are."""
        first, last = self._days
        areas = AdministrativeArea.objects.order_by("code", "valid_from")
        for some in batches(areas, max(AREA_DAYS_AT_ONCE // (last - first + 1), 1)):
            yield from self._rows_of(some)

    @cached_property
    def _days(self) -> tuple[int, int]:
        return (self.release.day, self.release.day) if self.part == Part.DAY else (0, self._head)

    @cached_property
    def _head(self) -> int:
        """The newest day that the release knows figures of."""
        known = figures.head(self.release.number)
        return known[0] if known else self.release.day

    @cached_property
    def _provisional(self) -> int:
        return open_data.provisional_from(province.current(), self._head)

    def _rows_of(self, areas: Sequence[AdministrativeArea]) -> Iterator[Row]:
        first, last = map(days.date, self._days)
        found = open_data.facts(self.release.number, self.indicators, None, first=first, last=last)
        order = {area.pk: place for place, area in enumerate(areas)}
        rows = found.filter(area__in=order).values_list("area_id", "day", "slot", "indicator_id", "value")
        cells = sorted((order[area], *rest) for area, *rest in rows)
        for (place, day, slot), group in groupby(cells, key=itemgetter(0, 1, 2)):
            yield self._row(areas[place], day, slot, {indicator: value for *_, indicator, value in group})

    @cached_property
    def _slot(self) -> Callable[[int], str]:
        return lru_cache(days.slot_name)

    def _row(self, area: AdministrativeArea, day: int, slot: int, values: dict[int, int]) -> Row:
        return Row(
            days.date(day),
            self._slot(slot),
            area.code,
            area.name,
            _LEVELS[area.level],
            tuple([values.get(indicator) for indicator in self._ids]),
            day >= self._provisional,
        )

    @cached_property
    def _ids(self) -> list[int]:
        return [indicator.pk for indicator in self.indicators]
