"""The curve of a daily flow: a bar a day, the mean of seven days over it."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from datasets.charts.theme import THEME, text_width, vega_config
from datasets.charts.vega import hatch, render
from datasets.charts.wording import count_word, day_month, decimal, full_date, number, sentence_start

__all__ = ["NARROW", "WIDE", "CurveDay", "Drawing", "curve_sentence", "curve_spec", "draw_curve"]

NARROW, WIDE = 328, 734
_SHOWN_DAYS = {NARROW: 60, WIDE: 120}
_HEIGHTS = {NARROW: 250, WIDE: 330}
_TOP, _BOTTOM, _RIGHT = 34, 24, 22
_PEAK_WORDS = -18  # their middle, from the top of the plot
_DATE_STEPS = (1, 2, 4, 7, 14, 28)
_DATE_LABEL_ROOM = 56
_ZERO_BAR = 3
_BAR_AT_MOST = 36
_FLAT = 0.05


@dataclass(frozen=True)
class CurveDay:
    """One day of a flow: `value` and `mean7` are None where nothing was reported.

    `corrected`: what was published of it was changed by a later release.
    """

    date: date
    value: int | None
    mean7: float | None
    provisional: bool = False
    corrected: bool = False


@dataclass(frozen=True)
class Drawing:
    """Two SVG texts of one picture: 328 units wide for phones, 734 for columns."""

    narrow: str
    wide: str


def draw_curve(days: Sequence[CurveDay], *, title: str, unit: str = "ca") -> Drawing:
    """Draw the last 60 (narrow) and 120 (wide) of `days`, which are consecutive and oldest first."""
    return Drawing(_draw(days, title, unit, NARROW), _draw(days, title, unit, WIDE))


def _draw(days: Sequence[CurveDay], title: str, unit: str, width: int) -> str:
    shown = days[-_SHOWN_DAYS[width] :]
    identifier = _pattern_id(title, shown, width)
    css_class = "chart-narrow" if width == NARROW else "chart-wide"
    defs = (hatch(identifier),) if any(day.provisional for day in shown) else ()
    spec = curve_spec(days, width=width, unit=unit, pattern=identifier)
    return render(spec, label=_label(shown, title), css_class=css_class, defs=defs)


def _pattern_id(title: str, shown: Sequence[CurveDay], width: int) -> str:
    """A page may hold many curves: the id comes from what is drawn, so equal ids mean equal pictures."""
    digest = hashlib.sha256(repr((title, shown, width)).encode()).hexdigest()
    return f"hatch-{digest[:10]}"


def _label(shown: Sequence[CurveDay], title: str) -> str:
    if not shown:
        return f"Biểu đồ {title.lower()}: chưa có số liệu"
    period = f"từ {full_date(shown[0].date)} đến {full_date(shown[-1].date)}"
    return f"Biểu đồ cột {title.lower()} {len(shown)} ngày, {period}; số liệu ở bảng bên dưới"


def curve_spec(days: Sequence[CurveDay], *, width: int, unit: str = "ca", pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification of the newest days that fit `width` (328 or 734 units).

    Days are bands of an ordinal scale, so a day that was not reported keeps its place: a pale column
    without a bar, where a reported zero is a low bar on the axis. `pattern` is the id of the hatching.
    """
    shown = days[-_SHOWN_DAYS[width] :]
    ticks = _value_ticks(max((d.value or 0 for d in shown), default=0))
    left = math.ceil(max(text_width(number(tick), 14) for tick in ticks)) + 10
    plot, plot_height = width - left - _RIGHT, _HEIGHTS[width] - _TOP - _BOTTOM
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": vega_config(),
        "width": plot,
        "height": plot_height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": _RIGHT, "top": _TOP, "bottom": _BOTTOM},
        "data": {"values": [_datum(day) for day in shown]},
        "encoding": {"x": _date_axis(shown, plot)},
        "layer": [
            *_bar_layers(ticks, plot_height, pattern),
            *_mean_layers(shown),
            *_corrected_layers(shown),
            *_peak_layers(days, shown, plot, unit),
        ],
    }


def _datum(day: CurveDay) -> dict[str, Any]:
    row = {"d": day.date.isoformat(), "v": day.value, "m": day.mean7}
    return row | ({"p": True} if day.provisional else {}) | ({"c": True} if day.corrected else {})


