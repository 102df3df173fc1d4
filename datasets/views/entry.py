"""The sheet in which a unit enters the figures of a slot: checked while it is typed, kept, handed to review."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.generic import TemplateView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from core import clock, province
from core.problems import ImportResult
from core.templatetags.portal import number
from core.text import nfc
from datasets import days
from datasets.actions.import_reports import import_reports
from datasets.entry_files import XLSX, template
from datasets.evidence import LONGEST_EVIDENCE, Basis
from datasets.figures_file import Invalid, check_moment, parse_date, parse_slot
from datasets.models import Report
from datasets.selectors.entry import Sheet, open_slot, sheet_of
from datasets.sheet_file import as_file, confirm_unchanged, take, tell_result
from datasets.views.under_reports import UnderReports
from units.models import Level
from units.permissions import account, unit_of

EVIDENCE = "can-cu"
DAY, SLOT, LEVEL = "ngay", "khung", "cap"
CHECK, SAVE, SUBMIT, UNCHANGED = "kiem-tra", "luu", "gui", "khong-doi"
ACTIONS = {CHECK, SAVE, SUBMIT, UNCHANGED}


class EntryView(PermissionCheckedMixin, UnderReports, TemplateView):
    """GET shows the sheet of a day, slot and level; POST checks, keeps or hands over what stands in it."""

    permission_required = "add"
    template_name = "datasets/admin/entry.html"
    page_title = "Nhập số liệu"
    header_icon = "form"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal, sheet = self._sheet()
        return self._page(sheet, refusal)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal, sheet = self._sheet()
        if sheet is None or refusal:
            return self._page(sheet, refusal, status=400)
        action = request.POST.get("viec", SAVE)
        if action not in ACTIONS:
            raise PermissionDenied
        take(sheet, request.POST.dict())
        if action == UNCHANGED:
            confirm_unchanged(sheet)
        result = self._import(sheet, action)
        if "application/json" in request.headers.get("Accept", ""):
            return self._said(sheet, result, kept=action != CHECK)
        if result.errors or action == CHECK:
            return self._page(sheet, _first_problem(result))
        return self._done(sheet, result, handed_over=action in (SUBMIT, UNCHANGED))

    def _sheet(self) -> tuple[str, Sheet | None]:
        """(why the day, slot or level that is asked for cannot be shown, the sheet of it or of the newest slot)"""
        unit, (day, slot) = unit_of(self.request), open_slot()
        asked, refusal = self.request.GET, ""
        try:
            day, slot = _moment(asked, day, slot)
        except Invalid as invalid:
            refusal = str(invalid)
        level = next((one for one in Level if str(one.value) == asked.get(LEVEL)), None)
        return refusal, sheet_of(unit, level=level, day=day, slot=slot)

    def _import(self, sheet: Sheet, action: str) -> ImportResult:
        """Take in what stands in the sheet, and say beside its lines what came of it."""
        data, lines = as_file(sheet)
        if not lines:
            return ImportResult()
        result = import_reports(
            data=data,
            name="biểu nhập",
            unit=sheet.unit,
            submit=action in (SUBMIT, UNCHANGED),
            dry_run=action == CHECK,
            user=account(self.request),
            typed=True,
            basis=self._basis(),
        )
        tell_result(sheet, lines, result)
        return result

    def _basis(self) -> Basis | None:
        """What the corrections in the sheet rest on, one for them all."""
        said = nfc(self.request.POST.get(EVIDENCE, ""))[:LONGEST_EVIDENCE]
        words = " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())
        return Basis(words) if words else None

    def _page(self, sheet: Sheet | None, refusal: str, *, status: int = 200) -> HttpResponse:
        slots = province.current().slots
        context = self.get_context_data(sheet=sheet, refusal=refusal, slots=slots, now=clock.now())
        context["evidence"] = self.request.POST.get(EVIDENCE, "")
        return self.render_to_response(context, status=status)

    def _said(self, sheet: Sheet, result: ImportResult, *, kept: bool) -> JsonResponse:
        stored = kept and not result.errors
        return JsonResponse(
            {
                "saved": f"{clock.now():%H:%M}" if stored else "",
                "problem": _first_problem(result),
                "summary": render_to_string("datasets/admin/entry_summary.html", {"sheet": sheet}),
                "lines": [
                    {"area": line.area.code, "messages": [vars(message) for message in line.messages]}
                    for line in sheet.lines
                ],
            }
        )

    def _done(self, sheet: Sheet, result: ImportResult, *, handed_over: bool) -> HttpResponse:
        for report in Report.objects.filter(pk__in=result.ids):
            log(report, "wagtail.edit", user=self.request.user)
        if not result.ids:
            messages.info(self.request, "Không có số nào mới để lưu.")
        elif handed_over:
            messages.success(self.request, f"Đã gửi duyệt {number(len(result.ids))} báo cáo.")
        else:
            messages.success(self.request, f"Đã lưu nháp lúc {clock.now():%H:%M}.")
        asked = {DAY: sheet.date.isoformat(), SLOT: sheet.slot_label, LEVEL: str(sheet.level.value)}
        return redirect(f"{self.request.path}?{urlencode(asked)}")


class TemplateFileView(EntryView):
    """The same sheet as a spreadsheet to fill in."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refusal, sheet = self._sheet()
        if sheet is None or refusal:
            return self._page(sheet, refusal, status=400)
        response = HttpResponse(template(sheet), content_type=XLSX)
        name = f"so-lieu-{sheet.date.isoformat()}-{sheet.slot_label.replace(':', '')}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _moment(asked: QueryDict, day: int, slot: int) -> tuple[int, int]:
    """The (day, slot) that is asked for, by default the given. Raises `Invalid`."""
    slots, now = province.current().slots, clock.now()
    if DAY not in asked and SLOT not in asked:
        return day, slot
    date = parse_date(str(asked[DAY])) if asked.get(DAY) else days.date(day)
    index = parse_slot(str(asked[SLOT]), slots) if asked.get(SLOT) else slot
    opens = dt.timedelta(minutes=province.current().thresholds.entry_opens_minutes)
    check_moment(date, index, slots, now + opens)
    return days.number(date), index


def _first_problem(result: ImportResult) -> str:
    """What is wrong with the sheet as a whole; what is wrong with a line stands beside it."""
    return next((one.message for one in result.errors if one.row is None or one.row == 1), "")
