"""Vaccination: first doses so far as bars, second doses so far as a line before them."""

from collections.abc import Sequence
from typing import Any

from datasets.charts.bars import (
    CurveDay,
    Drawing,
    bar_layers,
    corrected_layers,
    corrected_part,
    draw_days,
    frame,
    gap_part,
    line_layers,
    newest_layer,
    provisional_part,
    rows_of,
    shown_days,
    told,
    whole_ticks,
)
from datasets.charts.wording import day_month, full_date, number, running_name

__all__ = ["draw_vaccination", "vaccination_sentence", "vaccination_spec"]


def draw_vaccination(days: Sequence[CurveDay], *, title: str) -> Drawing:
    """Draw `days`, whose `value` is the running total of first doses and `mean7` that of second ones."""
    return draw_days(lambda width, p: vaccination_spec(days, width=width, pattern=p), days, title=title)


def vaccination_spec(days: Sequence[CurveDay], *, width: int, pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification: bars and a line, so that not colour alone tells one dose from the other."""
    shown = shown_days(days, width)
    ticks = whole_ticks(max((max(day.value or 0, day.mean7 or 0) for day in shown), default=0))
    drawn = frame(shown, told(rows_of(shown), -1, _newest_words(shown)), ticks, width)
    layers = [
        *bar_layers(ticks, drawn.height, pattern),
        *line_layers(shown),
        *corrected_layers(shown),
        newest_layer(),
    ]
    return drawn.spec | {"layer": layers}


def _newest_words(shown: Sequence[CurveDay]) -> str:
    last = next((day for day in reversed(shown) if day.value is not None), None)
    if last is None:
        return ""
    second = "" if last.mean7 is None else f", mũi 2: {number(last.mean7)}"
    return f"{day_month(last.date)}, mũi 1: {number(last.value or 0)}{second}"


def vaccination_sentence(days: Sequence[CurveDay], *, names: Sequence[str], unit: str = "người") -> str:
    """How many have had each dose so far; `names` of both indicators, "Tiêm mũi 1"."""
    known = [day for day in days if day.value is not None]
    if not known:
        return "Chưa có số liệu."
    last = known[-1]
    doses = zip((last.value, last.mean7), names, strict=True)
    said = " và ".join(f"{number(value)} {unit} {running_name(name)}" for value, name in doses if value is not None)
    parts = [
        f"Cộng dồn đến ngày {full_date(last.date)} có {said}.",
        gap_part(len(days) - len(known)),
        corrected_part(days),
        provisional_part(sum(day.provisional for day in known), len(days)),
    ]
    return " ".join(part for part in parts if part)
