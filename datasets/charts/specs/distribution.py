"""How a stock is spread over the areas: a bar an area, longest first, its number at the end."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.absent import HIDDEN, NOT_REPORTED, why_absent
from datasets.charts.bars import NARROW, WIDE, Drawing, layer
from datasets.charts.theme import THEME, fitted, text_width, vega_config
from datasets.charts.vega import render
from datasets.charts.wording import number, running_name, sentence_start

__all__ = ["AreaBar", "distribution_sentence", "distribution_spec", "draw_distribution"]

_ROW = 26
_EDGE = 4
_GAP = 8
_NAME_SHARE = 0.45
_ZERO_BAR = 2
_NAMED = 3


@dataclass(frozen=True)
class AreaBar:
    """An area's stock; `value` is None where it was not reported or is `hidden`. `name` is the full name."""

    code: str
    name: str
    short_name: str
    value: int | None
    hidden: bool = False


def draw_distribution(rows: Sequence[AreaBar], *, title: str) -> Drawing:
    """Draw `rows` in the order of their values, areas without a number last."""
    label = f"Biểu đồ thanh {title.lower()}, {len(rows)} địa bàn; số liệu ở bảng bên dưới"
    narrow = render(distribution_spec(rows, width=NARROW), label=label, css_class="chart-narrow")
    return Drawing(narrow, render(distribution_spec(rows, width=WIDE), label=label, css_class="chart-wide"))


def distribution_spec(rows: Sequence[AreaBar], *, width: int) -> dict[str, Any]:
    """The Vega-Lite specification, `width` units wide, 26 units high per area."""
    ordered = sorted(rows, key=_rank)
    names = {row.code: fitted(row.short_name, width * _NAME_SHARE) for row in ordered}
    left = math.ceil(max((text_width(name, 14) for name in names.values()), default=0)) + _GAP
    numbers = (number(row.value) for row in ordered if row.value is not None)
    right = math.ceil(max((text_width(text, 14, bold=True) for text in numbers), default=0)) + _GAP
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": vega_config(),
        "width": width - left - right,
        "height": max(len(rows), 1) * _ROW,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": right, "top": _EDGE, "bottom": _EDGE},
        "data": {
            "values": [{"c": n, "n": names[r.code], "v": r.value, "t": _end_text(r)} for n, r in enumerate(ordered)]
        },
        "encoding": {"y": _name_axis(ordered)},
        "layer": _layers(max((row.value or 0 for row in rows), default=0)),
    }


def _rank(row: AreaBar) -> tuple[bool, int, str]:
    return row.value is None, -(row.value or 0), row.short_name


def _end_text(row: AreaBar) -> str:
    return why_absent(row.hidden) if row.value is None else number(row.value)


def _name_axis(ordered: Sequence[AreaBar]) -> dict[str, Any]:
    """The areas by place, since two may bear one name; the names are drawn as text."""
    scale = {"domain": list(range(len(ordered))), "paddingInner": 0.35, "paddingOuter": 0.175}
    return {"field": "c", "type": "ordinal", "scale": scale, "axis": None}


def _layers(highest: int) -> list[dict[str, Any]]:
    length = {"field": "v", "type": "quantitative", "scale": {"domain": [0, max(highest, 1)]}, "axis": None}
    name = {"type": "text", "align": "right", "baseline": "middle", "dx": -_GAP}
    end = {"type": "text", "align": "left", "baseline": "middle", "dx": _GAP - 2}
    bold = {**end, "fontWeight": 700, "fill": THEME["ink"]}
    bar = {"type": "bar", "fill": THEME["chart-bar"]}
    at_zero = {"x": {"value": 0}}
    return [
        {"mark": name, "encoding": {**at_zero, "text": {"field": "n"}}},
        layer("datum.v > 0", bar, {"x": length}),
        layer("datum.v === 0", {**bar, "type": "rect"}, {**at_zero, "x2": {"value": _ZERO_BAR}}),
        layer("datum.v != null", bold, {"x": length, "text": {"field": "t"}}),
        layer("datum.v == null", {**end, "dx": 0}, {**at_zero, "text": {"field": "t"}}),
    ]


def distribution_sentence(rows: Sequence[AreaBar], *, unit: str = "ca") -> str:
    """The areas with the largest stocks, their sum, who has not reported and whose number is kept back."""
    reported = sorted((row for row in rows if row.value is not None), key=_rank)
    return " ".join([_main_part(reported, rows, unit), *_untold(rows)])


def _main_part(reported: Sequence[AreaBar], rows: Sequence[AreaBar], unit: str) -> str:
    total = sum(row.value or 0 for row in reported)
    if not reported:
        nobody = not any(row.hidden for row in rows)
        return "Chưa có địa bàn nào báo cáo." if nobody else "Không có số nào được công bố."
    if not total:
        which = "Không địa bàn nào" if len(reported) == len(rows) else "Các địa bàn có số liệu đều không"
        return f"{which} có {unit}."
    top = [row for row in reported[:_NAMED] if row.value]
    named = ", ".join(f"{running_name(row.name)} ({number(row.value or 0)})" for row in top)
    which = "có số được công bố" if any(row.hidden for row in rows) else "đã báo cáo"
    return f"Nhiều nhất: {named}; {len(reported)} địa bàn {which} có tổng cộng {number(total)} {unit}."


def _untold(rows: Sequence[AreaBar]) -> list[str]:
    silent = [running_name(row.name) for row in rows if row.value is None and not row.hidden]
    kept = [running_name(row.name) for row in rows if row.value is None and row.hidden]
    told = silent if len(silent) < len(rows) else []
    return [
        f"{sentence_start(lead)}: {', '.join(names) if len(names) <= _NAMED else f'{len(names)} địa bàn'}."
        for lead, names in ((NOT_REPORTED, told), (HIDDEN, kept))
        if names
    ]
