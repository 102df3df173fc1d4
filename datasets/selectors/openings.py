"""Opening balances as they are published: a flow's total before the season, which its running total begins with."""

from dataclasses import dataclass
from urllib.parse import urlencode

from datasets import days
from datasets.models import BlockSum, Indicator, Report, valid
from datasets.selectors import figures
from datasets.selectors.rights import Rights
from units.models import AdministrativeArea, OrganisationalUnit


@dataclass(frozen=True)
class Opening:
    """`value`: what the newest release shows; `open`: the unit's correction at the area that is not released yet."""

    area: AdministrativeArea
    indicator: Indicator
    value: int
    open: Report | None

    @property
    def key(self) -> str:
        """`1:ca_mac_moi`"""
        return f"{self.area.code}:{self.indicator.code}"

    @property
    def draft(self) -> Report | None:
        """Its own correction that came back or was withdrawn."""
        if self.open and self.open.state == Report.State.DRAFT and self.indicator.code in self.open.values:
            return self.open
        return None


def own_openings(unit: OrganisationalUnit, areas: list[AdministrativeArea]) -> list[Opening]:
    """Those of the areas of which the unit is the source, in the order of areas and indicators."""
    rights, flows = Rights(unit), list(Indicator.objects.filter(kind=Indicator.Kind.FLOW))
    known = _published({flow.pk for flow in flows}, {area.pk for area in areas})
    open_ones = Report.objects.filter(unit=unit, day=days.OPENING, release=None).select_related("correction")
    by_area = {report.area_id: report for report in open_ones}
    return [
        Opening(area, flow, known[flow.pk, area.pk], by_area.get(area.pk))
        for area in areas
        for flow in flows
        if (flow.pk, area.pk) in known and rights.is_source(flow.code, area)
    ]


def change_of(report: Report) -> list[tuple[Indicator, int | None, int | None]]:
    """[(indicator, what was published before, what the report says)] of a correction of an opening balance."""
    release = report.release_id - 1 if report.release_id else figures.published()
    rows = BlockSum.objects.filter(valid(release), day=days.OPENING, area=report.area_id)
    known = dict(rows.values_list("indicator", "value"))
    flows = Indicator.objects.filter(code__in=report.values)
    return [(flow, known.get(flow.pk), report.values[flow.code]) for flow in flows]


def opened_by(report: Report) -> str:
    """The query with which the form opens on a draft."""
    return urlencode({"so-du": f"{report.area.code}:{next(iter(report.values))}"})


def _published(flows: set[int], areas: set[int]) -> dict[tuple[int, int], int]:
    rows = BlockSum.objects.filter(valid(figures.published()), indicator__in=flows, day=days.OPENING)
    found = rows.values_list("indicator", "area", "value")
    return {(indicator, area): value for indicator, area, value in found if area in areas}
