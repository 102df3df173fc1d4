"""Figures that an editor chose by codes, in one release. What cannot be shown is a note in words, never an error.

A published release never changes, so each choice is read once and kept; a page of such blocks asks nothing.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from django.core.cache import cache

from core import province
from core.absent import HIDDEN
from core.known import known
from datasets import charts, days
from datasets.models import Indicator
from datasets.selectors import figures
from datasets.selectors.area_charts import SHORT, SLUGS
from datasets.selectors.corrections import corrected_days
from datasets.selectors.derived import mean_of, per_100k
from datasets.selectors.prepared import area_view
from datasets.selectors.releases import ReleaseLine
from datasets.suppression import hidden
from units.models import AdministrativeArea
from units.selectors.areas import province_area

PERIODS = (7, 14, 30, 60, 120)
VERSION = 3
"""Counts up when the shape of what is read changes."""
PREPARED = [(slug, SHORT[kind]) for slug, kind in SLUGS.items()]
"""[(word in the address, name)] of the charts that each release prepares"""
NOT_PUBLISHED = "Chưa có bản công bố nào."
_NOT_CHOSEN = "Chưa chọn chỉ tiêu."
_KEPT_SECONDS = 3600

Chosen = dict[str, Any]
Read = Callable[[int, Mapping[str, Any]], Chosen]
Kept = Callable[[ReleaseLine, Mapping[str, Any]], Chosen]


class Unavailable(LookupError):
    """Why there is nothing to show; shown in its place."""


def _kept(read: Read) -> Kept:
    """Read once a release; anew each time where the release is only staged."""

    @wraps(read)
    def kept(release: ReleaseLine, wanted: Mapping[str, Any]) -> Chosen:
        if release.preview:
            return _noted(read, release.number, wanted)
        said = hashlib.sha256(repr((read.__name__, sorted(_plain(wanted).items()))).encode()).hexdigest()
        key = f"chosen:{VERSION}:{known().instance}:{province.current().suppression.key}:{release.number}:{said}"
        return cache.get_or_set(key, lambda: _noted(read, release.number, wanted), _KEPT_SECONDS) or {}

    return kept


def _plain(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Without the heading, which changes nothing of what is read."""
    return {name: list(v) if isinstance(v, list) else v for name, v in wanted.items() if name != "heading"}


def _noted(read: Read, release: int, wanted: Mapping[str, Any]) -> Chosen:
    try:
        return read(release, wanted)
    except Unavailable as error:
        return {"note": str(error)}


@_kept
def tile(release: int, wanted: Mapping[str, Any]) -> Chosen:
    """{"tile": the one of the area's prepared view, "area", "date", "slot"}"""
    day, slot = _head(release)
    indicator, area = _indicator(wanted.get("indicator")), _area(wanted.get("area"), day)
    tiles = area_view(release, area)["tiles"]
    found = next((tile for tile in tiles if tile["indicator"] == indicator.code), None)
    if found is None or (found["value"] is None and not found["hidden"]):
        raise Unavailable(_silent(release, indicator, area, day))
    return _headed(indicator, area, day, slot) | {"tile": found}


@_kept
def chart(release: int, wanted: Mapping[str, Any]) -> Chosen:
    """{"title", "sentence", "svg_narrow", "svg_wide", "rows": newest first, "bars": what a bar is}"""
    day, slot = _head(release)
    indicator, area = _indicator(wanted.get("indicator")), _area(wanted.get("area"), day)
    total = wanted.get("form") == "total" and indicator.is_flow
    drawn = _days(release, indicator, area, day, slot, _period(wanted.get("period")))
    if all(one.value is None for one in drawn):
        raise Unavailable(_silent(release, indicator, area, day))
    if total:
        drawn = _totals(release, indicator, area, drawn)
    title = f"{indicator.name}{' cộng dồn' if total else ' theo ngày'}, {_place(area)}"
    draw = charts.draw_total if total else charts.draw_curve
    drawing = draw(drawn, title=title, unit=indicator.unit)
    return _headed(indicator, area, day, slot) | {
        "title": title,
        "sentence": _sentence(drawn, indicator, total=total),
        "svg_narrow": drawing.narrow,
        "svg_wide": drawing.wide,
        "rows": [_day_row(one) for one in reversed(drawn)],
        "corrected": any(one.corrected for one in drawn),
        "bars": "Cộng dồn" if total else ("Trong ngày" if indicator.is_flow else "Hiện có"),
        "mean": any(one.line is not None for one in drawn),
        "provisional": any(one.provisional for one in drawn),
    }


