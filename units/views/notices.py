"""An account's own notices, and how it wants its mails."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from core import access, province
from core.problems import Refused
from units.actions.choose_mails import choose_mails
from units.actions.read_notices import mark_read
from units.forms.notices import MailsForm, ReadForm
from units.permissions import account
from units.selectors.notices import choices_of, notices_of, undelivered
from units.views.screen import OwnScreen


class NoticesView(OwnScreen, TemplateView):
    """`/quan-tri/thong-bao/`. Another account's notice is not found."""

    access_rule = access.SIGNED_IN
    template_name = "units/notices/inbox.html"
    page_title = "Thông báo"
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        shown = {"notices": notices_of(user), "undelivered": undelivered(user)}
        return super().get_context_data(**kwargs) | shown

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


class MailsView(OwnScreen, TemplateView):
    """`/quan-tri/thong-bao/tuy-chon/`: at once, in the daily digest or not at all, kind by kind."""

    access_rule = access.SIGNED_IN
    template_name = "units/notices/mails.html"
    page_title = "Cách nhận thư"
    header_icon = "mail"
    below = ("units_notices", NoticesView.page_title)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(MailsForm(chosen=choices_of(account(request))))

    def post(self, request: HttpRequest) -> HttpResponse:
        user = account(request)
        form = MailsForm(request.POST, chosen=choices_of(user))
        if not form.is_valid():
            return self._show(form)
        choose_mails(user=user, ways=form.cleaned_data)
        messages.success(request, "Đã lưu cách nhận thư.")
        return redirect("units_mails")

    def _show(self, form: MailsForm) -> HttpResponse:
        shown = {
            "form": form,
            "email": account(self.request).email,
            "digest_at": province.current().notices.digest_at,
        }
        return self.render_to_response(self.get_context_data(**shown))
