"""Who is locked out, for the administrator: a list with one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from units.actions.lockouts import unlock, unlock_unknown
from units.forms.sign_in import UnlockForm, UnlockUnknownForm
from units.selectors.sign_ins import locked_out
from units.views.audit import AuditorsOnly
from units.views.screen import OwnScreen


class LockoutsView(AuditorsOnly, OwnScreen, TemplateView):
    """`/quan-tri/khoa-dang-nhap/`. Whoever is no administrator finds nothing here."""

    template_name = "units/sign_in/lockouts.html"
    page_title = "Khóa đăng nhập"
    header_icon = "lock"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"locked": locked_out()}

    def post(self, request: HttpRequest) -> HttpResponse:
        if _unlocked(request):
            messages.success(request, "Đã mở khóa.")
        else:
            messages.warning(request, "Không còn khóa nào như vậy.")
        return redirect("units_lockouts")


def _unlocked(request: HttpRequest) -> bool:
    unknown = UnlockUnknownForm(request.POST)
    if unknown.is_valid():
        return unlock_unknown(**unknown.cleaned_data)
    form = UnlockForm(request.POST)
    return form.is_valid() and unlock(**form.cleaned_data)
