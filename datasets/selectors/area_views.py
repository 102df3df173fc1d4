"""The view of one area as of one release: what its page, blocks and charts need, in one JSON-ready dict."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from core import province
from datasets import charts, days
from datasets.models import Indicator
from datasets.selectors import figures
from datasets.selectors.corrections import corrected_days, of_areas
from datasets.selectors.derived import mean_of, per_100k
from datasets.suppression import hidden
from units.models import AdministrativeArea, Level

CURVE_DAYS = 120
ROWS_SHOWN = 10
CORRECTED_BACK = 60
Values = dict[tuple[int, int, int, int], int]


def build_area_view(release: int, area: AdministrativeArea) -> dict[str, Any]:
    """Tiles, curve, distribution, table, map and corrections of the area.

    Asks a bounded number of queries, whatever the number of areas and days.
    """
    return AreaFigures.read(release, area).view()


@dataclass
class AreaFigures:
    """The figures of an area and of its children around the release's newest slot."""

    release: int
    area: AdministrativeArea
    children: list[AdministrativeArea]
    indicators: list[Indicator]
    day: int
    slot: int
    recent: Values
    totals: dict[tuple[int, int], int]

    @classmethod
    def read(cls, release: int, area: AdministrativeArea) -> "AreaFigures":
        head = figures.head(release)
        if head is None:
            raise LookupError("chưa có bản công bố nào")
        day, slot = head
        children = _children(area, days.date(day))
        indicators, ids = list(Indicator.objects.all()), [area.pk, *(child.pk for child in children)]
        flows = [indicator.pk for indicator in indicators if indicator.is_flow]
        season = days.number(province.current().season_start)
        return cls(
            release,
            area,
            children,
            indicators,
            day,
            slot,
            figures.day_values(release, [i.pk for i in indicators], ids, first=day - 7, last=day),
            figures.totals(release, flows, ids, season=season, until=day),
        )

    def view(self) -> dict[str, Any]:
        date = days.date(self.day)
        main = self.main
        return {
            "release": self.release,
            "date": date.isoformat(),
            "slot": province.current().slots[self.slot],
            "area": {"code": self.area.code, "name": self.area.name, "level": _level(self.area)},
            "tiles": [self.tile(indicator) for indicator in self.indicators],
            "missing": [child.name for child in self.children if not self.answered(main, child)],
            "curve": self.curve(),
            "distribution": self.distribution() if self.children else None,
            "table": self.table() if self.children else None,
            "map": self.map(),
            "corrections": corrections(self.release, [self.area, *self.children]),
        }

    @cached_property
    def main(self) -> Indicator:
        """The indicator that leads: the one on the map."""
        wanted = province.current().map_indicator
        return next((i for i in self.indicators if i.code == wanted), self.indicators[0])

    @cached_property
    def curve_days(self) -> list[charts.CurveDay]:
        """The last 120 days of the leading indicator, oldest first, with trailing 7-day means."""
        first = max(self.day - CURVE_DAYS - 6, 0)
        values = figures.series(self.release, self.main.pk, self.area.pk, first=first, last=self.day)
        start = min(values, default=self.day)
        shown = range(max(start, self.day - CURVE_DAYS + 1), self.day + 1)
        changed = corrected_days(self.release, self.main, self.area, first=shown[0], last=self.day)
        return [replace(self._curve_day(day, values), corrected=day in changed) for day in shown]

    def _curve_day(self, day: int, values: dict[int, int]) -> charts.CurveDay:
        provisional = day > self.day - province.current().thresholds.provisional_days
        return charts.CurveDay(days.date(day), values.get(day), mean_of(values, day), provisional)

    def tile(self, indicator: Indicator) -> dict[str, Any]:
        value = self.so_far(indicator, self.area, self.day)
        previous = self.so_far(indicator, self.area, self.day - 1)
        answered = [child for child in self.children if self.answered(indicator, child)]
        total = self.totals.get((indicator.pk, self.area.pk)) if indicator.is_flow else None
        return {
            "indicator": indicator.code,
            "name": indicator.name,
            "kind": indicator.kind,
            "unit": indicator.unit,
            "value": value,
            "hidden": self.hides(indicator, self.area),
            "previous": previous,
            "change": None if value is None or previous is None else value - previous,
            "total": total,
            "mean7": self.curve_days[-1].mean7 if indicator == self.main else None,
            "per_100k": per_100k(value, self.area.population),
            "provisional": True,
            "reported": len(answered),
            "expected": len(self.children),
        }

    def so_far(self, indicator: Indicator, area: AdministrativeArea, day: int) -> int | None:
        """The day's figure up to the release's slot."""
        return figures.so_far(self.recent, indicator, area.pk, day, self.slot)

    def last7(self, area: AdministrativeArea) -> int | None:
        """The leading flow's sum of the last seven days."""
        values = [
            v for (i, a, d, _), v in self.recent.items() if (i, a) == (self.main.pk, area.pk) and d > self.day - 7
        ]
        return sum(values) if values else None

    def at_slot(self, indicator: Indicator, area: AdministrativeArea) -> int | None:
        """The value of the release's own slot; None where it was not reported."""
        return self.recent.get((indicator.pk, area.pk, self.day, self.slot))

    def reported(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        return self.at_slot(indicator, area) is not None

    def hides(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        """Whether the area's figures are kept back because a small number is among them."""
        return area.pk in self.hidden.get(indicator.pk, ())

    def answered(self, indicator: Indicator, area: AdministrativeArea) -> bool:
        """Reported, or kept back: who is silent among the hidden ones would tell what the others said."""
        return self.reported(indicator, area) or self.hides(indicator, area)

    @cached_property
    def hidden(self) -> dict[int, frozenset[int]]:
        return hidden(self.release)

    def curve(self) -> dict[str, Any]:
        title = f"{self.main.name} theo ngày"
        drawing = charts.draw_curve(self.curve_days, title=title)
        newest = [
            {
                "date": d.date.isoformat(),
                "value": d.value,
                "mean7": d.mean7,
                "provisional": d.provisional,
                "corrected": d.corrected,
            }
            for d in reversed(self.curve_days[-ROWS_SHOWN:])
        ]
        return {
            "indicator": self.main.code,
            "title": title,
            "sentence": charts.curve_sentence(self.curve_days),
            "svg_narrow": drawing.narrow,
            "svg_wide": drawing.wide,
            "corrected": any(d.corrected for d in self.curve_days),
            "rows": newest,
        }

    def distribution(self) -> dict[str, Any] | None:
        """Where the people under treatment are; None where no such stock is kept."""
        stock = next((i for i in self.indicators if i.code == "dang_dieu_tri"), None)
        if stock is None:
            return None
        title = f"{stock.name} theo địa bàn"
        bars = [charts.AreaBar(c.code, c.name, c.short_name, self.at_slot(stock, c)) for c in self.children]
        drawing = charts.draw_distribution(bars, title=title)
        return {
            "title": title,
            "sentence": charts.distribution_sentence(bars),
            "svg_narrow": drawing.narrow,
            "svg_wide": drawing.wide,
            "rows": [
                {"code": child.code, "name": child.name, "value": bar.value, "hidden": self.hides(stock, child)}
                for child, bar in zip(self.children, bars, strict=True)
            ],
        }

    def table(self) -> dict[str, Any]:
        rows = [self.row(child) for child in self.children]
        rows.sort(key=lambda row: (row["today"] is None, -(row["last7"] or 0), row["name"]))
        return {"level": _level(self.children[0]), "rows": rows, "sum": self.row(self.area)}

    def row(self, area: AdministrativeArea) -> dict[str, Any]:
        today = self.so_far(self.main, area, self.day) if self.reported(self.main, area) else None
        last7 = self.last7(area)
        rate = per_100k(last7, area.population)
        shown = None if today is None else (rate if area.population else last7)
        return {
            "code": area.code,
            "name": area.name,
            "short_name": area.short_name,
            "today": today,
            "hidden": self.hides(self.main, area),
            "last7": last7,
            "per_100k": rate,
            "total": self.totals.get((self.main.pk, area.pk)),
            "class": charts.map_classes(shown, province.current().thresholds.map_breaks),
        }

    def map(self) -> dict[str, Any] | None:
        """The children's map; None where their boundaries are not known."""
        shapes = {f["properties"]["code"]: f["geometry"] for f in _boundaries()}
        known = [child for child in self.children if child.code in shapes]
        if not known:
            return None
        unit: charts.MapUnit = "per_100k" if all(child.population for child in known) else "last7"
        rows = {child.code: self.row(child) for child in known}
        areas = [
            charts.MapArea(
                c.code, c.name, c.short_name, self._mapped(rows[c.code], unit), f"/dia-ban/{c.code}/", shapes[c.code]
            )
            for c in known
        ]
        breaks = province.current().thresholds.map_breaks
        return {
            "svg": charts.draw_map(areas, breaks=breaks, unit=unit),
            "sentence": charts.map_sentence(areas, unit),
            "legend": charts.map_legend(breaks),
            "unit": unit,
        }

    def _mapped(self, row: dict[str, Any], unit: charts.MapUnit) -> float | None:
        return None if row["today"] is None else row[unit]


def corrections(release: int, areas: Sequence[AdministrativeArea]) -> list[dict[str, Any]]:
    """What the last 60 releases changed in published figures of the areas, newest first, with the reason."""
    return [
        {
            "area": one.area.name,
            "code": one.area.code,
            "indicator": one.indicator.short_name,
            "date": one.date.isoformat(),
            "slot": one.slot,
            "old": one.old,
            "new": one.new,
            "reason": one.reason,
            "release": one.release,
            "address": one.address,
            "before": one.before,
            "after": one.after,
            "of": [asdict(change) | {"date": change.date.isoformat()} for change in one.of],
        }
        for one in of_areas(release, areas, back=CORRECTED_BACK, most=ROWS_SHOWN)
    ]


def _children(area: AdministrativeArea, date: dt.date) -> list[AdministrativeArea]:
    return list(AdministrativeArea.objects.valid_at(date).filter(parent=area).order_by("code"))


def _level(area: AdministrativeArea) -> str:
    return Level(area.level).slug


def _boundaries() -> list[dict[str, Any]]:
    return province.current().geojson("boundaries.geojson")["features"]
