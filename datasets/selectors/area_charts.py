"""The charts of an area as of one release: drawing, sentence, legend and table of each, JSON-ready."""

from collections import defaultdict
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
from datasets.selectors import figures
from datasets.selectors.area_figures import AreaFigures
from datasets.selectors.corrections import corrected_of
from datasets.selectors.derived import mean_of
from units.models import AdministrativeArea

CURVE_DAYS = 120
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
    """The figures of an area, and its last 120 days in the roles that the province's data gives them."""

    here: AreaFigures

    def all(self) -> dict[str, Chart]:
        """{kind: chart} of all that the province keeps figures for. Three queries at most."""
        found = {}
        for slug, kind in SLUGS.items():
            needed = self.needed(kind)
            if needed is not None:
                found[kind] = {"kind": kind, "slug": slug, "short": SHORT[kind]} | self._chart(kind, needed)
        return found

    @cached_property
    def cases(self) -> Indicator:
        """The flow of the curve; what leads on the map where the province's data names none."""
        wanted = province.current().charts.cases
        return next((one for one in self.here.indicators if one.code == wanted), self.here.main)

    def needed(self, kind: str) -> list[Indicator] | None:
        """The indicators that feed a kind of chart; None where it is not for this province or area."""
        if kind in ("distribution", "districts") and not self.here.children:
            return None
        if kind == "districts" and (self.here.area.parent_id or len(self.here.children) > MOST_SMALL):
            return None
        if kind in ("daily", "total", "districts"):
            return [self.cases] if kind == "daily" or self.cases.is_flow else None
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
        shown, title = self.curve_days, _TITLES["daily"](needed)
        drawing = charts.draw_curve(shown, title=title, unit=cases.unit)
        sentence = charts.curve_sentence(shown, unit=cases.unit)
        legend = [(BAR, "Trong ngày"), (LINE, "Trung bình 7 ngày")]
        columns = [(cases.code, "Trong ngày", "number"), ("trung_binh_7_ngay", "Trung bình 7 ngày", "decimal")]
        return _told(drawing, sentence, legend, shown, columns, lambda day: [day.value, day.mean7])

    def total(self, needed: list[Indicator]) -> Chart | None:
        (cases,) = needed
        shown = [charts.CurveDay(days.date(d), v, None, *self._marks(d, needed)) for d, v in self._totals(cases)]
        if not _any(shown):
            return None
        drawing = charts.draw_total(shown, title=_TITLES["total"](needed), unit=cases.unit)
        sentence = charts.total_sentence(shown, unit=cases.unit)
        columns = [(f"{cases.code}_cong_don", "Cộng dồn", "number")]
        return _told(drawing, sentence, [(BAR, "Cộng dồn")], shown, columns, lambda day: [day.value])

    def outcomes(self, needed: list[Indicator]) -> Chart | None:
        """Deaths, under treatment, recovered, from the axis upwards."""
        deaths, current, recovered = needed
        died, cured = dict(self._totals(deaths)), dict(self._totals(recovered))
        shown = [
            charts.OutcomeDay(days.date(d), _whole(died[d], self.by_day[current.pk].get(d), cured[d]), *marks)
            for d in self._span(needed)
            for marks in [self._marks(d, needed)]
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
        seconds = dict(self._totals(second))
        shown = [
            charts.CurveDay(days.date(d), v, seconds[d], *self._marks(d, needed))
            for d, v in self._totals(first)
            if d in self._span(needed)
        ]
        if not _any(shown):
            return None
        drawing = charts.draw_vaccination(shown, title=_TITLES["vaccination"](needed))
        sentence = charts.vaccination_sentence(shown, names=[one.name for one in needed], unit=first.unit)
        legend = [(BAR, f"{first.short_name} cộng dồn"), (LINE, f"{second.short_name} cộng dồn")]
        columns = [(f"{one.code}_cong_don", f"{one.short_name} cộng dồn", "number") for one in needed]
        return _told(drawing, sentence, legend, shown, columns, lambda day: [day.value, day.mean7])

    def positivity(self, needed: list[Indicator]) -> Chart | None:
        tests, positive = (self.by_day[one.pk] for one in needed)
        both = {d: (positive[d], tests[d]) for d in tests if d in positive}
        shown = [
            charts.CurveDay(days.date(d), _share(*both.get(d, (0, 0))), _share(*_week(both, d)), *marks)
            for d in self._span(needed)
            for marks in [self._marks(d, needed)]
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
            lambda day: [of.get(days.number(day.date)) for of in (tests, positive)] + [day.value, day.mean7],
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
        curves = self._small(cases)
        title = _TITLES["districts"](needed)
        drawing = charts.draw_districts(curves, title=title, provisional=here.day - self.firm)
        rows = [
            _area_row(c, [curve.last7, curve.before7], curve.hidden)
            for c, curve in zip(here.children, curves, strict=True)
        ]
        columns = [("so_7_ngay", "7 ngày qua", "number"), ("so_7_ngay_truoc", "7 ngày trước đó", "number")]
        legend = [(BAR, "Trung bình 7 ngày"), (PROVISIONAL, "Tạm tính")]
        sentence = charts.districts_sentence(curves, unit=cases.unit)
        hint = f"{SHOWN_DAYS} ngày gần nhất. Mỗi ô có thang riêng; số ở góc là số {cases.unit} 7 ngày qua."
        return _chart(drawing, sentence, legend, columns, rows, "Địa bàn") | {"hint": hint}

    def _small(self, cases: Indicator) -> list[charts.SmallCurve]:
        day, children = self.here.day, self.here.children
        first = max(day - SHOWN_DAYS - 6, 0)
        found = figures.day_values(self.here.release, [cases.pk], [c.pk for c in children], first=first, last=day)
        sums: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for (_, area, each, _slot), value in found.items():
            sums[area][each] += value
        return [self._small_of(child, cases, dict(sums[child.pk])) for child in children]

    def _small_of(self, child: AdministrativeArea, cases: Indicator, sums: dict[int, int]) -> charts.SmallCurve:
        day = self.here.day
        means = tuple(mean_of(sums, each) for each in range(day - SHOWN_DAYS + 1, day + 1))
        week, before = ([sums[d] for d in range(end - 6, end + 1) if d in sums] for end in (day, day - 7))
        last7, before7 = (sum(found) if found else None for found in (week, before))
        hides = self.here.hides(cases, child)
        return charts.SmallCurve(child.code, child.name, child.short_name, means, last7, before7, hides)

    @cached_property
    def curve_days(self) -> list[charts.CurveDay]:
        """The last 120 days of the cases, oldest first, with trailing 7-day means."""
        values = self.by_day[self.cases.pk]
        return [
            charts.CurveDay(days.date(d), values.get(d), mean_of(values, d), *self._marks(d, [self.cases]))
            for d in self._span([self.cases])
        ]

    @cached_property
    def by_day(self) -> Mapping[int, dict[int, int]]:
        """{indicator: {day: a flow's sum, a stock's newest value}} of the days shown and six before them."""
        here = self.here
        first = max(here.day - CURVE_DAYS - 6, 0)
        found = figures.day_values(here.release, list(self.fed), [here.area.pk], first=first, last=here.day)
        by_day: dict[int, dict[int, int]] = defaultdict(dict)
        for (indicator, _, day, _slot), value in sorted(found.items()):
            kept = by_day[indicator].get(day, 0) if self.fed[indicator].is_flow else 0
            by_day[indicator][day] = kept + value
        return by_day

    @cached_property
    def fed(self) -> dict[int, Indicator]:
        """The indicators that some chart needs, by their keys."""
        codes = {self.cases.code, *province.current().charts.codes}
        return {one.pk: one for one in self.here.indicators if one.code in codes}

    @cached_property
    def corrected(self) -> dict[int, set[int]]:
        here = self.here
        return corrected_of(here.release, list(self.fed), here.area, first=here.day - CURVE_DAYS, last=here.day)

    def _span(self, needed: Sequence[Indicator]) -> range:
        """From the first day known of the last 120."""
        newest = self.here.day
        known = [day for one in needed for day in self.by_day[one.pk]]
        return range(max(min(known, default=newest), newest - CURVE_DAYS + 1, 0), newest + 1)

    def _marks(self, day: int, needed: Sequence[Indicator]) -> tuple[bool, bool]:
        """(provisional, corrected)"""
        return day > self.firm, any(day in self.corrected.get(one.pk, ()) for one in needed)

    @cached_property
    def firm(self) -> int:
        """The last day that is not provisional."""
        return self.here.day - province.current().thresholds.provisional_days

    def _totals(self, flow: Indicator) -> list[tuple[int, int | None]]:
        """[(day, the season's total at its end)] of the days shown; None on a day that was not reported."""
        season, values = days.number(province.current().season_start), self.by_day[flow.pk]
        counted = {day: value for day, value in values.items() if day >= season}
        total = self.here.totals.get((flow.pk, self.here.area.pk), 0) - sum(counted.values())
        ends = {day: (total := total + counted.get(day, 0)) for day in sorted(values)}
        shown = range(max(self.here.day - CURVE_DAYS + 1, 0), self.here.day + 1)
        return [(day, ends.get(day)) for day in shown if day >= min(values, default=0)]


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
