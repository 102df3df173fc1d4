"""What all drawings over days share: a bar a day, a line over it, words above the plot.

Days are bands of an ordinal scale, so a day that was not reported keeps its place: a pale column without a bar, where
a reported zero is a low bar on the axis.
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from datasets.charts.theme import THEME, text_width, vega_config
from datasets.charts.vega import hatch, render
from datasets.charts.wording import count_word, day_month, full_date, number, sentence_start

__all__ = [
    "ALL_TICKS",
    "HATCH",
    "NARROW",
    "PEAK_WORDS",
    "RIGHT",
    "WIDE",
    "CurveDay",
    "Day",
    "Drawing",
    "Frame",
    "Ticks",
    "bar_layers",
    "corrected_layers",
    "corrected_part",
    "draw_days",
    "flags",
    "frame",
    "gap_part",
    "height_of",
    "highest",
    "layer",
    "line_layers",
    "missing_layer",
    "newest_layer",
    "newest_told",
    "period",
    "provisional_part",
    "rows_of",
    "shown_days",
    "ticks_at",
    "told",
    "whole_ticks",
    "zero_layer",
]

NARROW, WIDE = 328, 734
_SHOWN_DAYS = {NARROW: 60, WIDE: 120}
_HEIGHTS = {NARROW: 250, WIDE: 330}
_TOP, _BOTTOM, RIGHT = 34, 24, 22
HATCH = "hatch"
"""Stands for the id of the hatching until the drawing is known, so that alike specifications are the same."""
PEAK_WORDS = -18
"""The middle of the words above the plot, from its top."""
ALL_TICKS = 20
"""More than there ever are: with less room Vega leaves every other one out."""
_DATE_STEPS = (1, 2, 4, 7, 14, 28)
_DATE_LABEL_ROOM = 56
_ZERO_BAR = 3
_BAR_AT_MOST = 36

AnyDay = TypeVar("AnyDay")
Rows = list[dict[str, Any]]
Layers = list[dict[str, Any]]


class Day(Protocol):
    """A day that can be drawn."""

    @property
    def date(self) -> date: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def corrected(self) -> bool: ...


@dataclass(frozen=True)
class CurveDay:
    """One day: `value`, the bar, and `line`, such as the mean of seven days, are None where nothing was reported.

    `corrected`: what was published of it was changed by a later release.
    """

    date: date
    value: float | None
    line: float | None
    provisional: bool = False
    corrected: bool = False


@dataclass(frozen=True)
class Drawing:
    """Two SVG texts of one picture: 328 units wide for phones, 734 for columns."""

    narrow: str
    wide: str


class Ticks(NamedTuple):
    """Where the axis of values is marked, and what stands there."""

    values: list[float]
    texts: list[str]
    axis: dict[str, Any]


class Frame(NamedTuple):
    """A specification without its layers; width and height of its plot."""

    spec: dict[str, Any]
    plot: int
    height: int


Spec = Callable[[int, str], dict[str, Any]]
"""(width, id of the hatching) → Vega-Lite specification"""


def shown_days(days: Sequence[AnyDay], width: int) -> Sequence[AnyDay]:
    """The newest of `days`, oldest first, that fit a width of 328 or 734 units."""
    return days[-_SHOWN_DAYS[width] :]


def draw_days(spec: Spec, days: Sequence[Day], *, title: str, paint: str = THEME["chart-bar"]) -> Drawing:
    """Both drawings of `days`. `paint`: colour of the hatching's strokes."""
    return Drawing(_draw(spec, days, title, paint, NARROW), _draw(spec, days, title, paint, WIDE))


def _draw(spec: Spec, days: Sequence[Day], title: str, paint: str, width: int) -> str:
    shown = shown_days(days, width)
    identifier = _pattern_id(title, shown, width)
    css_class = "chart-narrow" if width == NARROW else "chart-wide"
    defs = (hatch(identifier, paint),) if any(day.provisional for day in shown) else ()
    drawn = render(spec(width, HATCH), label=_label(shown, title), css_class=css_class, defs=defs)
    return drawn.replace(f"url(#{HATCH})", f"url(#{identifier})")


def _pattern_id(title: str, shown: Sequence[Day], width: int) -> str:
    """A page may hold many drawings: the id comes from what is drawn, so equal ids mean equal pictures."""
    digest = hashlib.sha256(repr((title, shown, width)).encode()).hexdigest()
    return f"hatch-{digest[:10]}"


