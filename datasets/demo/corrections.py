"""Slips in first reports, and the corrections that later set them right.

A slip is put into the values as they were first reported; the correction carries both values. A slip that
touches the stock under treatment is corrected with the very next slot, so every release balances as it was
published.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .reporting import Figures

Moment = tuple[date, int]
"""A date and the index of a slot."""

Values = dict[Moment, dict[str, Figures]]
"""Moment → area code → figures; an area without a report is absent."""


@dataclass(frozen=True)
class DemoCorrection:
    """One published value that a later release changes: ``old`` became ``new``."""

    area: str
    indicator: str
    date: date
    slot: int
    old: int
    new: int
    reason: str
    published_with: Moment


class Slip(NamedTuple):
    """What goes wrong: which indicators are off by ``shift`` times a number, and how it is explained.

    ``delay`` is in slots; ``recent`` slips fall into the days in which communes report;
    ``counterpart`` explains the opposite error of a second area in the same slot.
    """

    shift: Mapping[str, int]
    numbers: tuple[int, int]
    reason: str
    delay: int
    recent: bool
    counterpart: str = ""


DISTRICT_SLIPS = (
    Slip(
        {"ca_mac_moi": 1, "dang_dieu_tri": 1},
        (2, 3),
        "{n} ca được chuyển về nơi cư trú",
        1,
        True,
        "Nhận {n} ca từ nơi phát hiện chuyển về nơi cư trú",
    ),
    Slip({"khoi_benh": -1, "dang_dieu_tri": 1}, (1, 2), "Báo thiếu {n} người ra viện trong ngày", 1, True),
    Slip({"xet_nghiem": 1}, (1, 4), "Nhập trùng {n} mẫu", 3, True),
    Slip({"xet_nghiem_duong_tinh": 1}, (1, 1), "{n} mẫu xét nghiệm lại cho kết quả âm tính", 4, False),
    Slip({"tiem_mui_1": 1}, (12, 60), "Cộng trùng {n} mũi của buổi tiêm hôm trước", 6, False),
)
COMMUNE_SLIPS = (Slip({"cach_ly_tai_nha": 1}, (2, 5), "Tính cả {n} người đã hết thời gian cách ly", 2, True),)


class CorrectionDesk:
    """Places slips into ``values`` and notes their corrections; reports in ``untouched`` stay as they are."""

    def __init__(
        self,
        moments: Sequence[Moment],
        recent_from: int,
        untouched: set[tuple[str, Moment]],
        rng: random.Random,
    ) -> None:
        self.moments = moments
        self.recent_from = recent_from
        self.untouched = untouched
        self.rng = rng
        self.corrections: list[DemoCorrection] = []

    def place(self, slip: Slip, values: Values) -> None:
        """Let the slip happen once, where it is possible; nowhere if it is possible nowhere."""
        number = self.rng.randint(*slip.numbers)
        for index in self.shuffled_slots(slip):
            moment = self.moments[index]
            signs = (1, -1) if slip.counterpart else (1,)
            areas = self.candidates(slip, number, values[moment], moment, signs)
            if areas is None:
                continue
            for sign, area in zip(signs, areas, strict=True):
                self.record(slip, sign * number, values[moment][area], area, index)
            return

    def shuffled_slots(self, slip: Slip) -> list[int]:
        start, end = (self.recent_from, len(self.moments)) if slip.recent else (0, self.recent_from)
        slots = list(range(start, min(end, len(self.moments) - slip.delay)))
        self.rng.shuffle(slots)
        return slots

    def candidates(
        self, slip: Slip, number: int, areas: Mapping[str, Figures], moment: Moment, signs: Sequence[int]
    ) -> list[str] | None:
        """Return one area for each sign, all different, or None."""
        free = [area for area in areas if (area, moment) not in self.untouched]
        self.rng.shuffle(free)
        chosen: list[str] = []
        for sign in signs:
            fits = (a for a in free if a not in chosen and is_possible(slip, sign * number, areas[a]))
            area = next(fits, None)
            if area is None:
                return None
            chosen.append(area)
        return chosen

    def record(self, slip: Slip, number: int, figures: Figures, area: str, index: int) -> None:
        moment = self.moments[index]
        self.untouched.add((area, moment))
        reason = (slip.reason if number > 0 else slip.counterpart).format(n=abs(number))
        for indicator, factor in slip.shift.items():
            right = figures[indicator]
            figures[indicator] = right + factor * number
            self.corrections.append(
                DemoCorrection(
                    area,
                    indicator,
                    *moment,
                    figures[indicator],
                    right,
                    reason,
                    self.moments[index + slip.delay],
                )
            )


def is_possible(slip: Slip, number: int, figures: Figures) -> bool:
    """Tell whether the figures, off by ``number``, would still be ones that somebody could have sent."""
    if any(figures.get(code, 0) < abs(number) for code in slip.shift):
        return False
    slipped = figures | {code: figures[code] + factor * number for code, factor in slip.shift.items()}
    return slipped.get("xet_nghiem_duong_tinh", 0) <= slipped.get("xet_nghiem", 0)
