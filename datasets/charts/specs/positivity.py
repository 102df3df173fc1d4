"""How many of the samples tested are positive: each day's share as a bar, that of seven days as a line."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from datasets.charts.bars import (
    CurveDay,
    Drawing,
    Ticks,
    corrected_part,
    draw_days,
    highest,
    newest_told,
    provisional_part,
    shown_days,
    ticks_at,
)
from datasets.charts.wording import count_word, day_month, decimal, full_date, number, sentence_start

__all__ = ["Week", "draw_positivity", "positivity_sentence", "positivity_spec"]

_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25)
_SAME = 0.05
_PERCENT = "\u00a0%"


class Week(NamedTuple):
    """Samples of seven days. `share` in per cent; None where nothing was tested."""

    positive: int
    tested: int

    @property
    def share(self) -> float | None:
        return 100 * self.positive / self.tested if self.tested else None


def draw_positivity(days: Sequence[CurveDay], *, title: str) -> Drawing:
    """Draw `days`, whose `value` is the day's share in per cent and `line` that of the seven days up to it."""
    return draw_days(lambda width, p: positivity_spec(days, width=width, pattern=p), days, title=title)


def positivity_spec(days: Sequence[CurveDay], *, width: int, pattern: str = "hatch") -> dict[str, Any]:
    """The Vega-Lite specification; a day on which nothing was tested is a pale column."""
    shown = shown_days(days, width)
    ticks = _ticks(highest(shown))
    return newest_told(shown, ticks, _newest_words(shown), width=width, pattern=pattern)


def _ticks(top: float) -> Ticks:
    """Four to six round percentages from 0 to at least `top`."""
    step = next((step for step in _STEPS if step * 5 >= top), _STEPS[-1])
    values = [round(n * step, 1) for n in range(math.ceil(round(max(top, step) / step, 6)) + 1)]
    texts = [f"{number(v) if v == round(v) else decimal(v)}{_PERCENT}" for v in values]
    written = "(datum.value === round(datum.value) ? format(datum.value, ',d') : format(datum.value, ',.1f'))"
    label = f"{written} + '{_PERCENT}'"
    return ticks_at(values, texts, {"labelExpr": label})


def _newest_words(shown: Sequence[CurveDay]) -> str:
    last = next((day for day in reversed(shown) if day.line is not None), None)
    return f"7 ngày đến {day_month(last.date)}: {decimal(last.line or 0)}{_PERCENT}" if last else ""


def positivity_sentence(days: Sequence[CurveDay], week: Week, before: Week) -> str:
    """The newest seven days against the seven before them, days without a test, corrections, provisional days."""
    shares = [day for day in days if day.value is not None]
    if not shares:
        return "Chưa có số liệu."
    untested = len(days) - len(shares)
    parts = [
        _main_part(days, week, before),
        f"{sentence_start(count_word(untested))} ngày không có mẫu được báo cáo." if untested else "",
        corrected_part(days),
        provisional_part(sum(day.provisional for day in shares), len(days)),
    ]
    return " ".join(part for part in parts if part)


def _main_part(days: Sequence[CurveDay], week: Week, before: Week) -> str:
    span = f"7 ngày đến {full_date(days[-1].date)}"
    if week.share is None:
        return f"Trong {span} không có mẫu xét nghiệm nào được báo cáo."
    samples = f"{number(week.positive)} trong {number(week.tested)} mẫu"
    said = f"Trong {span}, {decimal(week.share)}{_PERCENT} mẫu xét nghiệm dương tính ({samples})"
    return f"{said}{_compared(week.share, before.share)}."


def _compared(share: float, before: float | None) -> str:
    if before is None:
        return ""
    if abs(share - before) < _SAME:
        return ", bằng mức 7 ngày trước đó"
    return f", {'tăng' if share > before else 'giảm'} từ {decimal(before)}{_PERCENT} của 7 ngày trước đó"