def _value_ticks(highest: int) -> list[int]:
    """Four to six round whole numbers from 0 to at least `highest`; never a fraction of a case."""
    rough = max(highest, 1) / 5
    power = 10 ** max(math.floor(math.log10(rough)), 0)
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    return list(range(0, max(highest, 1) + step, step))


def _date_axis(shown: Sequence[CurveDay], plot: int) -> dict[str, Any]:
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


def _bar_layers(ticks: list[int], plot_height: int, pattern: str) -> list[dict[str, Any]]:
    axis = {"values": ticks, "format": ",d", "labelPadding": 6, "ticks": False, "domain": False}
    height = {"field": "v", "type": "quantitative", "scale": {"domain": [0, ticks[-1]]}, "axis": axis}
    plain = {"type": "bar", "fill": THEME["chart-bar"]}
    striped = {"type": "bar", "fill": f"url(#{pattern})", "stroke": THEME["chart-bar"]}
    return [
        _layer("datum.v == null", {"type": "rect", "fill": THEME["sunken"]}, _strip(0, plot_height)),
        _layer("datum.v > 0 && !datum.p", plain, {"y": height}),
        _layer("datum.v > 0 && datum.p", {**striped, "strokeWidth": 1}, {"y": height}),
        _layer("datum.v === 0", {**plain, "type": "rect"}, _strip(plot_height - _ZERO_BAR, plot_height)),
    ]


def _strip(top: int, bottom: int) -> dict[str, Any]:
    """A day's column between two heights of the plot, whatever the scale of the values."""
    return {"y": {"value": top}, "y2": {"value": bottom}}


def _layer(test: str, mark: dict[str, Any], encoding: dict[str, Any]) -> dict[str, Any]:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def _mean_layers(shown: Sequence[CurveDay]) -> list[dict[str, Any]]:
    """The mean as a line, dashed from the last firm day on."""
    mark = {"type": "line", "stroke": THEME["chart-line"], "strokeWidth": 2.5, "strokeJoin": "round"}
    encoding = {"y": {"field": "m", "type": "quantitative"}}
    firm = [day.date.isoformat() for day in shown if not day.provisional]
    tail = f"datum.d >= '{firm[-1]}'" if firm else "true"
    return [
        _layer("!datum.p", {**mark, "strokeCap": "round"}, encoding),
        _layer(tail, {**mark, "strokeDash": [4, 4]}, encoding),
    ]


def _corrected_layers(shown: Sequence[CurveDay]) -> list[dict[str, Any]]:
    """A diamond at the top of the bar of a day that was corrected: a shape, so that not colour alone tells."""
    if not any(day.corrected and day.value is not None for day in shown):
        return []
    mark = {"type": "point", "shape": "diamond", "size": 70, "filled": True, "opacity": 1}
    paint = {"fill": "#ffffff", "stroke": THEME["ink"], "strokeWidth": 1.5}
    return [_layer("datum.c && datum.v != null", mark | paint, {"y": {"field": "v", "type": "quantitative"}})]


def _peak_layers(days: Sequence[CurveDay], shown: Sequence[CurveDay], plot: int, unit: str) -> list[dict[str, Any]]:
    """A line up from the highest bar and its words above the plot, on the side that has more room."""
    peak = _peak(shown)
    if peak is None:
        return []
    lead = "Cao nhất " if peak == _peak(days) else ""
    text = f"{lead}{number(peak.value or 0)} {unit}, {day_month(peak.date)}"
    words, rule_top = _beside((shown.index(peak) + 0.5) / len(shown) * plot, plot, text)
    rule = {"type": "rule", "stroke": THEME["line-strong"]}
    mark = {"type": "text", "fontWeight": 700, "fill": THEME["ink"], **words}
    test = f"datum.d === '{peak.date.isoformat()}'"
    return [
        _layer(test, rule, {"y": {"field": "v", "type": "quantitative"}, "y2": {"value": rule_top}}),
        _layer(test, mark, {"y": {"value": _PEAK_WORDS}, "text": {"value": text}}),
    ]


