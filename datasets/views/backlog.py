"""The screen on which a unit spreads a backlog over past days: choose, type or upload, see both sums, hand over."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core import clock, province
from core.problems import ImportResult, Refused
from core.tabular import MAX_BYTES
from core.templatetags.portal import number
from core.text import nfc
from datasets import days
from datasets.actions.spread_backlog import drop_backlog, spread_backlog
from datasets.evidence import Basis
from datasets.figures_file import FigureRow, Invalid, parse_date, parse_number, read_figures
from datasets.forms import BacklogForm, covered_areas
from datasets.models import Report
from datasets.selectors.backlog import MOST_DAYS, Moment, Spread, is_own, own_flows, sheet, why_returned
from datasets.views.under_reports import UnderReports
from units.forms.words import composed
from units.permissions import account, unit_of

SUMS, FILE, SUBMIT, DROP = "tong", "tep", "gui", "bo"
LONGEST_TEXT = 30
BACK = 14


class BacklogView(PermissionCheckedMixin, UnderReports, TemplateView):
    """`?dia-ban=&chi-tieu=&tu=&den=`. GET shows the sheet; POST fills it from a file, sums it up, hands it over."""

    permission_required = "add"
    template_name = "datasets/admin/backlog.html"
    page_title = "Phân bổ số tồn vào các ngày trước"
    header_icon = "calendar-alt"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            shown = self._sheet()
        except Refused as refusal:
            return self._page(None, BacklogForm(), str(refusal), status=400)
        return self._page(shown, self._kept(shown))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, action = BacklogForm(request.POST, request.FILES), request.POST.get("viec", SUMS)
        if action not in (SUMS, FILE, SUBMIT, DROP):
            raise PermissionDenied
        shown = None
        try:
            shown = self._sheet()
            if shown is None:
                raise Refused("Chọn địa bàn, chỉ tiêu và các ngày trước.")
            return self._do(action, shown, form)
        except Refused as refusal:
            return self._page(shown, form, str(refusal), status=200 if shown else 400)

    def _do(self, action: str, shown: Spread, form: BacklogForm) -> HttpResponse:
        if action == DROP:
            return self._drop(shown)
        if action == FILE:
            fill(shown, self.request.FILES.get("sheet"))
            refuse_taken(shown)
            return self._page(shown, form, summed=True)
        take(shown, self.request.POST.dict())
        refuse_taken(shown)
        wrong = any(row.error for row in shown.rows)
        if action == SUMS or wrong or not form.is_valid():
            return self._page(shown, form, "Có ô phải sửa." if wrong else "", summed=not wrong)
        return self._hand_over(shown, form)

    def _hand_over(self, shown: Spread, form: BacklogForm) -> HttpResponse:
        result = spread_backlog(
            unit=unit_of(self.request),
            area=shown.area,
            indicator=shown.indicator,
            values={(row.day, row.slot): row.new for row in shown.changed if row.new is not None},
            reason=form.cleaned_data["reason"],
            basis=form.basis() or Basis(""),
            user=account(self.request),
            mends=shown.draft,
        )
        if result.errors:
            tell(shown, result)
            return self._page(shown, form, result.errors[0].message)
        sums = f"tổng trước {number(shown.before)}, tổng sau {number(shown.after)}"
        messages.success(self.request, f"Đã gửi duyệt một đề nghị đính chính {number(len(result.ids))} số; {sums}.")
        return redirect(self.index_url_name)

    def _drop(self, shown: Spread) -> HttpResponse:
        if shown.draft is None or not drop_backlog(unit=unit_of(self.request), correction=shown.draft):
            raise Refused("Không có bản nháp nào để bỏ.")
        messages.success(self.request, "Đã bỏ đề nghị phân bổ.")
        return redirect(self.index_url_name)

    def _sheet(self) -> Spread | None:
        """None before anything is chosen. Raises `Refused`."""
        asked, unit = self.request.GET, unit_of(self.request)
        if "dia-ban" not in asked:
            return None
        area = next((one for one in covered_areas(unit) if one.code == asked["dia-ban"]), None)
        flows = own_flows(unit, [area] if area else [])
        flow = next((one for one in flows if one.code == asked.get("chi-tieu")), None)
        if area is None or flow is None or not is_own(unit, flow, area):
            raise Refused("Đơn vị không cập nhật chỉ tiêu này ở địa bàn đã chọn.")
        return sheet(unit, area, flow, *_span(asked.get("tu", ""), asked.get("den", "")))

    def _kept(self, shown: Spread | None) -> BacklogForm:
        """What a draft that came back says, put into the sheet and the form."""
        if shown is None or shown.draft is None:
            return BacklogForm()
        reports = list(shown.draft.reports.filter(state=Report.State.DRAFT, release=None))
        held = {(one.day, one.slot): one.values.get(shown.indicator.code) for one in reports}
        for row in shown.rows:
            row.new = held.get((row.day, row.slot))
            row.text = "" if row.new is None else str(row.new)
        return BacklogForm(initial={"reason": reports[0].reason, "evidence": shown.draft.evidence})

    def _page(
        self, shown: Spread | None, form: BacklogForm, refusal: str = "", *, summed: bool = False, status: int = 200
    ) -> HttpResponse:
        unit, today = unit_of(self.request), clock.today()
        areas = covered_areas(unit)
        draft = shown.draft if shown else None
        context = self.get_context_data(
            spread=shown,
            form=form,
            refusal=refusal,
            summed=summed or bool(shown and shown.changed),
            areas=areas,
            indicators=own_flows(unit, areas),
            first=_shown(self.request.GET.get("tu", ""), today - dt.timedelta(days=BACK)),
            last=_shown(self.request.GET.get("den", ""), today),
            most=MOST_DAYS,
            draft=draft,
            returned=why_returned(draft) if draft else None,
        )
        return self.render_to_response(context, status=status)


def take(shown: Spread, typed: dict[str, str]) -> None:
    """Put what was typed into the rows; an empty cell keeps what is published."""
    for row in shown.rows:
        row.text = composed(typed.get(row.name, "")).strip()[:LONGEST_TEXT]
        try:
            row.new = parse_number(row.text)
        except Invalid as invalid:
            row.error = str(invalid)


def refuse_taken(shown: Spread) -> None:
    """Say beside the rows of which another report waits why their new numbers cannot be asked for."""
    for row in shown.changed:
        if row.taken:
            row.error = f"Kỳ này còn một báo cáo chưa công bố: {row.taken}."


def fill(shown: Spread, file: UploadedFile | None) -> None:
    """Put the numbers of an uploaded figures file into the rows. Raises `Refused`."""
    if file is None:
        raise Refused("Chọn tệp CSV hoặc XLSX.")
    if (file.size or 0) > MAX_BYTES:
        raise Refused(f"Tệp lớn hơn {MAX_BYTES // 2**20} MB.")
    found = read_figures(file.read(), name=nfc(file.name or "tệp")[:100], province=province.current())
    if found.problems:
        raise Refused(f"Tệp bị từ chối. {found.problems[0]}")
    values = _values(found.rows, shown)
    if outside := values.keys() - {(row.day, row.slot) for row in shown.rows}:
        raise Refused(f"Ngày {days.date(min(outside)[0]):%d/%m/%Y} trong tệp nằm ngoài các kỳ đã chọn.")
    for line in shown.rows:
        line.new = values.get((line.day, line.slot))
        line.text = "" if line.new is None else str(line.new)


def _values(rows: list[FigureRow], shown: Spread) -> dict[Moment, int]:
    """The numbers of a file that holds only the sheet's indicator and area. Raises `Refused`."""
    values: dict[Moment, int] = {}
    for row in rows:
        if row.area.pk != shown.area.pk or set(row.values) - {shown.indicator.code}:
            raise Refused(f"Dòng {row.number}: tệp chỉ được có {shown.indicator.name} của {shown.area.name}.")
        if row.values:
            values[row.day, row.slot] = row.values[shown.indicator.code]
    return values


def tell(shown: Spread, result: ImportResult) -> None:
    """Say beside each row what the import said of it."""
    sent = sorted(shown.changed, key=lambda row: (row.day, row.slot))
    for problem in result.errors:
        if problem.row is not None and 2 <= problem.row < len(sent) + 2:
            sent[problem.row - 2].error = problem.message


def _span(first: str, last: str) -> tuple[dt.date, dt.date]:
    try:
        span = parse_date(first), parse_date(last)
    except Invalid as invalid:
        raise Refused(str(invalid)) from invalid
    if not dt.timedelta(0) <= span[1] - span[0] < dt.timedelta(days=MOST_DAYS):
        raise Refused(f"Chọn từ 1 đến {MOST_DAYS} ngày, ngày đầu không sau ngày cuối.")
    if not days.FIRST_DAY <= span[0] <= span[1] <= days.LAST_DAY:
        raise Refused("Ngày nằm ngoài lịch của cổng.")
    return span


def _shown(asked: str, otherwise: dt.date) -> str:
    try:
        return parse_date(asked).isoformat()
    except Invalid:
        return otherwise.isoformat()