def _label(shown: Sequence[Day], title: str) -> str:
    if not shown:
        return f"Biểu đồ {title.lower()}: chưa có số liệu"
    span = f"từ {full_date(shown[0].date)} đến {full_date(shown[-1].date)}"
    return f"Biểu đồ cột {title.lower()} {len(shown)} ngày, {span}; số liệu ở bảng bên dưới"


def frame(days: Sequence[Day], rows: Rows, ticks: Ticks, width: int) -> Frame:
    """Size, axis of dates and data of the drawing of `days`."""
    left = math.ceil(max(text_width(text, 14) for text in ticks.texts)) + 10
    plot, height = width - left - RIGHT, _HEIGHTS[width] - _TOP - _BOTTOM
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": vega_config(),
        "width": plot,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": RIGHT, "top": _TOP, "bottom": _BOTTOM},
        "data": {"values": rows},
        "encoding": {"x": _date_axis(days, plot)},
    }
    return Frame(spec, plot, height)


def rows_of(days: Sequence[CurveDay]) -> Rows:
    """The data of bars and line."""
    return [{"d": day.date.isoformat(), "v": day.value, "m": day.line} | flags(day) for day in days]


def flags(day: Day) -> dict[str, bool]:
    """What is told of a day beside its values."""
    return ({"p": True} if day.provisional else {}) | ({"c": True} if day.corrected else {})


def whole_ticks(highest: float) -> Ticks:
    """Four to six round whole numbers from 0 to at least `highest`; never a fraction of a case."""
    rough = max(highest, 1) / 5
    power = 10 ** max(math.floor(math.log10(rough)), 0)
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    values = list(range(0, math.ceil(max(highest, 1)) + step, step))
    return ticks_at(values, [number(value) for value in values], {"format": ",d"})


def ticks_at(values: Sequence[float], texts: list[str], label: dict[str, str]) -> Ticks:
    """`label`: how Vega writes a value, so that it reads as its text does."""
    plain = {"tickCount": ALL_TICKS, "labelPadding": 6, "ticks": False, "domain": False}
    return Ticks(list(values), texts, {"values": list(values)} | label | plain)


def _date_axis(shown: Sequence[Day], plot: int) -> dict[str, Any]:
    """Dates `27/11` counted back from the newest day, as many as have room."""
    days = [day.date.isoformat() for day in shown]
    room = len(days) * _DATE_LABEL_ROOM / plot
    step = next((step for step in _DATE_STEPS if step >= room), _DATE_STEPS[-1])
    axis = {
        "values": days[::-1][::step],
        "labelExpr": "slice(datum.value, 8, 10) + '/' + slice(datum.value, 5, 7)",
        "labelAngle": 0,
        "labelPadding": 4,
        "tickSize": 5,
    }
    gap = max(0.25, 1 - _BAR_AT_MOST * len(days) / plot)
    scale = {"domain": days, "paddingInner": gap, "paddingOuter": gap / 2}
    return {"field": "d", "type": "ordinal", "scale": scale, "axis": axis}


def height_of(field: str, ticks: Ticks) -> dict[str, Any]:
    """The encoding of a value as a height of the plot."""
    scale = {"domain": [0, ticks.values[-1]]}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": ticks.axis}


def bar_layers(ticks: Ticks, plot_height: int, pattern: str) -> Layers:
    """Pale columns for what is missing, bars, hatched bars of provisional days, low bars of zeros."""
    height = height_of("v", ticks)
    plain = {"type": "bar", "fill": THEME["chart-bar"]}
    striped = {"type": "bar", "fill": f"url(#{pattern})", "stroke": THEME["chart-bar"]}
    return [
        missing_layer("datum.v == null", plot_height),
        layer("datum.v > 0 && !datum.p", plain, {"y": height}),
        layer("datum.v > 0 && datum.p", {**striped, "strokeWidth": 1}, {"y": height}),
        zero_layer("datum.v === 0", plot_height),
    ]


def missing_layer(test: str, plot_height: int) -> dict[str, Any]:
    """A pale column, as high as the plot, where `test` holds."""
    return layer(test, {"type": "rect", "fill": THEME["sunken"]}, _strip(0, plot_height))


def zero_layer(test: str, plot_height: int) -> dict[str, Any]:
    """A low bar on the axis where `test` holds: reported, and nothing."""
    strip = _strip(plot_height - _ZERO_BAR, plot_height)
    return layer(test, {"type": "rect", "fill": THEME["chart-bar"]}, strip)


def _strip(top: int, bottom: int) -> dict[str, Any]:
    """A day's column between two heights of the plot, whatever the scale of the values."""
    return {"y": {"value": top}, "y2": {"value": bottom}}


