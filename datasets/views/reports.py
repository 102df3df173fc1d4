"""A unit's reports in the admin: typed in, looked at, handed over, signed or sent back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from core.problems import Refused
from datasets import days
from datasets.actions.review import approve_chosen, return_report, submit_reports, withdraw_report
from datasets.forms import ReportForm, ReturnForm
from datasets.models import Report
from datasets.selectors import desk
from datasets.selectors.authors import entered_one_of
from units.gate import GatedIndexView
from units.permissions import account, unit_of
from units.policy import ENTER, REVIEW, may

MOST_AT_ONCE = 500
"""Reports signed with one click."""


class ReportIndexView(GatedIndexView):
    """The list, with the way in for a file."""

    import_url_name: str | None = None
    add_item_label = "Nhập số liệu"

    @property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if self.import_url_name and self.user_has_permission("add"):
            buttons.append(HeaderButton("Nhập từ tệp", url=reverse(self.import_url_name), icon_name="upload"))
        return buttons


class ReportFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form whose figures pass the same checks as a file's."""

    model = Report
    form_class = ReportForm
    template_name = "datasets/admin/report_form.html"
    header_icon = "form"
    index_url_name: str = ""
    report: Report | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user, "instance": self.report or Report()}

    def form_valid(self, form: ReportForm) -> HttpResponse:
        submit = "submit" in self.request.POST
        result = form.store(submit=submit)
        if result.errors:
            form.refuse(result)
            return self.form_invalid(form)
        self._say(result.ids, submit)
        return redirect(self.index_url_name)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": "Báo cáo số liệu"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def _say(self, ids: list[int], submit: bool) -> None:
        for report in Report.objects.filter(pk__in=ids):
            log(report, "wagtail.edit" if self.report else "wagtail.create", user=self.request.user)
        if not ids:
            messages.info(self.request, "Các số này đã được công bố, không có gì mới để lưu.")
        else:
            messages.success(self.request, "Đã gửi duyệt báo cáo." if submit else "Đã lưu bản nháp.")


class ReportAddView(ReportFormView):
    permission_required = "add"
    page_title = "Nhập số liệu"


class ReportEditView(ReportFormView):
    """The unit's own draft. Its area, date and slot stay; whoever needs others writes another report."""

    permission_required = "change"
    page_title = "Sửa báo cáo"
    history_url_name: str = ""

    report: Report

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.report = get_object_or_404(Report.objects.select_related("unit", "area"), pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = {"date": days.date(self.report.day), "slot": desk.slot_label(self.report)}
        return super().get_context_data(**kwargs) | {"report": self.report} | place


class ReportInspectView(InspectView):
    """What the report says beside the one before it, and what the account may do with it."""

    template_name = "datasets/admin/report_inspect.html"
    page_title = "Báo cáo"

    def get_object(self, queryset: Any = None) -> Report:
        return Report.objects.select_related("unit__reviewer", "area", "release").get(pk=self.pk)

    def get_page_subtitle(self) -> str:
        return f"{self.object.area}, {days.date(self.object.day):%d/%m/%Y}"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self._may_enter() else None

    def get_delete_url(self) -> str | None:
        return super().get_delete_url() if self._may_enter() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: Report = self.object
        waiting = report.state == Report.State.REVIEW and report.release_id is None
        may_review = waiting and may(account(self.request), REVIEW, report)
        wrote = may_review and entered_one_of(account(self.request), [report])
        return super().get_context_data(**kwargs) | {
            "report": report,
            "date": days.date(report.day),
            "slot": desk.slot_label(report),
            "figures": desk.figures_of(report),
            "may_submit": self._may_enter(),
            "may_withdraw": waiting and may(account(self.request), ENTER, report),
            "may_review": may_review and not wrote,
            "wrote": wrote,
            "own": report.unit_id == self.request.user.unit_id,
            "return_form": ReturnForm(),
        }

    def _may_enter(self) -> bool:
        report: Report = self.object
        draft = report.state == Report.State.DRAFT and report.release_id is None
        return draft and may(account(self.request), ENTER, report)


class ReportAction(View):
    """One step of a report's way, by POST. The gate has found the report before."""

    http_method_names = ["post"]
    model = Report
    action, log_action = "", ""
    index_url_name: str = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = Report.objects.select_related("unit", "area").get(pk=pk)
        if not may(account(request), self.action, report):
            raise PermissionDenied
        try:
            done = self.act(report)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            log(report, self.log_action, user=request.user)
            messages.success(request, done)
        return redirect(get_valid_next_url_from_request(request) or reverse(self.index_url_name))

    def act(self, report: Report) -> str:
        """Do it; what to say then. Raises `Refused`."""
        raise NotImplementedError


class SubmitView(ReportAction):
    action, log_action = ENTER, "datasets.submit"

    def act(self, report: Report) -> str:
        if not submit_reports(unit=report.unit, ids=[report.pk]):
            raise Refused("Báo cáo này không còn là bản nháp.")
        return "Đã gửi duyệt báo cáo."


class WithdrawView(ReportAction):
    action, log_action = ENTER, "datasets.withdraw"

    def act(self, report: Report) -> str:
        withdraw_report(unit=report.unit, report=report)
        return "Đã rút lại báo cáo để sửa tiếp."


class ApproveView(ReportAction):
    action, log_action = REVIEW, "datasets.approve"

    def act(self, report: Report) -> str:
        user = account(self.request)
        reviewer, operator = unit_of(self.request), user.get_username()
        if not approve_chosen(reviewer=reviewer, ids=[report.pk], operator=operator, user=user):
            raise Refused("Báo cáo này không chờ đơn vị duyệt.")
        return "Đã duyệt báo cáo."


class ReturnView(ReportAction):
    action, log_action = REVIEW, "datasets.return"

    def act(self, report: Report) -> str:
        form = ReturnForm(self.request.POST)
        if not form.is_valid():
            raise Refused("Trả lại báo cáo phải nêu lý do, không quá 300 ký tự.")
        return_report(
            report=report,
            reviewer=unit_of(self.request),
            reason=form.cleaned_data["reason"],
            operator=account(self.request).get_username(),
            user=account(self.request),
        )
        return "Đã trả lại báo cáo."


class ApproveChosenView(View):
    """Sign those that are ticked. What does not wait for the account's unit is left alone."""

    http_method_names = ["post"]
    model = Report

    def post(self, request: HttpRequest) -> HttpResponse:
        unit = unit_of(request)
        asked = [int(pk) for pk in request.POST.getlist("id") if pk.isascii() and pk.isdigit() and len(pk) < 10]
        chosen = list(desk.waiting_for(unit).filter(pk__in=asked[:MOST_AT_ONCE]))
        user = account(request)
        ids = [report.pk for report in chosen if may(user, REVIEW, report)]
        try:
            count = approve_chosen(reviewer=unit, ids=ids, operator=user.get_username(), user=user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_home")
        for report in Report.objects.filter(pk__in=ids, state=Report.State.APPROVED):
            log(report, "datasets.approve", user=request.user)
        if count:
            messages.success(request, f"Đã duyệt {count} báo cáo.")
        else:
            messages.warning(request, "Chưa chọn báo cáo nào đang chờ duyệt.")
        return redirect("wagtailadmin_home")
