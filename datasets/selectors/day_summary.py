"""One area's figures of a release's last day."""

from typing import NamedTuple

from core.province import Province
from datasets import days
from datasets.models import Indicator
from datasets.selectors import figures


class Line(NamedTuple):
    """An indicator on the release's last day; None: not reported. `total` only for flows."""

    indicator: str
    value: int | None
    change: int | None
    total: int | None


def day_summary(province: Province, release: int, area: int, day: int, slot: int) -> list[Line]:
    """Every indicator of the area on `day` up to `slot`, against the same slots of the day before, with its total."""
    indicators = list(Indicator.objects.all())
    flows = [indicator.pk for indicator in indicators if indicator.is_flow]
    season = days.number(province.season_start)
    values = figures.day_values(release, [i.pk for i in indicators], [area], first=day - 1, last=day)
    totals = figures.totals(release, flows, [area], season=season, until=day)
    lines = []
    for indicator in indicators:
        value, before = (figures.so_far(values, indicator, area, d, slot) for d in (day, day - 1))
        change = value - before if value is not None and before is not None else None
        lines.append(Line(indicator.code, value, change, totals.get((indicator.pk, area))))
    return lines
