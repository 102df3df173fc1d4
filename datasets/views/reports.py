"""A unit's reports in the admin: typed in, looked at, handed over, signed or sent back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from core.problems import Refused
from core.templatetags.portal import number
from datasets import days
from datasets.actions.review import approve_chosen, return_chosen, return_report, submit_reports, withdraw_report
from datasets.evidence import CONTENT_TYPES
from datasets.forms import ReportForm, ReturnForm
from datasets.models import Report
from datasets.selectors import desk
from datasets.selectors.authors import entered_one_of
from datasets.selectors.backlog import backlogs, spread_of
from datasets.selectors.findings import remarks_of
from datasets.selectors.openings import change_of, opened_by
from datasets.selectors.recent import with_recent
from datasets.selectors.returns import cells_of, last_return
from datasets.selectors.spreads import one_a_backlog, stands_for, with_span
from datasets.views.under_reports import UnderReports
from units.actions.remarks import refuse_beside_signature
from units.forms.remarks import remarks_in
from units.gate import GatedIndexView
from units.permissions import account, unit_of
from units.policy import ENTER, REVIEW, may

MOST_AT_ONCE = 500
"""Reports signed or sent back with one click."""


class ReportIndexView(GatedIndexView):
    """The list, with the way in for a file."""

    import_url_name: str | None = None
    add_item_label = "Nhập số liệu"

    def get_queryset(self) -> Any:
        """A backlog is one row of the list; a spreadsheet has each of its values."""
        found = super().get_queryset()
        return found if self.is_export else with_span(one_a_backlog(found))

    @property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if self.import_url_name and self.user_has_permission("add"):
            backlog = reverse("wagtailsnippets_datasets_report:backlog")
            opening = reverse("wagtailsnippets_datasets_report:opening")
            buttons.append(HeaderButton("Phân bổ số tồn", url=backlog, icon_name="calendar-alt"))
            buttons.append(HeaderButton("Sửa số dư đầu mùa", url=opening, icon_name="history"))
            buttons.append(HeaderButton("Nhập từ tệp", url=reverse(self.import_url_name), icon_name="upload"))
        return buttons


class ReportEditView(PermissionCheckedMixin, UnderReports, FormView):
    """The unit's own draft, whose figures pass the same checks as a file's. Its area, date and slot stay."""

    form_class = ReportForm
    permission_required = "change"
    template_name = "datasets/admin/report_form.html"
    page_title = "Sửa báo cáo"
    header_icon = "form"
    history_url_name: str = ""
    report: Report

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.report = get_object_or_404(Report.objects.select_related("unit", "area", "correction"), pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A backlog that is spread over days is mended as a whole in its sheet, an opening balance in its form."""
        if self.report.is_opening:
            return redirect(f"{reverse('wagtailsnippets_datasets_report:opening')}?{opened_by(self.report)}")
        pk = self.report.correction_id
        if pk and (backlog := backlogs([pk]).get(pk)):
            return redirect(f"{reverse('wagtailsnippets_datasets_report:backlog')}?{backlog.query}")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"for_user": self.request.user, "instance": self.report}

    def form_valid(self, form: ReportForm) -> HttpResponse:
        submit = "submit" in self.request.POST
        result = form.store(submit=submit)
        if result.errors:
            form.refuse(result)
            return self.form_invalid(form)
        self._say(result.ids, submit)
        return redirect(self.index_url_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = {"date": days.date(self.report.day), "slot": desk.slot_label(self.report)}
        found = {"findings": remarks_of(self.report)}
        return super().get_context_data(**kwargs) | {"report": self.report} | place | found

    def _say(self, ids: list[int], submit: bool) -> None:
        for report in Report.objects.filter(pk__in=ids):
            log(report, "wagtail.edit", user=self.request.user)
        if not ids:
            messages.info(self.request, "Các số này đã được công bố, không có gì mới để lưu.")
        else:
            messages.success(self.request, "Đã gửi duyệt báo cáo." if submit else "Đã lưu bản nháp.")


class ReportInspectView(InspectView):
    """What the report says beside the one before it, and what the account may do with it."""

    template_name = "datasets/admin/report_inspect.html"
    page_title = "Báo cáo"

    def get_object(self, queryset: Any = None) -> Report:
        found = Report.objects.select_related("unit__reviewer", "area", "release", "correction")
        return stands_for(found.get(pk=self.pk))

    def get_page_subtitle(self) -> str:
        report: Report = self.object
        when = report.slot_and_day if report.is_opening else f"{days.date(report.day):%d/%m/%Y}"
        return f"{report.area}, {when}"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self._may_enter() else None

    def get_delete_url(self) -> str | None:
        return super().get_delete_url() if self._may_enter() else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A decision that was refused: what was typed is still there."""
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report: Report = self.object
        waiting = report.state == Report.State.REVIEW and report.release_id is None
        may_review = waiting and may(account(self.request), REVIEW, report)
        wrote = may_review and entered_one_of(account(self.request), [report])
        returned = last_return(report)
        cells = with_recent(cells_of(report, returned), report)
        typed = self.request.POST if self.request.method == "POST" else None
        return super().get_context_data(**kwargs) | {
            "report": report,
            "date": days.date(report.day),
            "slot": desk.slot_label(report),
            "returned": returned,
            "spread": spread_of(report),
            "opening": change_of(report) if report.is_opening else [],
            "findings": remarks_of(report),
            "decision": ReturnForm(cells, typed if may_review and not wrote else None),
            "may_submit": self._may_enter(),
            "may_withdraw": waiting and may(account(self.request), ENTER, report),
            "may_review": may_review and not wrote,
            "wrote": wrote,
            "own": report.unit_id == self.request.user.unit_id,
        }

    def _may_enter(self) -> bool:
        report: Report = self.object
        draft = report.state == Report.State.DRAFT and report.release_id is None
        return draft and may(account(self.request), ENTER, report)


class EvidenceView(View):
    """The file that a correction rests on, for who may read the report: the gate has looked."""

    http_method_names = ["get", "head"]
    model = Report

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        asked = get_object_or_404(Report.objects.select_related("correction"), pk=pk).correction
        if asked is None or not asked.file:
            raise Http404("báo cáo này không có tệp căn cứ")
        try:
            content = asked.file.open("rb")
        except OSError as error:
            raise Http404("không còn tệp căn cứ này") from error
        kind = CONTENT_TYPES[asked.format]
        response = FileResponse(content, as_attachment=True, filename=asked.file_name, content_type=kind)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


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
            return self.refused(pk)
        log(report, self.log_action, user=request.user)
        messages.success(request, done)
        return self.back()

    def back(self) -> HttpResponse:
        return redirect(get_valid_next_url_from_request(self.request) or reverse(self.index_url_name))

    def refused(self, pk: int) -> HttpResponse:
        """Where to, once the refusal has been said."""
        return self.back()

    def act(self, report: Report) -> str:
        """Do it; what to say then. Raises `Refused`."""
        raise NotImplementedError


class SubmitView(ReportAction):
    action, log_action = ENTER, "datasets.submit"

    def act(self, report: Report) -> str:
        if not submit_reports(unit=report.unit, ids=[report.pk], user=account(self.request)):
            raise Refused("Báo cáo này không còn là bản nháp.")
        return "Đã gửi duyệt báo cáo."


class WithdrawView(ReportAction):
    action, log_action = ENTER, "datasets.withdraw"

    def act(self, report: Report) -> str:
        withdraw_report(unit=report.unit, report=report)
        return "Đã rút lại báo cáo để sửa tiếp."


class DecisionView(ReportAction):
    """Sign or send back. Refused, the report is shown again with what was typed."""

    model: Any = Report
    action = REVIEW

    def refused(self, pk: int) -> HttpResponse:
        return self.model.snippet_viewset.inspect_view(self.request, pk=str(pk))


class ApproveView(DecisionView):
    log_action = "datasets.approve"

    def act(self, report: Report) -> str:
        refuse_beside_signature(remarks_in(self.request.POST))
        user = account(self.request)
        reviewer, operator = unit_of(self.request), user.get_username()
        if not approve_chosen(reviewer=reviewer, ids=[report.pk], operator=operator, user=user):
            raise Refused("Báo cáo này không chờ đơn vị duyệt.")
        return "Đã duyệt báo cáo."


class ReturnView(DecisionView):
    log_action = "datasets.return"

    def act(self, report: Report) -> str:
        return_report(
            report=report,
            reviewer=unit_of(self.request),
            reason=self.request.POST.get("reason", ""),
            remarks=remarks_in(self.request.POST),
            operator=account(self.request).get_username(),
            user=account(self.request),
        )
        return "Đã trả lại báo cáo."


class ChosenView(View):
    """A step of those that are ticked, counted as the list shows them: a backlog is one, whatever its days.

    What does not wait for the account's unit is left alone.
    """

    http_method_names = ["post"]
    model = Report
    log_action, state, done = "", "", ""

    def post(self, request: HttpRequest) -> HttpResponse:
        ids = self._ticked()
        try:
            done = self.act(ids)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_home")
        if not done:
            messages.warning(request, "Chưa chọn báo cáo nào đang chờ duyệt.")
            return redirect("wagtailadmin_home")
        for report in Report.objects.filter(pk__in=ids, state=self.state).select_related("area", "unit"):
            log(report, self.log_action, user=request.user)
        messages.success(request, self.done.format(count=number(len(ids))))
        return redirect("wagtailadmin_home")

    def act(self, ids: list[int]) -> int:
        """Do it to all or to none; to how many. Raises `Refused`."""
        raise NotImplementedError

    def _ticked(self) -> list[int]:
        posted = self.request.POST.getlist("id")
        asked = [int(pk) for pk in posted if pk.isascii() and pk.isdigit() and len(pk) < 10]
        chosen = desk.waiting_for(unit_of(self.request)).filter(pk__in=asked[:MOST_AT_ONCE])
        return [report.pk for report in chosen if may(account(self.request), REVIEW, report)]

    def _who(self) -> dict[str, Any]:
        user = account(self.request)
        return {"reviewer": unit_of(self.request), "operator": user.get_username(), "user": user}


class ApproveChosenView(ChosenView):
    log_action, state = "datasets.approve", Report.State.APPROVED
    done = "Đã duyệt {count} báo cáo."

    def act(self, ids: list[int]) -> int:
        return approve_chosen(ids=ids, **self._who())


class ReturnChosenView(ChosenView):
    """All for one reason; what is to be said of single cells is said in the report itself."""

    log_action, state = "datasets.return", Report.State.DRAFT
    done = "Đã trả lại {count} báo cáo."

    def act(self, ids: list[int]) -> int:
        return return_chosen(ids=ids, reason=self.request.POST.get("reason", ""), **self._who())