def _beside(position: float, plot: int, text: str) -> tuple[dict[str, Any], int]:
    """How the peak's words are set, and where the line to them ends: at their side, or under them."""
    room = text_width(text, 14, bold=True) + 5
    if position >= max(room, plot / 2):
        return {"align": "right", "dx": -5}, _PEAK_WORDS
    if plot - position >= room:
        return {"align": "left", "dx": 5}, _PEAK_WORDS
    middle = min(max(position, room / 2), plot + _RIGHT - room / 2)
    return {"align": "center", "dx": round(middle - position, 1)}, _PEAK_WORDS + 9


def _peak(days: Sequence[CurveDay]) -> CurveDay | None:
    """The newest of the highest days; None where nothing above zero was reported."""
    highest = max((day.value or 0 for day in days), default=0)
    return next((day for day in reversed(days) if day.value == highest), None) if highest else None


def curve_sentence(days: Sequence[CurveDay], *, unit: str = "ca") -> str:
    """What the curve says, in plain Vietnamese: peak, trend of the mean, gaps, provisional days."""
    shown = days[-_SHOWN_DAYS[WIDE] :]
    reported = [day for day in shown if day.value is not None]
    if not reported:
        return f"{sentence_start(_period(shown))} chưa có số liệu được báo cáo." if shown else "Chưa có số liệu."
    parts = [_main_part(shown, reported, unit), _gap_part(shown), _corrected_part(shown), _provisional_part(shown)]
    return " ".join(part for part in parts if part)


def _period(shown: Sequence[CurveDay]) -> str:
    first, last = shown[0].date, shown[-1].date
    if first == last:
        return f"ngày {full_date(last)}"
    start = day_month(first) if first.year == last.year else full_date(first)
    return f"từ ngày {start} đến ngày {full_date(last)}"


def _main_part(shown: Sequence[CurveDay], reported: Sequence[CurveDay], unit: str) -> str:
    peak = _peak(reported)
    if peak is None:
        return f"{sentence_start(_period(shown))} không ghi nhận {unit} nào."
    if len(shown) == 1:
        return f"{sentence_start(_period(shown))} ghi nhận {number(peak.value or 0)} {unit}."
    mean = _mean_part(shown, unit)
    day = day_month(peak.date) if peak.date.year == shown[-1].date.year else full_date(peak.date)
    top = f"{number(peak.value or 0)} {unit} ngày {day}"
    if mean.startswith("trung bình 7 ngày đang giảm") and peak.date < shown[-1].date:
        return f"Sau đỉnh {top}, {mean}."
    return f"Cao nhất {top}; {mean}." if mean else f"Cao nhất {top}."


def _mean_part(shown: Sequence[CurveDay], unit: str) -> str:
    """The newest mean and its direction, which only firm days tell: provisional ones are still growing."""
    newest = next((day.mean7 for day in reversed(shown) if day.mean7 is not None), None)
    if newest is None:
        return ""
    trend = _trend([day.mean7 for day in shown if not day.provisional])
    verb = f"{trend}, hiện là" if trend else "hiện là"
    return f"trung bình 7 ngày {verb} {decimal(newest)} {unit} một ngày"


def _trend(means: Sequence[float | None]) -> str:
    """The last mean against the one seven days before; empty where there is none."""
    if len(means) < 8 or means[-1] is None or means[-8] is None:
        return ""
    change = means[-1] - means[-8]
    if abs(change) <= _FLAT * max(means[-8], 1):
        return "gần như không đổi"
    return "đang tăng" if change > 0 else "đang giảm"


def _gap_part(shown: Sequence[CurveDay]) -> str:
    gaps = sum(day.value is None for day in shown)
    return f"{sentence_start(count_word(gaps))} ngày chưa báo cáo được để trống." if gaps else ""


def _corrected_part(shown: Sequence[CurveDay]) -> str:
    count = sum(day.corrected for day in shown)
    return f"{sentence_start(count_word(count))} ngày có số đã đính chính." if count else ""


def _provisional_part(shown: Sequence[CurveDay]) -> str:
    count = sum(day.provisional and day.value is not None for day in shown)
    if not count:
        return ""
    if count == len(shown):
        return "Số liệu là tạm tính, có thể còn thay đổi."
    which = "Ngày cuối" if count == 1 else f"{sentence_start(count_word(count))} ngày cuối"
    return f"{which} là tạm tính, có thể còn thay đổi."
