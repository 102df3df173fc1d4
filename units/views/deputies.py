"""Deputies of a unit's reviewers: who, until when, by whom appointed, and a way to end it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from django.views.generic import TemplateView

from core import access, clock
from core.problems import Refused
from units.actions.deputies import appoint_deputy, end_deputy
from units.forms.deputies import DeputyForm
from units.models import ReviewDeputy
from units.permissions import account, unit_of
from units.policy import appoints_deputies
from units.selectors.deputies import deputies_of
from units.views.screen import OwnScreen

MOST_SHOWN = 50


class DeputiesView(OwnScreen, TemplateView):
    """`/quan-tri/duyet-thay/`: the list and the form. Who appoints nobody finds nothing here."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/deputies.html"
    page_title = "Người duyệt thay"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not appoints_deputies(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(DeputyForm(unit_of(request)))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = DeputyForm(unit_of(request), request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            appoint_deputy(by=account(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(form)
        messages.success(request, "Đã cử người duyệt thay.")
        return redirect("units_deputies")

    def _show(self, form: DeputyForm) -> HttpResponse:
        unit = unit_of(self.request)
        lines = [(one, _state(one)) for one in deputies_of(unit)[:MOST_SHOWN]]
        return self.render_to_response(self.get_context_data(form=form, unit=unit, lines=lines))


class EndDeputyView(View):
    """`/quan-tri/duyet-thay/<id>/ket-thuc/`, by POST. Another unit's is not found."""

    access_rule = access.SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not appoints_deputies(request.user):
            raise Http404
        deputy: ReviewDeputy = get_object_or_404(deputies_of(unit_of(request)), pk=pk)
        try:
            end_deputy(deputy=deputy, by=account(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã kết thúc việc duyệt thay.")
        return redirect("units_deputies")


def _state(deputy: ReviewDeputy) -> tuple[str, bool]:
    """In words, and whether it can still be ended."""
    today = clock.today()
    if deputy.ended_at:
        return "kết thúc sớm", False
    if deputy.last_day < today:
        return "đã hết hạn", False
    return ("đang duyệt thay", True) if deputy.first_day <= today else ("chưa đến ngày", True)