def layer(test: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def line_layers(shown: Sequence[CurveDay]) -> Layers:
    """The second value as a line, dashed from the last firm day on; nothing where no day has one."""
    if all(day.line is None for day in shown):
        return []
    mark = {"type": "line", "stroke": THEME["chart-line"], "strokeWidth": 2.5, "strokeJoin": "round"}
    encoding = {"y": {"field": "m", "type": "quantitative"}}
    firm = [day.date.isoformat() for day in shown if not day.provisional]
    tail = f"datum.d >= '{firm[-1]}'" if firm else "true"
    return [
        layer("!datum.p", {**mark, "strokeCap": "round"}, encoding),
        layer(tail, {**mark, "strokeDash": [4, 4]}, encoding),
        *_lone_layers(shown, encoding),
    ]


def _lone_layers(shown: Sequence[CurveDay], encoding: dict[str, Any]) -> Layers:
    """Dots for the days of a line that have no neighbour, which no line would show."""
    around = [None, *(day.line for day in shown), None]
    triples = zip(shown, around, around[1:], around[2:], strict=False)
    lone = [
        day.date.isoformat() for day, before, own, after in triples if own is not None and before is after is None
    ]
    dot = {"type": "point", "shape": "circle", "size": 40, "filled": True, "fill": THEME["chart-line"], "opacity": 1}
    return [layer(f"indexof({json.dumps(lone)}, datum.d) >= 0", dot, encoding)] if lone else []


def corrected_layers(shown: Sequence[Day], field: str = "v") -> Layers:
    """A diamond at the height `field` of a day that was corrected: a shape, so that not colour alone tells."""
    if not any(day.corrected for day in shown):
        return []
    mark = {"type": "point", "shape": "diamond", "size": 70, "filled": True, "opacity": 1}
    paint = {"fill": "#ffffff", "stroke": THEME["ink"], "strokeWidth": 1.5}
    where = f"datum.c && datum.{field} != null"
    return [layer(where, mark | paint, {"y": {"field": field, "type": "quantitative"}})]


def newest_told(days: Sequence[CurveDay], ticks: Ticks, words: str, *, width: int, pattern: str) -> dict[str, Any]:
    """The specification of bars and line of `days`, all shown, with `words` on the newest above the plot."""
    drawn = frame(days, told(rows_of(days), -1, words), ticks, width)
    layers = [*bar_layers(ticks, drawn.height, pattern), *line_layers(days), *corrected_layers(days), newest_layer()]
    return drawn.spec | {"layer": layers}


def highest(days: Sequence[CurveDay]) -> float:
    """Of all bars and of the line."""
    return max((max(day.value or 0, day.line or 0) for day in days), default=0)


def told(rows: Rows, place: int, text: str) -> Rows:
    """`rows` with words for the day at `place`, which a layer of text sets."""
    return [row | {"t": text} if n == place % len(rows) else row for n, row in enumerate(rows)] if text else rows


def newest_layer() -> dict[str, Any]:
    """The words of the newest day, above the right end of the plot."""
    mark = {"type": "text", "fontWeight": 700, "fill": THEME["ink"], "align": "right", "dx": RIGHT - 2}
    at = {"x": {"value": "width"}, "y": {"value": PEAK_WORDS}}
    return layer("datum.t != null", mark, at | {"text": {"field": "t"}})


def period(shown: Sequence[Day]) -> str:
    """ "từ ngày 10/06 đến ngày 08/10/2021", or the one day."""
    first, last = shown[0].date, shown[-1].date
    if first == last:
        return f"ngày {full_date(last)}"
    start = day_month(first) if first.year == last.year else full_date(first)
    return f"từ ngày {start} đến ngày {full_date(last)}"


def gap_part(gaps: int) -> str:
    """The sentence on days that nobody reported."""
    return f"{sentence_start(count_word(gaps))} ngày chưa báo cáo được để trống." if gaps else ""


def corrected_part(shown: Sequence[Day]) -> str:
    """The sentence on days whose figures were corrected."""
    count = sum(day.corrected for day in shown)
    return f"{sentence_start(count_word(count))} ngày có số đã đính chính." if count else ""


def provisional_part(count: int, of: int) -> str:
    """The sentence on the last days, of which `count` are provisional."""
    if not count:
        return ""
    if count == of:
        return "Số liệu là tạm tính, có thể còn thay đổi."
    which = "Ngày cuối" if count == 1 else f"{sentence_start(count_word(count))} ngày cuối"
    return f"{which} là tạm tính, có thể còn thay đổi."
