"""What the checks found in a report, with the names that a reader knows."""

from dataclasses import dataclass

from datasets.models import Indicator, Report
from datasets.quality import Finding, Severity


@dataclass(frozen=True)
class Remark:
    """`name`: the indicator's, empty where the whole report is meant."""

    severity: Severity
    name: str
    message: str


GRAVEST_FIRST = list(Severity)


def remarks_of(report: Report) -> list[Remark]:
    """The gravest first."""
    findings = [Finding.stored(kept) for kept in report.findings]
    names = dict(Indicator.objects.values_list("code", "name")) if findings else {}
    findings.sort(key=lambda finding: GRAVEST_FIRST.index(finding.severity))
    return [Remark(one.severity, names.get(one.column, one.column), one.message) for one in findings]
