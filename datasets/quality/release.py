"""The check of a release as a whole: what a unit says that verifies, beside what the province is about to show."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from core.problems import Code
from core.templatetags.portal import number
from datasets import days
from datasets.actions.write import IN_LIMIT
from datasets.models import Fact, Report, Source, valid
from datasets.quality.registry import Severity, checks
from datasets.selectors import figures
from datasets.selectors.rights import Sources


@dataclass(frozen=True)
class Difference:
    """A figure of a report that is not what the release shows of the same cell.

    `is_sum`: what is shown is the sum of the areas below; `reason`: what the unit says of it.
    """

    indicator: str
    area: str
    unit: str
    day: int
    slot: int
    said: int
    shown: int
    is_sum: bool
    reason: str

    def __str__(self) -> str:
        at = f"{days.slot_label(self.slot)} {days.date(self.day):%d/%m/%Y}"
        shown = f"{'tổng cấp dưới' if self.is_sum else 'số của đơn vị được giao'} là {number(self.shown)}"
        return f"{self.indicator}, {self.area}, kỳ {at}: {self.unit} báo cáo {number(self.said)}, {shown}"

    def stops(self, *, explained: bool) -> bool:
        """Whether the release may not go out: a sum that differs, and neither the unit nor the publisher says why."""
        severity = _severity() if self.is_sum else None
        return severity is Severity.STOP or (severity is Severity.REASON and not self.reason and not explained)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def differences(release: int, reports: Iterable[Report]) -> list[Difference]:
    """What the reports say otherwise than `release`, staged or published, shows."""
    sources = Sources()
    said = [(report, *one) for report in reports for one in sources.verified(report)]
    shown = _shown(release, {report.area_id for report, *_ in said}, {report.day for report, *_ in said})
    found = []
    for report, _, source, value in said:
        counted = shown.get((source.indicator_id, report.area_id, report.day, report.slot))
        if None not in (value, counted) and value != counted:
            found.append(_difference(report, source, value or 0, counted or 0))
    return found


def _difference(report: Report, source: Source, said: int, shown: int) -> Difference:
    return Difference(
        indicator=source.indicator.name,
        area=report.area.name,
        unit=report.unit.short_name,
        day=report.day,
        slot=report.slot,
        said=said,
        shown=shown,
        is_sum=source.mode == Source.Mode.SUM,
        reason=report.reason,
    )


def _shown(release: int, areas: set[int], of_days: set[int]) -> dict[tuple[int, int, int, int], int]:
    """{(indicator, area, day, slot): value} that the release shows on the days."""
    if not of_days:
        return {}
    rows = Fact.objects.filter(valid(release), day__gte=min(of_days)).filter(day__lte=max(of_days))
    if len(areas) <= IN_LIMIT:
        rows = rows.filter(area__in=areas)
    values = rows.values_list(*figures.KEY, "value").iterator(chunk_size=10_000)
    return {(i, a, d, s): value for i, a, d, s, value in values if d in of_days}


def _severity() -> Severity | None:
    return next(one.severity for one in checks() if one.code is Code.CHILDREN_DIFFER)
