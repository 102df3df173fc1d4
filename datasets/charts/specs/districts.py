"""Small multiples: for each area the mean of seven days of a flow, all in one drawing."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.absent import why_absent
from datasets.charts.bars import HATCH, NARROW, WIDE, Drawing, layer
from datasets.charts.theme import THEME, fitted, text_width, vega_config
from datasets.charts.vega import hatch, render
from datasets.charts.wording import number, running_name

__all__ = ["SHOWN_DAYS", "SmallCurve", "districts_sentence", "districts_spec", "draw_districts"]

SHOWN_DAYS = 56
_COLUMNS = {NARROW: 2, WIDE: 4}
_PLOT, _HEAD, _GAP_X, _GAP_Y, _EDGE = 40, 22, 20, 14, 4
_NAMED = 3


@dataclass(frozen=True)
class SmallCurve:
    """An area's means of the newest days, oldest first, None where nothing was reported in seven days.

    `last7`, `before7`: the sums of the newest seven days and of those before them. `hidden`: kept back.
    """

    code: str
    name: str
    short_name: str
    means: tuple[float | None, ...]
    last7: int | None
    before7: int | None
    hidden: bool = False

    @property
    def words(self) -> str:
        return why_absent(self.hidden, short=True) if self.last7 is None else number(self.last7)


@dataclass(frozen=True)
class _Cell:
    """Where a curve lies, in units of the drawing."""

    left: float
    top: float
    width: float

    @property
    def base(self) -> float:
        return self.top + _HEAD + _PLOT


def draw_districts(curves: Sequence[SmallCurve], *, title: str, provisional: int) -> Drawing:
    """Draw `curves` in their order; the last `provisional` days are hatched."""
    narrow, wide = (_draw(curves, title, provisional, width) for width in (NARROW, WIDE))
    return Drawing(narrow, wide)


def _draw(curves: Sequence[SmallCurve], title: str, provisional: int, width: int) -> str:
    identifier = f"hatch-{hashlib.sha256(repr((title, curves, width)).encode()).hexdigest()[:10]}"
    spec = districts_spec(curves, width=width, provisional=provisional)
    label = f"{len(curves)} biểu đồ nhỏ, {title.lower()}; số liệu ở bảng bên dưới"
    css_class = "chart-narrow" if width == NARROW else "chart-wide"
    drawn = render(spec, label=label, css_class=css_class, defs=(hatch(identifier),))
    return drawn.replace(f"url(#{HATCH})", f"url(#{identifier})")


def districts_spec(curves: Sequence[SmallCurve], *, width: int, provisional: int) -> dict[str, Any]:
    """The Vega-Lite specification: every cell has its own scale from 0 to its highest mean.

    What is drawn lies in units of the drawing already, so one specification holds for all values.
    """
    columns = _COLUMNS[width]
    rows = [datum for curve, cell in zip(curves, _cells(len(curves), width), strict=True)
            for datum in _data(curve, cell, provisional)]  # fmt: skip
    raw = {"type": "quantitative", "scale": None, "axis": None}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": vega_config(),
        "width": width,
        "height": math.ceil(len(curves) / columns) * (_HEAD + _PLOT + _GAP_Y) + _EDGE,
        "autosize": {"type": "none"},
        "padding": 0,
        "data": {"values": rows},
        "encoding": {"x": {"field": "x", **raw}, "y": {"field": "y", **raw}},
        "layer": _layers(),
    }


def _layers() -> list[dict[str, Any]]:
    area = {"type": "area", "fill": THEME["chart-bar"]}
    tail = {"type": "area", "fill": f"url(#{HATCH})"}
    edge = {"type": "line", "stroke": THEME["chart-line"], "strokeWidth": 1.5}
    rule = {"type": "rule", "stroke": THEME["line-strong"]}
    text = {"type": "text", "baseline": "middle", "fill": THEME["ink"]}
    down = {"y2": {"field": "b"}, "detail": {"field": "g"}}
    said = {"text": {"field": "t"}}
    return [
        layer("datum.k === 'firm'", area, down),
        layer("datum.k === 'tail'", tail, down),
        layer("datum.k === 'firm' || datum.k === 'tail'", edge, {"detail": {"field": "g"}, "order": {"field": "x"}}),
        layer("datum.k === 'base'", rule, {"x2": {"field": "r"}}),
        layer("datum.k === 'name'", text | {"align": "left"}, said),
        layer("datum.k === 'sum'", text | {"align": "right", "fontWeight": 700}, said),
        layer("datum.k === 'none'", text | {"align": "right", "fill": THEME["ink-soft"]}, said),
    ]


def _cells(count: int, width: int) -> list[_Cell]:
    columns = _COLUMNS[width]
    each = (width - 2 * _EDGE - (columns - 1) * _GAP_X) / columns
    return [
        _Cell(_EDGE + n % columns * (each + _GAP_X), _EDGE + n // columns * (_HEAD + _PLOT + _GAP_Y), each)
        for n in range(count)
    ]


def _data(curve: SmallCurve, cell: _Cell, provisional: int) -> Iterator[dict[str, Any]]:
    right, line = cell.left + cell.width, cell.top + _HEAD / 2 - 2
    room = cell.width - text_width(curve.words, 14, bold=True) - 6
    yield {"k": "name", "x": cell.left, "y": line, "t": fitted(curve.short_name, room)}
    yield {"k": "none" if curve.last7 is None else "sum", "x": right, "y": line, "t": curve.words}
    yield {"k": "base", "x": cell.left, "r": right, "y": cell.base}
    firm = len(curve.means) - provisional
    for kind, first, last in (("firm", 0, firm - 1), ("tail", max(firm - 1, 0), len(curve.means) - 1)):
        yield from _points(curve, cell, kind, range(first, last + 1))


def _points(curve: SmallCurve, cell: _Cell, kind: str, places: range) -> Iterator[dict[str, Any]]:
    """The heights of consecutive means; a gap begins another group, and a mean alone is as wide as a day."""
    highest = max((mean or 0 for mean in curve.means), default=0) or 1
    step, group = cell.width / max(len(curve.means) - 1, 1), 0
    for place in places:
        mean = curve.means[place]
        if mean is None:
            group += 1
            continue
        x, y = cell.left + place * step, cell.base - mean / highest * _PLOT
        point = {"k": kind, "g": f"{curve.code}{kind}{group}", "y": round(y, 1), "b": cell.base}
        alone = all(curve.means[n] is None for n in (place - 1, place + 1) if 0 <= n < len(curve.means))
        ends = (max(x - step / 2, cell.left), min(x + step / 2, cell.left + cell.width)) if alone else (x,)
        yield from (point | {"x": round(end, 1)} for end in ends)


def districts_sentence(curves: Sequence[SmallCurve], *, unit: str = "ca") -> str:
    """How many areas have new cases, where they rise and fall against the seven days before, who is not told."""
    known = [curve for curve in curves if curve.last7 is not None]
    if not known:
        return " ".join(["Không có số liệu của địa bàn nào trong 7 ngày qua.", *_untold(curves)])
    some = sum(bool(curve.last7) for curve in known)
    parts = [f"Trong 7 ngày qua, {number(some)} trong {number(len(known))} địa bàn có số liệu ghi nhận {unit} mới."]
    if moved := _moved(known):
        parts.append(f"So với 7 ngày trước đó: {moved}.")
    return " ".join([*parts, *_untold(curves)])


def _moved(known: Sequence[SmallCurve]) -> str:
    changes = [(curve.last7 or 0) - curve.before7 for curve in known if curve.before7 is not None]
    counts = {
        "tăng": sum(change > 0 for change in changes),
        "giảm": sum(change < 0 for change in changes),
        "không đổi": sum(change == 0 for change in changes),
    }
    return ", ".join(f"{word} ở {number(count)} địa bàn" for word, count in counts.items() if count)


def _untold(curves: Sequence[SmallCurve]) -> list[str]:
    silent = [curve.name for curve in curves if curve.last7 is None and not curve.hidden]
    kept = [curve.name for curve in curves if curve.hidden]
    return [
        f"{lead}: {', '.join(map(running_name, names)) if len(names) <= _NAMED else f'{len(names)} địa bàn'}."
        for lead, names in (("Chưa báo cáo", silent), ("Không công bố số nhỏ", kept))
        if names
    ]
