"""The curve of a daily flow: a bar a day, the mean of seven days over it."""

from collections.abc import Sequence
from typing import Any

from datasets.charts.bars import (
    PEAK_WORDS,
    RIGHT,
    WIDE,
    CurveDay,
    Drawing,
    Frame,
    bar_layers,
    corrected_layers,
    corrected_part,
    draw_days,
    frame,
    gap_part,
    layer,
    line_layers,
    period,
    provisional_part,
    rows_of,
    shown_days,
    told,
    whole_ticks,
)
from datasets.charts.theme import THEME, text_width
from datasets.charts.wording import day_month, decimal, full_date, number, sentence_start

__all__ = ["curve_sentence", "curve_spec", "draw_curve"]

_FLAT = 0.05


def draw_curve(days: Sequence[CurveDay], *, title: str, unit: str = "ca") -> Drawing:
    """Draw the last 60 (narrow) and 120 (wide) of `days`, which are consecutive and oldest first."""
    return draw_days(lambda width, p: curve_spec(days, width=width, unit=unit, pattern=p), days, title=title)


def curve_spec(days: Sequence[CurveDay], *, width: int, unit: str = "ca", pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification of the newest days that fit `width` (328 or 734 units).

    `pattern` is the id of the hatching.
    """
    shown = shown_days(days, width)
    ticks = whole_ticks(max((d.value or 0 for d in shown), default=0))
    drawn = frame(shown, rows_of(shown), ticks, width)
    rows, peak = _with_peak(days, shown, drawn, unit)
    layers = [
        *bar_layers(ticks, drawn.height, pattern),
        *line_layers(shown),
        *corrected_layers(shown),
        *peak,
    ]
    return drawn.spec | {"data": {"values": rows}, "layer": layers}


def _with_peak(
    days: Sequence[CurveDay], shown: Sequence[CurveDay], drawn: Frame, unit: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The data, and the layers of a line up from the highest bar and its words, on the side that has more room."""
    peak, rows = _peak(shown), drawn.spec["data"]["values"]
    if peak is None:
        return rows, []
    lead = "Cao nhất " if peak == _peak(days) else ""
    text = f"{lead}{number(peak.value or 0)} {unit}, {day_month(peak.date)}"
    place = shown.index(peak)
    words, rule_top = _beside((place + 0.5) / len(shown) * drawn.plot, drawn.plot, text)
    rule = {"type": "rule", "stroke": THEME["line-strong"]}
    mark = {"type": "text", "fontWeight": 700, "fill": THEME["ink"], **words}
    height = {"field": "v", "type": "quantitative"}
    return told(rows, place, text), [
        layer("datum.t != null", rule, {"y": height, "y2": {"value": rule_top}}),
        layer("datum.t != null", mark, {"y": {"value": PEAK_WORDS}, "text": {"field": "t"}}),
    ]


def _beside(position: float, plot: int, text: str) -> tuple[dict[str, Any], int]:
    """How the peak's words are set, and where the line to them ends: at their side, or under them."""
    room = text_width(text, 14, bold=True) + 5
    if position >= max(room, plot / 2):
        return {"align": "right", "dx": -5}, PEAK_WORDS
    if plot - position >= room:
        return {"align": "left", "dx": 5}, PEAK_WORDS
    middle = min(max(position, room / 2), plot + RIGHT - room / 2)
    return {"align": "center", "dx": round(middle - position, 1)}, PEAK_WORDS + 9


def _peak(days: Sequence[CurveDay]) -> CurveDay | None:
    """The newest of the highest days; None where nothing above zero was reported."""
    highest = max((day.value or 0 for day in days), default=0)
    return next((day for day in reversed(days) if day.value == highest), None) if highest else None


def curve_sentence(days: Sequence[CurveDay], *, unit: str = "ca") -> str:
    """What the curve says, in plain Vietnamese: peak, trend of the mean, gaps, provisional days."""
    shown = shown_days(days, WIDE)
    reported = [day for day in shown if day.value is not None]
    if not reported:
        return f"{sentence_start(period(shown))} chưa có số liệu được báo cáo." if shown else "Chưa có số liệu."
    provisional = sum(day.provisional for day in reported)
    parts = [
        _main_part(shown, reported, unit),
        gap_part(len(shown) - len(reported)),
        corrected_part(shown),
        provisional_part(provisional, len(shown)),
    ]
    return " ".join(part for part in parts if part)


def _main_part(shown: Sequence[CurveDay], reported: Sequence[CurveDay], unit: str) -> str:
    peak = _peak(reported)
    if peak is None:
        return f"{sentence_start(period(shown))} không ghi nhận {unit} nào."
    if len(shown) == 1:
        return f"{sentence_start(period(shown))} ghi nhận {number(peak.value or 0)} {unit}."
    mean = _mean_part(shown, unit)
    day = day_month(peak.date) if peak.date.year == shown[-1].date.year else full_date(peak.date)
    top = f"{number(peak.value or 0)} {unit} ngày {day}"
    if mean.startswith("trung bình 7 ngày đang giảm") and peak.date < shown[-1].date:
        return f"Sau đỉnh {top}, {mean}."
    return f"Cao nhất {top}; {mean}." if mean else f"Cao nhất {top}."


def _mean_part(shown: Sequence[CurveDay], unit: str) -> str:
    """The newest mean and its direction, which only firm days tell: provisional ones are still growing."""
    newest = next((day.line for day in reversed(shown) if day.line is not None), None)
    if newest is None:
        return ""
    trend = _trend([day.line for day in shown if not day.provisional])
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
