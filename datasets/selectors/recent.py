"""The last week of a report's figures, slot by slot: a small chart beside each number that is to be signed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from core.templatetags.portal import number
from datasets.models import Report
from datasets.quality import Known
from datasets.quality.known import DAYS_BACK, Series
from datasets.selectors.returns import Cell
from datasets.selectors.rights import Rights

HEIGHT, STEP, WIDTH = 24, 6, 4
"""Of the chart, of a slot, and of its bar, in pixels."""
LEAST = 1
"""A reported zero is a line of this height; what was not reported is nothing."""


@dataclass(frozen=True)
class Bar:
    """One slot. `height` 0: not reported; `now`: the report's own."""

    left: int
    top: int
    height: int
    now: bool


@dataclass(frozen=True)
class Week:
    """`words`: what the bars show, for who does not see them."""

    bars: list[Bar]
    width: int
    words: str


def with_recent(cells: Iterable[Cell], report: Report) -> list[Cell]:
    """The cells of a report, each with its last week as the report's unit sees it. Two queries more."""
    known = Known([report], [report], Rights(report.unit))
    now = known.moment(report)
    moments = range(now - DAYS_BACK * known.slots, now + 1)
    return [replace(cell, week=_week(known.own[cell.indicator.code, report.area_id], moments)) for cell in cells]


def _week(series: Series, moments: range) -> Week:
    values = [series.get(moment) for moment in moments]
    reported = [value for value in values if value is not None]
    highest = max(reported, default=0) or 1
    bars = [_bar(place, value, highest, last=place == len(values) - 1) for place, value in enumerate(values)]
    words = f"{DAYS_BACK} ngày qua: {len(reported)}/{len(values)} kỳ có báo cáo"
    if reported:
        words += f", thấp nhất {number(min(reported))}, cao nhất {number(max(reported))}"
    return Week(bars, len(values) * STEP, words)


def _bar(place: int, value: int | None, highest: int, *, last: bool) -> Bar:
    height = 0 if value is None else max(LEAST, round(value * HEIGHT / highest))
    return Bar(place * STEP, HEIGHT - height, height, last)
