"""A real epidemic in the shape of a province (`../shared/data/epidemic`), and what plain sums make of it."""

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

FOLDER = Path("/work/shared/data/epidemic")
CASES, DEATHS = "ca_mac_moi", "tu_vong"
FLOWS = (CASES, DEATHS)
HEADER = ["ngay", "khung_gio", "ma_dia_ban", *FLOWS]
SLOT = "18:00"
Place = tuple[str, str]
"""(indicator, code of the area)"""


@dataclass(frozen=True)
class Fall:
    """On `day` the source's running total was `before`, then said to be `after`, which is less."""

    flow: str
    area: str
    day: dt.date
    before: int
    after: int


@dataclass(frozen=True)
class Series:
    """`moves`: {(day, area): {flow: what its running total moved by}}; a fall is below zero."""

    moves: dict[tuple[dt.date, str], dict[str, int]]
    falls: list[Fall]

    @property
    def days(self) -> list[dt.date]:
        return sorted({day for day, _ in self.moves})

    @property
    def areas(self) -> list[str]:
        return sorted({area for _, area in self.moves})

    def between(self, first: dt.date, last: dt.date) -> "Series":
        moves = {place: moved for place, moved in self.moves.items() if first <= place[0] <= last}
        return Series(moves, [fall for fall in self.falls if first <= fall.day <= last])

    def total_before(self, flow: str, area: str, first: dt.date) -> int:
        """The source's running total up to the day before `first`: what it had before its own first day as well."""
        counted = sum(moved[flow] for (day, code), moved in self.moves.items() if code == area and day < first)
        return self._had(flow, area) + counted

    def _had(self, flow: str, area: str) -> int:
        fall = next(one for one in self.falls if (one.flow, one.area) == (flow, area))
        until = sum(moved[flow] for (day, code), moved in self.moves.items() if code == area and day < fall.day)
        return fall.before - until

    def reported(self, fall: Fall) -> dict[str, int]:
        """The first figures of the day of a fall: what the other flow moved by; of one that fell nothing is new."""
        return {flow: max(moved, 0) for flow, moved in self.moves[fall.day, fall.area].items()}

    def without_falls(self) -> Iterator[tuple[dt.date, str, dict[str, int]]]:
        """(day, area, values) of the rows of `real_series.csv`."""
        for (day, area), moved in sorted(self.moves.items()):
            if min(moved.values()) >= 0:
                yield day, area, moved


def read() -> Series:
    """The whole series. Skips the test where the folder is not at hand."""
    if not FOLDER.is_dir():
        pytest.skip(f"không có dịch thật trong {FOLDER}")
    moves: dict[tuple[dt.date, str], dict[str, int]] = {}
    falls = []
    for name in ("real_series.csv", "real_corrections.csv"):
        for row in csv.DictReader((FOLDER / name).open(encoding="utf-8")):
            day, area = dt.date.fromisoformat(row["ngay"]), row["ma_dia_ban"]
            moves[day, area] = {flow: int(row[flow]) for flow in FLOWS}
            if "chi_tieu" in row:
                falls.append(Fall(row["chi_tieu"], area, day, int(row["gia_tri_goc"]), int(row["gia_tri_sua"])))
    return Series(moves, sorted(falls, key=lambda fall: (fall.day, fall.area, fall.flow)))


def as_file(rows: Iterator[tuple[dt.date, str, dict[str, int]]]) -> bytes:
    """The figures file of the rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows([day, SLOT, area, *(values[flow] for flow in FLOWS)] for day, area, values in rows)
    return text.getvalue().encode()


@dataclass
class PlainSums:
    """What is published, kept the plainest way: a value for each day, added up whenever asked."""

    opening: dict[Place, int]
    values: dict[Place, dict[dt.date, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def begin(cls, source: Series, stretch: Series) -> "PlainSums":
        """Before the stretch. Where its falls take more than all its days held, the source had begun too high."""
        first = stretch.days[0]
        opening = {(flow, area): source.total_before(flow, area, first) for flow in FLOWS for area in stretch.areas}
        tried = cls(opening)
        for day, area, values in stretch.without_falls():
            tried.say(day, area, values)
        for fall in stretch.falls:
            tried.say(fall.day, fall.area, stretch.reported(fall))
            _, left = tried.take_off(fall)
            opening[fall.flow, fall.area] -= left
        return cls(opening)

    def say(self, day: dt.date, area: str, said: dict[str, int]) -> None:
        for flow, value in said.items():
            self.values[flow, area][day] = value

    def take_off(self, fall: Fall) -> tuple[dict[dt.date, int], int]:
        """({day: new value}, what is left) as the fall is taken off the days up to it, newest first, none below 0."""
        left, known = fall.before - fall.after, self.values[fall.flow, fall.area]
        changed = {}
        for day in sorted((day for day in known if day <= fall.day), reverse=True):
            if taken := min(left, known[day]):
                changed[day] = known[day] = known[day] - taken
                left -= taken
        return changed, left

    def total(self, flow: str, area: str, until: dt.date) -> int:
        return self.opening[flow, area] + sum(value for day, value in self.values[flow, area].items() if day <= until)

    def everywhere(self, flow: str, until: dt.date) -> int:
        """The province's total."""
        return sum(self.total(flow, area, until) for one, area in self.opening if one == flow)

    def facts(self, until: dt.date = dt.date.max) -> dict[tuple[str, str, dt.date], int]:
        """{(flow, area, day): value}"""
        every = ((place, day, value) for place, known in self.values.items() for day, value in known.items())
        return {(*place, day): value for place, day, value in every if day <= until}
