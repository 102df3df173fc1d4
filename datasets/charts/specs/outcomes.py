"""Where the people who fell ill are now: deaths, under treatment and recovered so far, one above the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from datasets.charts.bars import (
    Drawing,
    Ticks,
    corrected_layers,
    corrected_part,
    draw_days,
    flags,
    frame,
    gap_part,
    height_of,
    layer,
    missing_layer,
    newest_layer,
    provisional_part,
    shown_days,
    told,
    whole_ticks,
    zero_layer,
)
from datasets.charts.theme import MAP_FILLS, THEME
from datasets.charts.wording import day_month, full_date, number, running_name

__all__ = ["PAINTS", "OutcomeDay", "draw_outcomes", "outcomes_sentence", "outcomes_spec"]

PAINTS = ("q5", "q4", "q2")
"""Of deaths, under treatment and recovered, from the axis upwards: steps of one hue, told apart without colour."""


@dataclass(frozen=True)
class OutcomeDay:
    """One day: deaths so far, people under treatment, recovered so far; None where one of them is not known."""

    date: date
    parts: tuple[int, int, int] | None
    provisional: bool = False
    corrected: bool = False

    @property
    def total(self) -> int:
        return sum(self.parts or ())


def draw_outcomes(days: Sequence[OutcomeDay], *, title: str, name: str, unit: str = "ca") -> Drawing:
    """Draw `days`, which are consecutive and oldest first; white strokes over the provisional ones.

    `name` of the people under treatment, inside a sentence.
    """
    return draw_days(
        lambda width, p: outcomes_spec(days, width=width, unit=unit, name=name, pattern=p),
        days,
        title=title,
        paint=THEME["surface"],
    )


def outcomes_spec(
    days: Sequence[OutcomeDay], *, width: int, unit: str = "ca", name: str = "", pattern: str = "hatch"
) -> dict[str, Any]:
    """The Vega-Lite specification: three parts stacked on each day, whose sum is all who fell ill."""
    shown = shown_days(days, width)
    ticks = whole_ticks(max((day.total for day in shown), default=0))
    rows = told([_datum(day) for day in shown], -1, _newest_words(shown, unit, name))
    drawn = frame(shown, rows, ticks, width)
    layers = [
        missing_layer("datum.z == null", drawn.height),
        *_part_layers(ticks, pattern),
        zero_layer("datum.z === 0", drawn.height),
        _edge_layer(ticks),
        *corrected_layers(shown, "z"),
        newest_layer(),
    ]
    return drawn.spec | {"layer": layers}


def _datum(day: OutcomeDay) -> dict[str, Any]:
    """`a`, `b`, `z`: the upper edges of the three parts."""
    if day.parts is None:
        return {"d": day.date.isoformat(), "z": None} | flags(day)
    low, middle, _ = day.parts
    return {"d": day.date.isoformat(), "o": 0, "a": low, "b": low + middle, "z": day.total} | flags(day)


def _part_layers(ticks: Ticks, pattern: str) -> list[dict[str, Any]]:
    edges = zip(("o", "a", "b"), ("a", "b", "z"), PAINTS, strict=True)
    parts = [_part(low, high, {"fill": MAP_FILLS[paint]}, ticks) for low, high, paint in edges]
    return [*parts, _part("o", "z", {"fill": f"url(#{pattern})"}, ticks, " && datum.p")]


def _edge_layer(ticks: Ticks) -> dict[str, Any]:
    """The upper edge, dark: the lightest part alone would hardly stand out from the paper."""
    mark = {"type": "line", "stroke": THEME["chart-line"], "strokeWidth": 1.2}
    return layer("true", mark, {"y": height_of("z", ticks)})


def _part(low: str, high: str, paint: dict[str, Any], ticks: Ticks, where: str = "") -> dict[str, Any]:
    heights = {"y": height_of(high, ticks), "y2": {"field": low}}
    return layer(f"datum.z != null && datum.{high} > datum.{low}{where}", {"type": "bar"} | paint, heights)


def _newest_words(shown: Sequence[OutcomeDay], unit: str, name: str) -> str:
    """How many are under treatment: the sum of the parts may differ from the running total of cases."""
    last = next((day for day in reversed(shown) if day.parts is not None), None)
    return f"{day_month(last.date)}: {number((last.parts or (0, 0))[1])} {unit} {name}" if last else ""


def outcomes_sentence(days: Sequence[OutcomeDay], *, names: Sequence[str], unit: str = "ca") -> str:
    """The newest state. `names`: short names of deaths, under treatment and recovered, in this order."""
    known = [day for day in days if day.parts is not None]
    if not known:
        return "Chưa có số liệu."
    last = known[-1]
    died, treated, cured = (
        f"{number(value)} {unit} {running_name(name)}" for value, name in zip(last.parts or (), names, strict=True)
    )
    parts = [
        f"Đến ngày {full_date(last.date)} có {treated}; cộng dồn {cured} và {died}.",
        gap_part(len(days) - len(known)),
        corrected_part(days),
        provisional_part(sum(day.provisional for day in known), len(days)),
    ]
    return " ".join(part for part in parts if part)
