"""Spreading a backlog over past days: one correction with many values, asked for, signed and released as one."""

import csv
import io
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from core import province
from core.problems import ImportResult, Refused
from datasets import days
from datasets.actions.import_reports import import_reports, lock
from datasets.evidence import Basis
from datasets.figures_file import AREA, DATE, SLOT
from datasets.models import Correction, Indicator, Report, ReportReturn
from datasets.selectors import figures
from datasets.selectors.backlog import Moment, drafted, is_own
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
) -> ImportResult:
    """Ask for the new `values`, {(day, slot): number}, and hand them over at once. `basis`: words and perhaps a file.

    They take the place of a draft of the same that came back; its file stays unless there is another. Raises
    `Refused` for what cannot be asked of the whole; what is wrong with single rows is in the result.
    """
    if not is_own(unit, indicator, area):
        raise Refused("Số này không do đơn vị cập nhật nên đơn vị không phân bổ lại được.")
    with transaction.atomic():
        lock(unit)
        _refuse_moments(unit, area, indicator, values)
        before = drafted(unit, area, indicator)
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
    unit: OrganisationalUnit, area: AdministrativeArea, indicator: Indicator, values: Mapping[Moment, int]
) -> None:
    """Raises `Refused` for days that are not published yet, and where another report of the unit waits."""
    head = figures.head(figures.published())
    if not values:
        raise Refused("Chưa có số nào khác số đã công bố.")
    if head is None or max(values) > head:
        raise Refused("Chỉ phân bổ vào các kỳ đã công bố.")
    first, last = min(values)[0], max(values)[0]
    others = Report.objects.filter(unit=unit, area=area, release=None, day__gte=first, day__lte=last)
    for day, slot in others.exclude(correction__indicator=indicator).values_list("day", "slot"):
        if (day, slot) in values:
            at = f"{days.slot_label(slot)} {days.date(day):%d/%m/%Y}"
            raise Refused(f"Kỳ {at} còn một báo cáo chưa công bố; chờ công bố hoặc xóa bản nháp đó trước.")


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
