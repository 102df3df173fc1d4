"""Keeping what a reviewer said of a report that goes back, and taking it along to the report that replaces it."""

from collections.abc import Collection, Mapping

from core import clock
from core.problems import Refused
from datasets.models import Report, ReportReturn, ReturnedCell
from datasets.selectors.returns import cells_of
from units.actions.remarks import Remarks, said

LONGEST_REASON = 300
Place = tuple[int, int, int]
"""(area id, day, slot)"""


def keep_return(*, report: Report, reason: str, remarks: Remarks | None, operator: str) -> str:
    """The return with its cells, in the transaction of the step; the reason, made of the cells if none was given.

    Raises `Refused` without a word, and for a cell that the report does not have.
    """
    words = said(remarks)
    cells = {cell.indicator.code: cell.indicator for cell in cells_of(report)}
    if not words.keys() <= cells.keys():
        raise Refused("Có ý kiến về một ô mà báo cáo này không có; hãy mở lại báo cáo.")
    if not (reason := _reason(reason, [cells[code].name for code in cells if code in words])):
        raise Refused("Trả lại báo cáo phải nêu lý do, hoặc ý kiến tại từng ô.")
    kept = ReportReturn.objects.create(
        report=report, reason=reason, values=report.values, submitted_by=report.submitted_by,
        returned_by=operator[:150], returned_at=clock.now(),
    )  # fmt: skip
    for code, indicator in cells.items():
        if code in words:
            ReturnedCell.objects.create(step=kept, indicator=indicator, text=words[code])
    return reason


def _reason(reason: str, names: list[str]) -> str:
    if "\x00" in reason or len(reason.strip()) > LONGEST_REASON:
        raise Refused(f"Lý do trả lại không quá {LONGEST_REASON} ký tự và không có ký tự lạ.")
    return reason.strip() or (f"Xem ý kiến tại: {', '.join(names)}."[:500] if names else "")


def returns_of(drafts: Collection[int]) -> dict[int, int]:
    """{return's id: the draft that it sent back}, before the drafts make room for others."""
    return dict(ReportReturn.objects.filter(report__in=drafts).values_list("pk", "report_id"))


def pass_on(*, returns: Mapping[int, int], places: Mapping[int, Place], stored: Mapping[Place, Report]) -> None:
    """Give the returns of replaced drafts, whose `places` those were, to the reports that stand there now."""
    moved = [
        ReportReturn(pk=pk, report=stored[places[draft]]) for pk, draft in returns.items() if places[draft] in stored
    ]
    ReportReturn.objects.bulk_update(moved, ["report"], batch_size=400)
