"""The charts of an area as of one release: drawing, sentence, legend and table of each, JSON-ready."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core import province
from core.absent import HIDDEN
from datasets import charts, days
from datasets.charts.specs.districts import SHOWN_DAYS
from datasets.charts.specs.outcomes import PAINTS
from datasets.models import Indicator
from datasets.selectors.area_figures import AreaFigures
from datasets.selectors.area_series import AreaSeries
from units.models import AdministrativeArea

MOST_SMALL = 40
"""More areas than this have no small drawings: too small to be read, too many to scroll."""

SLUGS = {
    "theo-ngay": "daily",
    "cong-don": "total",
    "cac-dia-ban": "districts",
    "phan-bo": "distribution",
    "dieu-tri-khoi-tu-vong": "outcomes",
    "tiem-chung": "vaccination",
    "xet-nghiem": "positivity",
}
"""{word in the address: kind of chart}, in the order in which a page shows them"""

SHORT = {
    "daily": "Theo ngày",
    "total": "Cộng dồn",
    "districts": "Từng địa bàn",
    "distribution": "Phân bố",
    "outcomes": "Điều trị, khỏi bệnh, tử vong",
    "vaccination": "Tiêm chủng",
    "positivity": "Xét nghiệm",
}

Chart = dict[str, Any]
"""`kind`, `slug`, `short` name, `title`; `note` where there is nothing to draw (`hidden`: small numbers are
kept back), else `sentence`, `hint`, `svg_narrow`, `svg_wide`, `legend` [(class, label)], `label` of the rows,
`columns` [{"code", "title", "form": number | decimal | percent}] and `rows`, the newest day first: {"date" or "code"
and "name", "values", "provisional", "corrected", "hidden"}"""

Columns = Sequence[tuple[str, str, str]]
BAR, PROVISIONAL, LINE = "key--bar", "key--provisional", "key--line"


@dataclass
class AreaCharts:
    """The figures of an area, drawn in each of the ways that they allow."""

    here: AreaFigures

    @cached_property
    def series(self) -> AreaSeries:
        return AreaSeries(self.here)

    def all(self) -> dict[str, Chart]:
        """{kind: chart} of all that the province keeps figures for. Three queries at most."""
        found = {}
        for slug, kind in SLUGS.items():
            needed = self.needed(kind)
            if needed is not None:
                found[kind] = {"kind": kind, "slug": slug, "short": SHORT[kind]} | self._chart(kind, needed)
        return found

    def needed(self, kind: str) -> list[Indicator] | None:
        """The indicators that feed a kind of chart; None where it is not for this province or area."""
        if kind in ("distribution", "districts") and not self.here.children:
            return None
        if kind == "districts" and (self.here.area.parent_id or len(self.here.children) > MOST_SMALL):
            return None
        if kind in ("daily", "total", "districts"):
            return [self.series.cases] if kind == "daily" or self.series.cases.is_flow else None
        codes = province.current().charts.named(*_ROLES[kind])
        known = {one.code: one for one in self.here.indicators}
        return [known[code] for code in codes] if codes and all(code in known for code in codes) else None

    def _chart(self, kind: str, needed: list[Indicator]) -> Chart:
        draw: Callable[[list[Indicator]], Chart] = getattr(self, kind)
        area, own = self.here.area, kind not in ("distribution", "districts")
        if own and any(self.here.hides(one, area) for one in needed):
            return {"title": _TITLES[kind](needed), "note": f"{HIDDEN[:1].upper()}{HIDDEN[1:]}.", "hidden": True}
        return {"title": _TITLES[kind](needed)} | (draw(needed) or {"note": "Chưa có số liệu."})

    def daily(self, needed: list[Indicator]) -> Chart | None:
        """The epidemic curve: always drawn, as a curve of gaps says something."""
        (cases,) = needed
        shown, title = self.series.curve_days, _TITLES["daily"](needed)
        drawing = charts.draw_curve(shown, title=title, unit=cases.unit)
        sentence = charts.curve_sentence(shown, unit=cases.unit)
        legend = [(BAR, "Trong ngày"), (LINE, "Trung bình 7 ngày")]
        columns = [(cases.code, "Trong ngày", "number"), ("trung_binh_7_ngay", "Trung bình 7 ngày", "decimal")]
        return _told(drawing, sentence, legend, shown, columns, lambda day: [day.value, day.line])

    def total(self, needed: list[Indicator]) -> Chart | None:
        (cases,) = needed
        totals, marks = self.series.totals(cases), self.series.marks
        shown = [charts.CurveDay(days.date(d), total, None, *marks(d, needed)) for d, total in totals]
        if not _any(shown):
            return None
        drawing = charts.draw_total(shown, title=_TITLES["total"](needed), unit=cases.unit)
        sentence = charts.total_sentence(shown, unit=cases.unit)
        columns = [(f"{cases.code}_cong_don", "Cộng dồn", "number")]
        return _told(drawing, sentence, [(BAR, "Cộng dồn")], shown, columns, lambda day: [day.value])

    def outcomes(self, needed: list[Indicator]) -> Chart | None:
        """Deaths, under treatment, recovered, from the axis upwards."""
        deaths, current, recovered = needed
        died, cured = dict(self.series.totals(deaths)), dict(self.series.totals(recovered))
        shown = [
            charts.OutcomeDay(days.date(d), _whole(died[d], self.series.by_day[current.pk].get(d), cured[d]), *marks)
            for d in self.series.span(needed)
            for marks in [self.series.marks(d, needed)]
        ]
        if not any(day.parts for day in shown):
            return None
        names, paints = [one.short_name for one in needed], list(PAINTS)
        drawing = charts.draw_outcomes(
            shown, title=_TITLES["outcomes"](needed), name=_lower(current.short_name), unit=current.unit
        )
        sentence = charts.outcomes_sentence(shown, names=names, unit=current.unit)
        legend = list(zip(paints, names, strict=True))[::-1]
        columns = [
            (f"{deaths.code}_cong_don", f"{deaths.short_name} cộng dồn", "number"),
            (current.code, current.short_name, "number"),
            (f"{recovered.code}_cong_don", f"{recovered.short_name} cộng dồn", "number"),
        ]
        return _told(drawing, sentence, legend, shown, columns, lambda day: list(day.parts or (None,) * 3))

    def vaccination(self, needed: list[Indicator]) -> Chart | None:
        first, second = needed
        seconds = dict(self.series.totals(second))
        shown = [
            charts.CurveDay(days.date(d), v, seconds[d], *self.series.marks(d, needed))
            for d, v in self.series.totals(first)
            if d in self.series.span(needed)
        ]
        if not _any(shown):
            return None
        drawing = charts.draw_vaccination(shown, title=_TITLES["vaccination"](needed))
        sentence = charts.vaccination_sentence(shown, names=[one.name for one in needed], unit=first.unit)
        legend = [(BAR, f"{first.short_name} cộng dồn"), (LINE, f"{second.short_name} cộng dồn")]
        columns = [(f"{one.code}_cong_don", f"{one.short_name} cộng dồn", "number") for one in needed]
        return _told(drawing, sentence, legend, shown, columns, lambda day: [day.value, day.line])

    def positivity(self, needed: list[Indicator]) -> Chart | None:
        tests, positive = (self.series.by_day[one.pk] for one in needed)
        both = {d: (positive[d], tests[d]) for d in tests if d in positive}
        shown = [
            charts.CurveDay(days.date(d), _share(*both.get(d, (0, 0))), _share(*_week(both, d)), *marks)
            for d in self.series.span(needed)
            for marks in [self.series.marks(d, needed)]
        ]
        if not _any(shown):
            return None
        drawing = charts.draw_positivity(shown, title=_TITLES["positivity"](needed))
        newest = self.here.day
        sentence = charts.positivity_sentence(shown, _week(both, newest), _week(both, newest - 7))
        columns = [(one.code, one.short_name, "number") for one in needed]
        columns += [("ty_le", "Trong ngày", "percent"), ("ty_le_7_ngay", "7 ngày", "percent")]
        legend = [(BAR, "Trong ngày"), (LINE, "7 ngày")]
        return _told(
            drawing,
            sentence,
            legend,
            shown,
            columns,
            lambda day: [of.get(days.number(day.date)) for of in (tests, positive)] + [day.value, day.line],
        )

    def distribution(self, needed: list[Indicator]) -> Chart | None:
        """Where the people under treatment are; nothing for a district whose communes do not report them."""
        (stock,), here = needed, self.here
        bars = [
            charts.AreaBar(c.code, c.name, c.short_name, here.at_slot(stock, c), here.hides(stock, c))
            for c in here.children
        ]
        if here.area.parent_id and all(bar.value is None and not bar.hidden for bar in bars):
            return None
        drawing = charts.draw_distribution(bars, title=_TITLES["distribution"](needed))
        rows = [_area_row(c, [bar.value], bar.hidden) for c, bar in zip(here.children, bars, strict=True)]
        columns = [(stock.code, f"Số {stock.unit}", "number")]
        return _chart(drawing, charts.distribution_sentence(bars, unit=stock.unit), [], columns, rows, "Địa bàn")

    def districts(self, needed: list[Indicator]) -> Chart | None:
        (cases,), here = needed, self.here
        curves = self.series.small()
        title = _TITLES["districts"](needed)
        drawing = charts.draw_districts(curves, title=title, provisional=here.day - self.series.firm)
        rows = [
            _area_row(c, [curve.last7, curve.before7], curve.hidden)
            for c, curve in zip(here.children, curves, strict=True)
        ]
        columns = [("so_7_ngay", "7 ngày qua", "number"), ("so_7_ngay_truoc", "7 ngày trước đó", "number")]
        legend = [(BAR, "Trung bình 7 ngày"), (PROVISIONAL, "Tạm tính")]
        sentence = charts.districts_sentence(curves, unit=cases.unit)
        hint = f"{SHOWN_DAYS} ngày gần nhất. Mỗi ô có thang riêng; số ở góc là số {cases.unit} 7 ngày qua."
        return _chart(drawing, sentence, legend, columns, rows, "Địa bàn") | {"hint": hint}


_ROLES = {
    "distribution": ("current",),
    "outcomes": ("deaths", "current", "recovered"),
    "vaccination": ("first_doses", "second_doses"),
    "positivity": ("tests", "positive"),
}
_TITLES: dict[str, Callable[[Sequence[Indicator]], str]] = {
    "daily": lambda needed: f"{needed[0].name} theo ngày",
    "total": lambda needed: f"{needed[0].name} cộng dồn",
    "districts": lambda needed: f"{needed[0].name} ở từng địa bàn",
    "distribution": lambda needed: f"{needed[0].name} theo địa bàn",
    "outcomes": lambda needed: (
        f"{needed[1].short_name}, {_lower(needed[2].short_name)} và {_lower(needed[0].short_name)}"
    ),
    "vaccination": lambda _: "Tiêm chủng cộng dồn",
    "positivity": lambda _: "Tỷ lệ xét nghiệm dương tính",
}


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _any(shown: Sequence[charts.CurveDay]) -> bool:
    return any(day.value is not None for day in shown)


def _whole(*parts: int | None) -> tuple[int, int, int] | None:
    """The three parts of a day where all are known."""
    low, middle, high = parts
    return None if low is None or middle is None or high is None else (low, middle, high)


def _week(both: Mapping[int, tuple[int, int]], last: int) -> charts.Week:
    known = [both[day] for day in range(last - 6, last + 1) if day in both]
    return charts.Week(sum(positive for positive, _ in known), sum(tested for _, tested in known))


def _share(positive: int, tested: int) -> float | None:
    share = charts.Week(positive, tested).share
    return None if share is None else round(share, 2)


def _area_row(area: AdministrativeArea, values: list[int | None], hidden: bool) -> dict[str, Any]:
    return {"code": area.code, "name": area.name, "values": values, "hidden": hidden}


def _told(
    drawing: charts.Drawing,
    sentence: str,
    legend: list[tuple[str, str]],
    shown: Sequence[Any],
    columns: Columns,
    values: Callable[[Any], list[Any]],
) -> Chart:
    """A chart over days, the newest first in its table."""
    rows = [
        {"date": day.date.isoformat(), "values": values(day)}
        | ({"provisional": True} if day.provisional else {})
        | ({"corrected": True} if day.corrected else {})
        for day in reversed(shown)
    ]
    stacked = any(key in PAINTS for key, _ in legend)
    if any(day.provisional for day in shown):
        legend = (
            [*legend, ("key--over", "Tạm tính")] if stacked else [legend[0], (PROVISIONAL, "Tạm tính"), *legend[1:]]
        )
    if any(day.corrected for day in shown):
        legend.append(("key--corrected", "Ngày có số đã đính chính"))
    if any(values(day)[0] is None for day in shown):
        legend.append(("key--missing", "Chưa báo cáo"))
    return _chart(drawing, sentence, legend, columns, rows, "Ngày")


def _chart(
    drawing: charts.Drawing,
    sentence: str,
    legend: list[tuple[str, str]],
    columns: Columns,
    rows: list[dict[str, Any]],
    label: str,
) -> Chart:
    return {
        "sentence": sentence,
        "svg_narrow": drawing.narrow,
        "svg_wide": drawing.wide,
        "legend": legend,
        "label": label,
        "columns": [{"code": code, "title": title, "form": form} for code, title, form in columns],
        "rows": rows,
    }
