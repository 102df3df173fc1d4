"""Where a verifying unit's figure differs from the one that counts: told on both desks, never a second value."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.problems import Code
from datasets.models import Report
from datasets.quality import Finding
from datasets.selectors.desk import names_of_indicators
from units.models import OrganisationalUnit

MOST_SHOWN = 50
DIFFERS = {Code.SOURCE_DIFFERS, Code.CHILDREN_DIFFER}


@dataclass(frozen=True)
class Discrepancy:
    """One figure of a report. `own`: the report is the asking unit's, which may open it."""

    report: Report
    indicator: str
    message: str
    own: bool


def doubted(unit: OrganisationalUnit) -> QuerySet[Report]:
    """The unit's own reports, and others' of its area, in which something was found and that no release carries yet;
    the newest first. A draft of another unit is not told of."""
    drafts = Q(state=Report.State.DRAFT) & ~Q(unit=unit)
    concerned = Report.objects.filter(Q(unit=unit) | Q(area=unit.area_id), release=None).exclude(drafts)
    return concerned.exclude(findings=[]).order_by("-day", "-slot", "-pk")


def discrepancies(unit: OrganisationalUnit, found: Iterable[Report]) -> list[Discrepancy]:
    """Those in the reports found by `doubted`."""
    names = names_of_indicators()
    return [
        Discrepancy(report, names.get(finding.column, finding.column), finding.message, report.unit_id == unit.pk)
        for report in found
        for finding in map(Finding.stored, report.findings)
        if finding.code in DIFFERS
    ]