@_kept
def prepared_chart(release: int, wanted: Mapping[str, Any]) -> Chosen:
    """{"chart": the one of the area's prepared view, "view": what its addresses need of it}"""
    day, _ = _head(release)
    area = _area(wanted.get("area"), day)
    view = area_view(release, area)
    found = view["charts"].get(SLUGS.get(str(wanted.get("chart")), ""))
    if found is None:
        raise Unavailable(f"Không có biểu đồ này cho {_place(area)}.")
    if "note" in found:
        raise Unavailable(f"“{found['title']}”, {_place(area)}: {_lower(found['note'])}")
    return {"chart": found, "view": {"area": view["area"]}, "place": _place(area)}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@_kept
def table(release: int, wanted: Mapping[str, Any]) -> Chosen:
    """{"columns": names, "rows": [{"date", "cells": [{"value", "hidden"}]}], newest first}.

    What is no indicator any more is left out.
    """
    day, slot = _head(release)
    codes = _codes(wanted.get("indicators"))
    by_code = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
    named = [by_code[code] for code in codes if code in by_code]
    if not named:
        raise Unavailable(_gone(codes[0]) if codes else _NOT_CHOSEN)
    area, first = _area(wanted.get("area"), day), day - _period(wanted.get("period")) + 1
    values = figures.day_values(release, [one.pk for one in named], [area.pk], first=first, last=day)
    if not values:
        raise Unavailable(_silent(release, named[0], area, day))
    kept = {one.pk for one in named if area.pk in hidden(release).get(one.pk, ())}
    rows = [
        {
            "date": days.date(each).isoformat(),
            "cells": [
                {"value": _of_day(values, one, area, each, day, slot), "hidden": one.pk in kept} for one in named
            ],
        }
        for each in range(day, first - 1, -1)
    ]
    return _headed(named[0], area, day, slot) | {"columns": [one.short_name for one in named], "rows": rows}


@_kept
def comparison(release: int, wanted: Mapping[str, Any]) -> Chosen:
    """{"rows": [{"code", "name", "value", "last7", "per_100k", "hidden"}], the highest first, and a drawing}."""
    day, slot = _head(release)
    indicator = _indicator(wanted.get("indicator"))
    codes = _codes(wanted.get("areas"))
    found = AdministrativeArea.objects.valid_at(days.date(day)).filter(code__in=codes)
    areas = sorted(found, key=lambda area: codes.index(area.code))
    if len(areas) < 2:
        raise Unavailable("Cần ít nhất hai địa bàn có trong danh mục hành chính của ngày công bố để so sánh.")
    values = figures.day_values(release, [indicator.pk], [area.pk for area in areas], first=day - 7, last=day)
    if not values:
        kept = {area.pk for area in areas} & hidden(release).get(indicator.pk, frozenset())
        why = f"“{indicator.name}” của các địa bàn này: {HIDDEN}."
        raise Unavailable(
            why if kept else f"Chưa có số liệu “{indicator.name}” của các địa bàn này trong 7 ngày qua."
        )
    rows = [_compared(release, indicator, area, values, day, slot) for area in areas]
    title = f"{indicator.name}, {'7 ngày qua' if indicator.is_flow else 'hiện có'}"
    bars = [charts.AreaBar(r["code"], r["name"], r["short_name"], r["shown"], r["hidden"]) for r in rows]
    drawing = charts.draw_distribution(bars, title=title)
    rows.sort(key=lambda row: (row["shown"] is None, -(row["shown"] or 0), row["name"]))
    return _headed(indicator, areas[0], day, slot) | {
        "title": title,
        "sentence": charts.distribution_sentence(bars, unit=indicator.unit),
        "svg_narrow": drawing.narrow,
        "svg_wide": drawing.wide,
        "rows": rows,
        "flow": indicator.is_flow,
    }


def _headed(indicator: Indicator, area: AdministrativeArea, day: int, slot: int) -> Chosen:
    return {
        "indicator": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "area": {"code": area.code, "name": _place(area)},
        "date": days.date(day).isoformat(),
        "slot": province.current().slots[slot],
    }


def _head(release: int) -> tuple[int, int]:
    head = figures.head(release)
    if head is None:
        raise Unavailable(NOT_PUBLISHED)
    return head


def _codes(stored: Any) -> list[str]:
    """Each once, in the order chosen; without NUL, which PostgreSQL takes for an error."""
    return list(dict.fromkeys(str(code).replace("\0", "") for code in stored or [] if code))


def _indicator(stored: str | None) -> Indicator:
    code = next(iter(_codes([stored])), None)
    if not code:
        raise Unavailable(_NOT_CHOSEN)
    found = Indicator.objects.filter(code=code).first()
    if found is None:
        raise Unavailable(_gone(code))
    return found


def _gone(code: str) -> str:
    return f"Chỉ tiêu “{code}” không còn trong danh mục."


