"""Vaccination: first doses so far as bars, second doses so far as a line before them."""

from collections.abc import Sequence
from typing import Any

from datasets.charts.bars import (
    CurveDay,
    Drawing,
    corrected_part,
    draw_days,
    gap_part,
    highest,
    newest_told,
    provisional_part,
    shown_days,
    whole_ticks,
)
from datasets.charts.wording import day_month, full_date, number, running_name

__all__ = ["draw_vaccination", "vaccination_sentence", "vaccination_spec"]


def draw_vaccination(days: Sequence[CurveDay], *, title: str) -> Drawing:
    """Draw `days`, whose `value` is the running total of first doses and `line` that of second ones."""
    return draw_days(lambda width, p: vaccination_spec(days, width=width, pattern=p), days, title=title)


def vaccination_spec(days: Sequence[CurveDay], *, width: int, pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification: bars and a line, so that not colour alone tells one dose from the other."""
    shown = shown_days(days, width)
    ticks = whole_ticks(highest(shown))
    return newest_told(shown, ticks, _newest_words(shown), width=width, pattern=pattern)


def _newest_words(shown: Sequence[CurveDay]) -> str:
    last = next((day for day in reversed(shown) if day.value is not None), None)
    if last is None:
        return ""
    second = "" if last.line is None else f", mũi 2: {number(last.line)}"
    return f"{day_month(last.date)}, mũi 1: {number(last.value or 0)}{second}"


def vaccination_sentence(days: Sequence[CurveDay], *, names: Sequence[str], unit: str = "người") -> str:
    """How many have had each dose so far; `names` of both indicators, "Tiêm mũi 1"."""
    known = [day for day in days if day.value is not None]
    if not known:
        return "Chưa có số liệu."
    last = known[-1]
    doses = zip((last.value, last.line), names, strict=True)
    said = " và ".join(f"{number(value)} {unit} {running_name(name)}" for value, name in doses if value is not None)
    parts = [
        f"Cộng dồn đến ngày {full_date(last.date)} có {said}.",
        gap_part(len(days) - len(known)),
        corrected_part(days),
        provisional_part(sum(day.provisional for day in known), len(days)),
    ]
    return " ".join(part for part in parts if part)
