"""Running the checks over what a unit says: window by window, so that memory does not grow with a file."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.problems import Code, Problem, Refused
from datasets.models import Report
from datasets.quality.known import DAYS_BACK, Claim, Known
from datasets.quality.registry import Find, Finding, Severity, in_force
from datasets.selectors.rights import Rights

MOST_CLAIMS = 5_000
MOST_AREA_DAYS = 20_000
"""Of one window: claims, and areas times days, which bound what has to be known around them."""
Place = tuple[int, int, int]
"""(area id, day, slot): what tells a unit's claims apart."""


def examine(claims: Iterable[Claim], rights: Rights) -> dict[Place, list[Finding]]:
    """What the province's checks find in the claims of one unit; claims without a finding are absent."""
    said, asked = sorted(claims, key=_when), in_force()
    found: dict[Place, list[Finding]] = {}
    for start, end in _windows(said):
        around = bisect_left(said, said[start].day - DAYS_BACK, key=_day)
        known = Known(said[start:end], said[around:end], rights)
        for claim in said[start:end]:
            if findings := list(_findings(claim, known, asked)):
                found[place(claim)] = findings
    return found


def refusals(findings: Iterable[Finding], *, reason: str, row: int | None = None) -> Iterator[Problem]:
    """Why a report with these findings cannot be handed to review; `reason`: what its unit says of them."""
    for finding in findings:
        if finding.severity is Severity.STOP:
            yield finding.remark(row)
        elif finding.severity is Severity.REASON and not reason.strip():
            yield replace(finding.remark(row), message=f"{finding.message} Cần nêu lý do.")


def examine_reports(reports: Sequence[Report]) -> None:
    """Examine stored reports of one unit again and keep what is found. Raises `Refused` where it forbids review.

    The checks compare slots with each other; of what was counted before them they know nothing.
    """
    reports = [report for report in reports if not report.is_opening]
    if not reports:
        return
    found = examine(reports, Rights(reports[0].unit))
    for report in reports:
        findings = found.get(place(report), [])
        report.findings = [finding.as_dict() for finding in findings]
        for problem in refusals(findings, reason=report.reason):
            raise Refused(f"{report}: {problem.message}")
    Report.objects.bulk_update(reports, ["findings"], batch_size=500)


def place(claim: Claim) -> Place:
    return claim.area.id, claim.day, claim.slot


def _findings(claim: Claim, known: Known, asked: list[tuple[Find, Code, Severity]]) -> Iterator[Finding]:
    for find, code, severity in asked:
        for column, message in find(claim, known):
            yield Finding(code, severity, column, message)


def _windows(said: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    start, areas = 0, set[int]()
    for index, claim in enumerate(said):
        areas.add(claim.area.id)
        wide = len(areas) * (claim.day - said[start].day + DAYS_BACK) > MOST_AREA_DAYS
        if index > start and (wide or index - start >= MOST_CLAIMS):
            yield start, index
            start, areas = index, {claim.area.pk}
    if said:
        yield start, len(said)


def _when(claim: Claim) -> tuple[int, int]:
    return claim.day, claim.slot


def _day(claim: Claim) -> int:
    return claim.day
