"""The running total of a flow: a bar a day, as high as all days up to it."""

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
from datasets.charts.wording import day_month, full_date, number

__all__ = ["draw_total", "total_sentence", "total_spec"]


def draw_total(days: Sequence[CurveDay], *, title: str, unit: str = "ca") -> Drawing:
    """Draw the running totals of `days`, which are consecutive and oldest first."""
    return draw_days(lambda width, p: total_spec(days, width=width, unit=unit, pattern=p), days, title=title)


def total_spec(days: Sequence[CurveDay], *, width: int, unit: str = "ca", pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification; a corrected day bears its diamond on the total that it moved."""
    shown = shown_days(days, width)
    ticks = whole_ticks(highest(shown))
    return newest_told(shown, ticks, _newest_words(shown, unit), width=width, pattern=pattern)


def _newest_words(shown: Sequence[CurveDay], unit: str) -> str:
    last = next((day for day in reversed(shown) if day.value is not None), None)
    return f"{number(last.value or 0)} {unit} đến {day_month(last.date)}" if last else ""


def total_sentence(days: Sequence[CurveDay], *, unit: str = "ca") -> str:
    """The newest total, what the days shown added to it, gaps, corrections, provisional days."""
    known = [day for day in days if day.value is not None]
    if not known:
        return "Chưa có số liệu."
    provisional = sum(day.provisional for day in known)
    parts = [
        _main_part(known[0], known[-1], unit),
        gap_part(len(days) - len(known)),
        corrected_part(days),
        provisional_part(provisional, len(days)),
    ]
    return " ".join(part for part in parts if part)


def _main_part(first: CurveDay, last: CurveDay, unit: str) -> str:
    said = f"Cộng dồn đến ngày {full_date(last.date)}: {number(last.value or 0)} {unit}"
    if first == last:
        return f"{said}."
    grown = number((last.value or 0) - (first.value or 0))
    return f"{said}, thêm {grown} {unit} kể từ ngày {full_date(first.date)}."
