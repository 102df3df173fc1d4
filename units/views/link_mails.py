"""What became of the mails with one-time links: who got one, whose failed, and sending again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.problems import Refused
from units.actions.resend import resend_failed, resend_link
from units.forms.accounts import LinkMailFilter, ResendForm
from units.models import User
from units.selectors.link_mails import failed_for, link_mails_for
from units.views.accounts import ON_A_PAGE, ManagersOnly


class LinkMailsView(ManagersOnly):
    """`/quan-tri/tai-khoan/thu/`: the newest mail of each account that the user looks after."""

    template_name = "units/accounts/link_mails.html"
    page_title = "Thư gửi liên kết"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LinkMailFilter(self.request.GET)
        state = form.cleaned_data["state"] if form.is_valid() else ""
        page = Paginator(link_mails_for(self.by, state), ON_A_PAGE).get_page(self.request.GET.get("trang"))
        shown = {"form": form, "page": page, "state": state, "failed": failed_for(self.by).count()}
        return super().get_context_data(**kwargs) | shown | {"issued": User.State.ISSUED}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ResendForm(request.POST)
        try:
            if not form.is_valid():
                raise Refused("Không có tài khoản này.")
            count = self._again(form.cleaned_data["account"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Đã xếp hàng gửi lại: {count}.")
        return redirect("units_link_mails")

    def _again(self, key: int | None) -> int:
        if key is None:
            return resend_failed(by=self.by)
        resend_link(by=self.by, account=key)
        return 1
