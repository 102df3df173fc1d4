"""Spreading a backlog over past days: one correction with many values, asked for, signed and released as one."""

import csv
import io
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from core import province
from core.problems import ImportResult, Refused
from datasets import days
from datasets.actions.import_reports import import_reports
from datasets.actions.store_reports import lock
from datasets.evidence import Basis
from datasets.figures_file import AREA, DATE, SLOT
from datasets.models import Correction, Indicator, Report, ReportReturn
from datasets.selectors import figures
from datasets.selectors.backlog import Moment, is_own, taken, why_taken
from units.actions.audit import record
from units.models import AdministrativeArea, Done, OrganisationalUnit, User


def spread_backlog(
    *,
    unit: OrganisationalUnit,
    area: AdministrativeArea,
    indicator: Indicator,
    values: Mapping[Moment, int],
    reason: str,
    basis: Basis,
    user: User | None = None,
    mends: Correction | None = None,
) -> ImportResult:
    """Ask for the new `values`, {(day, slot): number}, and hand them over at once. `basis`: words and perhaps a file.

    `mends`: a backlog of the same that came back, whose place they take; its file stays unless there is another.
    Slots of other reports that no release carries yet are refused: the next backlog starts from what they leave.
    Raises `Refused` for what cannot be asked of the whole; what is wrong with single rows is in the result.
    """
    if not is_own(unit, indicator, area):
        raise Refused("Số này không do đơn vị cập nhật nên đơn vị không phân bổ lại được.")
    with transaction.atomic():
        lock(unit)
        before = _still_draft(unit, mends)
        _refuse_moments(unit, area, values, before)
        result = import_reports(
            data=_as_file(area, indicator, values),
            name="phân bổ số tồn",
            unit=unit,
            submit=True,
            reason=reason,
            user=user,
            typed=True,
            basis=basis._replace(indicator=indicator, area=area, replaces=before),
        )
        if not result.errors:
            _close(result, before)
    return result


def _still_draft(unit: OrganisationalUnit, mends: Correction | None) -> Correction | None:
    """Raises `Refused` where the backlog has been handed over or given up meanwhile."""
    drafts = Report.objects.filter(unit=unit, correction=mends, state=Report.State.DRAFT, release=None)
    if mends is not None and not drafts.exists():
        raise Refused("Đề nghị này không còn là bản nháp.")
    return mends


def drop_backlog(*, unit: OrganisationalUnit, correction: Correction) -> int:
    """Give up a backlog that is a draft; how many reports it had."""
    with transaction.atomic():
        lock(unit)
        drafts = Report.objects.filter(unit=unit, correction=correction, state=Report.State.DRAFT, release=None)
        ids = list(drafts.values_list("pk", flat=True))
        drafts.delete()
        if ids:
            record(Done.DELETE, about=Report, details={"ids": ids, "correction": correction.pk})
    return len(ids)


def _refuse_moments(
    unit: OrganisationalUnit, area: AdministrativeArea, values: Mapping[Moment, int], draft: Correction | None
) -> None:
    """Raises `Refused` for days that are not published yet, and where another report of the unit waits."""
    head = figures.head(figures.published())
    if not values:
        raise Refused("Chưa có số nào khác số đã công bố.")
    if head is None or max(values) > head:
        raise Refused("Chỉ phân bổ vào các kỳ đã công bố.")
    held = taken(unit, area, min(values)[0], max(values)[0], draft)
    if moment := min(held.keys() & values.keys(), default=None):
        at = f"{days.slot_label(moment[1])} {days.date(moment[0]):%d/%m/%Y}"
        why = why_taken([held[moment]])[held[moment].pk]
        raise Refused(f"Kỳ {at} còn một báo cáo chưa công bố: {why}.")


def _close(result: ImportResult, before: Correction | None) -> None:
    """Forget what is left of the draft before, but keep why it came back. Raises `Refused` where nothing published
    would change."""
    stored = Report.objects.filter(pk__in=result.ids).order_by("day", "slot")
    if not stored.filter(kind=Report.Kind.CORRECTION).exists():
        raise Refused("Không số đã công bố nào thay đổi; số của kỳ chưa báo cáo thì nhập bổ sung như thường lệ.")
    if before is not None:
        returns = ReportReturn.objects.filter(Q(report__in=result.ids) | Q(report__correction=before))
        returns.update(report=stored.last())
        Report.objects.filter(correction=before, release=None, state=Report.State.DRAFT).delete()


def _as_file(area: AdministrativeArea, indicator: Indicator, values: Mapping[Moment, int]) -> bytes:
    text, slots = io.StringIO(), province.current().slots
    rows = csv.writer(text)
    rows.writerow([DATE, SLOT, AREA, indicator.code])
    for (day, slot), value in sorted(values.items()):
        rows.writerow([days.date(day).isoformat(), slots[slot], area.code, value])
    return text.getvalue().encode()
