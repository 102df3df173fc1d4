"""What came back of a report that was sent back: cell by cell what was asked for, what it said then and says now."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from datasets.models import Indicator, Report, ReportReturn
from datasets.selectors import desk
from datasets.selectors.desk import previous_report
from datasets.selectors.spreads import one_a_backlog
from units.models import OrganisationalUnit

if TYPE_CHECKING:
    from datasets.selectors.recent import Week


@dataclass(frozen=True)
class LastReturn:
    """`values` and `remarks` by the indicator's code: the figures as they were, and the reviewer's words."""

    reason: str
    at: dt.datetime
    values: dict[str, int | None]
    remarks: dict[str, str]


@dataclass(frozen=True)
class Cell:
    """One figure of a report: of the report before, as it was when it was returned, and now.

    `changed`: None if the report was never returned; `week`: where the last days are shown beside it.
    """

    indicator: Indicator
    before: int | None
    value: int | None
    returned: int | None = None
    remark: str = ""
    changed: bool | None = None
    week: "Week | None" = None


def last_return(report: Report) -> LastReturn | None:
    """The newest return of a report that nobody has signed since."""
    if report._state.adding or report.state == Report.State.APPROVED or report.release_id is not None:
        return None
    found = report.returns.order_by("-pk").first()
    if found is None:
        return None
    remarks = dict(found.cells.order_by("pk").values_list("indicator__code", "text"))
    return LastReturn(found.reason, found.returned_at, found.values, remarks)


def cells_of(report: Report, returned: LastReturn | None = None) -> list[Cell]:
    """A cell for each indicator that the report, the one before it, or its return names."""
    earlier = previous_report(report)
    before = earlier.values if earlier else {}
    then, remarks = (returned.values, returned.remarks) if returned else ({}, {})
    named = {*report.values, *before, *then, *remarks}
    cells = []
    for indicator in Indicator.objects.filter(code__in=named):
        code = indicator.code
        now, was = report.values.get(code), then.get(code)
        changed = now != was if returned else None
        cells.append(Cell(indicator, before.get(code), now, was, remarks.get(code, ""), changed))
    return cells


def is_sent_back(report: Report) -> bool:
    """Whether one of `with_last_return` is a draft that its reviewer sent back."""
    return report.state == Report.State.DRAFT and report.release_id is None and bool(getattr(report, "why", None))


def own_reports(unit: OrganisationalUnit) -> QuerySet[Report]:
    """The unit's newest reports, and its drafts that were sent back however old they are; newest first. Of a backlog
    one report stands for all."""
    own = one_a_backlog(Report.objects.filter(unit=unit)).order_by(*desk.NEWEST)
    return own.filter(Q(pk__in=own.values("pk")[: desk.MOST_RECENT]) | _SENT_BACK)


def with_last_return(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Each with the newest return's `why`, `when` and how many cells it names, `returned_cells`; None without any."""
    newest = ReportReturn.objects.filter(report=OuterRef("pk")).order_by("-pk")
    return reports.annotate(
        why=Subquery(newest.values("reason")[:1]),
        when=Subquery(newest.values("returned_at")[:1]),
        returned_cells=Subquery(newest.annotate(count=Count("cells")).values("count")[:1]),
    )


_SENT_BACK = Q(Exists(ReportReturn.objects.filter(report=OuterRef("pk"))), state=Report.State.DRAFT, release=None)
