"""An account's own notices."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core import access
from core.problems import Refused
from units.actions.read_notices import mark_read
from units.forms.notices import ReadForm
from units.selectors.notices import notices_of, undelivered


class NoticesView(WagtailAdminTemplateMixin, TemplateView):
    """`/quan-tri/thong-bao/`. Another account's notice is not found."""

    access_rule = access.SIGNED_IN
    template_name = "units/notices/inbox.html"
    page_title = "Thông báo"
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        shown = {"notices": notices_of(user), "undelivered": undelivered(user)}
        return super().get_context_data(**kwargs) | shown

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest) -> HttpResponse:
        """`notice`: the id of one; without it all."""
        form, user = ReadForm(request.POST), request.user
        try:
            if not form.is_valid():
                raise Refused("Không có thông báo này.")
            mark_read(user=user, key=form.cleaned_data["notice"])  # type: ignore[arg-type]
        except Refused as error:
            raise Http404 from error
        messages.success(request, "Đã đánh dấu đã đọc.")
        return redirect("units_notices")
