"""The view of one area as of one release: what its page, blocks and charts need, in one JSON-ready dict."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from core import province
from datasets import charts, days
from datasets.models import Indicator
from datasets.selectors.area_charts import AreaCharts
from datasets.selectors.area_figures import AreaFigures
from datasets.selectors.corrections import of_areas
from datasets.selectors.derived import per_100k
from units.models import AdministrativeArea, Level

ROWS_SHOWN = 10
CORRECTED_BACK = 60


def build_area_view(release: int, area: AdministrativeArea) -> dict[str, Any]:
    """Tiles, charts, table, map and corrections of the area.

    Asks a bounded number of queries, whatever the number of areas and days.
    """
    return AreaView(AreaFigures.read(release, area)).view()


@dataclass
class AreaView:
    """What is shown of an area's figures."""

    here: AreaFigures

    def view(self) -> dict[str, Any]:
        date = days.date(self.here.day)
        main = self.here.main
        return {
            "release": self.here.release,
            "date": date.isoformat(),
            "slot": province.current().slots[self.here.slot],
            "area": {"code": self.here.area.code, "name": self.here.area.name, "level": _level(self.here.area)},
            "tiles": [self.tile(indicator) for indicator in self.here.indicators],
            "missing": [child.name for child in self.here.children if not self.here.answered(main, child)],
            "leading": main.code,
            "charts": self.drawn.all(),
            "table": self.table() if self.here.children else None,
            "map": self.map(),
            "corrections": corrections(self.here.release, [self.here.area, *self.here.children]),
        }

    @cached_property
    def drawn(self) -> AreaCharts:
        return AreaCharts(self.here)

    def tile(self, indicator: Indicator) -> dict[str, Any]:
        value = self.here.so_far(indicator, self.here.area, self.here.day)
        previous = self.here.so_far(indicator, self.here.area, self.here.day - 1)
        answered = [child for child in self.here.children if self.here.answered(indicator, child)]
        total = self.here.totals.get((indicator.pk, self.here.area.pk)) if indicator.is_flow else None
        return {
            "indicator": indicator.code,
            "name": indicator.name,
            "kind": indicator.kind,
            "unit": indicator.unit,
            "value": value,
            "hidden": self.here.hides(indicator, self.here.area),
            "previous": previous,
            "change": None if value is None or previous is None else value - previous,
            "total": total,
            "mean7": self.here.mean7(indicator) if indicator == self.drawn.series.cases else None,
            "per_100k": per_100k(value, self.here.area.population),
            "provisional": True,
            "reported": len(answered),
            "expected": len(self.here.children),
        }

    def table(self) -> dict[str, Any]:
        rows = [self.row(child) for child in self.here.children]
        rows.sort(key=lambda row: (row["today"] is None, -(row["last7"] or 0), row["name"]))
        return {"level": _level(self.here.children[0]), "rows": rows, "sum": self.row(self.here.area)}

    def row(self, area: AdministrativeArea) -> dict[str, Any]:
        here, main = self.here, self.here.main
        today = here.so_far(main, area, here.day) if here.reported(main, area) else None
        last7 = here.last7(area)
        rate = per_100k(last7, area.population)
        shown = None if today is None else (rate if area.population else last7)
        return {
            "code": area.code,
            "name": area.name,
            "short_name": area.short_name,
            "today": today,
            "hidden": here.hides(main, area),
            "last7": last7,
            "per_100k": rate,
            "total": here.totals.get((main.pk, area.pk)),
            "class": charts.map_classes(shown, province.current().thresholds.map_breaks),
        }

    def map(self) -> dict[str, Any] | None:
        """The children's map; None where their boundaries are not known."""
        shapes = {f["properties"]["code"]: f["geometry"] for f in _boundaries()}
        known = [child for child in self.here.children if child.code in shapes]
        if not known:
            return None
        unit: charts.MapUnit = "per_100k" if all(child.population for child in known) else "last7"
        rows = {child.code: self.row(child) for child in known}
        areas = [
            charts.MapArea(
                c.code,
                c.name,
                c.short_name,
                self._mapped(rows[c.code], unit),
                f"/dia-ban/{c.code}/",
                shapes[c.code],
                rows[c.code]["hidden"],
            )
            for c in known
        ]
        breaks = province.current().thresholds.map_breaks
        return {
            "svg": charts.draw_map(areas, breaks=breaks, unit=unit),
            "sentence": charts.map_sentence(areas, unit),
            "legend": charts.map_legend(breaks, hiding=any(area.hidden for area in areas)),
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
            "is_opening": one.is_opening,
            "before": one.before,
            "after": one.after,
            "of": [asdict(change) | {"date": change.date.isoformat()} for change in one.of],
        }
        for one in of_areas(release, areas, back=CORRECTED_BACK, most=ROWS_SHOWN)
    ]


def _level(area: AdministrativeArea) -> str:
    return Level(area.level).slug


def _boundaries() -> list[dict[str, Any]]:
    return province.current().geojson("boundaries.geojson")["features"]