def _area(stored: str | None, day: int) -> AdministrativeArea:
    """The area that bears the code on the day of the release; the whole province without a code."""
    date, code = days.date(day), next(iter(_codes([stored])), None)
    found = AdministrativeArea.objects.valid_at(date).filter(code=code).first() if code else province_area(date)
    if found is None:
        raise Unavailable(f"Không có địa bàn mã “{code}” vào ngày {date:%d/%m/%Y}.")
    return found


def _place(area: AdministrativeArea) -> str:
    return area.name if area.parent_id else "toàn tỉnh"


def _period(stored: Any) -> int:
    """Days; 30 for what is none of those to choose from."""
    return next((count for count in PERIODS if str(count) == str(stored)), 30)


def _silent(release: int, indicator: Indicator, area: AdministrativeArea, day: int) -> str:
    """Since when there are no figures: a retired indicator keeps its past."""
    if area.pk in hidden(release).get(indicator.pk, ()):
        return f"“{indicator.name}” của {_place(area)}: {HIDDEN}."
    last = figures.last_day(release, indicator.pk, area.pk)
    if last is None:
        return f"Chưa có số liệu “{indicator.name}” của {_place(area)}."
    return f"“{indicator.name}” của {_place(area)} không có số liệu mới từ sau ngày {days.date(last):%d/%m/%Y}."


def _days(
    release: int, indicator: Indicator, area: AdministrativeArea, day: int, slot: int, count: int
) -> list[charts.CurveDay]:
    """The last days, oldest first; of a flow with the trailing 7-day mean."""
    first = max(day - count + 1, 0)
    values = figures.day_values(release, [indicator.pk], [area.pk], first=max(first - 6, 0), last=day)
    sums = {each: _of_day(values, indicator, area, each, day, slot) for each in range(max(first - 6, 0), day + 1)}
    known_days = {each: value for each, value in sums.items() if value is not None}
    firm = day - province.current().thresholds.provisional_days
    changed = corrected_days(release, indicator, area, first=first, last=day)
    return [
        charts.CurveDay(
            days.date(each),
            sums[each],
            mean_of(known_days, each) if indicator.is_flow else None,
            indicator.is_flow and each > firm,
            each in changed,
        )
        for each in range(first, day + 1)
    ]


def _of_day(
    values: dict[tuple[int, int, int, int], int],
    indicator: Indicator,
    area: AdministrativeArea,
    each: int,
    day: int,
    slot: int,
) -> int | None:
    """A day's figure; on the release's own day up to its slot."""
    until = slot if each == day else len(province.current().slots) - 1
    return figures.so_far(values, indicator, area.pk, each, until)


def _day_row(one: charts.CurveDay) -> dict[str, Any]:
    return {"date": one.date.isoformat(), "value": one.value, "mean7": one.line, "corrected": one.corrected}


def _totals(
    release: int, indicator: Indicator, area: AdministrativeArea, drawn: list[charts.CurveDay]
) -> list[charts.CurveDay]:
    """The running total of the season at the end of each day on which something was reported."""
    season, first = days.number(province.current().season_start), days.number(drawn[0].date)
    before = figures.totals(release, [indicator.pk], [area.pk], season=season, until=first - 1)
    total: float = before.get((indicator.pk, area.pk), 0)
    found = []
    for one in drawn:
        total += (one.value or 0) if days.number(one.date) >= season else 0
        found.append(replace(one, value=None if one.value is None else total, line=None))
    return found


def _sentence(drawn: list[charts.CurveDay], indicator: Indicator, *, total: bool) -> str:
    """What the chart says; of a stock also the newest state, which no mean tells."""
    if total:
        return charts.total_sentence(drawn, unit=indicator.unit)
    said = charts.curve_sentence(drawn, unit=indicator.unit)
    last = next(one for one in reversed(drawn) if one.value is not None)
    newest = f"Ngày {last.date:%d/%m/%Y}: {charts.number(last.value or 0)} {indicator.unit}. "
    return said if indicator.is_flow else newest + said


def _compared(
    release: int,
    indicator: Indicator,
    area: AdministrativeArea,
    values: dict[tuple[int, int, int, int], int],
    day: int,
    slot: int,
) -> Chosen:
    value = figures.so_far(values, indicator, area.pk, day, slot)
    week = [v for (_, place, each, _s), v in values.items() if place == area.pk and each > day - 7]
    last7 = sum(week) if week and indicator.is_flow else None
    shown = last7 if indicator.is_flow else value
    return {
        "code": area.code,
        "name": area.name,
        "short_name": area.short_name,
        "value": value,
        "last7": last7,
        "shown": shown,
        "per_100k": per_100k(shown, area.population),
        "hidden": area.pk in hidden(release).get(indicator.pk, ()),
    }
