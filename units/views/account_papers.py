"""Hand-over of an account with its minute, and accounts for all units at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from core import access
from core.problems import Refused
from units.actions.accounts import Issued
from units.actions.handover import Person, hand_over_account
from units.actions.issue_many import issue_unit_accounts
from units.forms.accounts import HandoverForm
from units.models import AccountHandover, User
from units.permissions import account as account_of
from units.policy import CONFIGURE, Held, may, may_hand_over
from units.selectors.accounts import stamp_of, units_without_account
from units.selectors.link_mails import has_mail_server
from units.views.account_slips import slip, slips, slips_file
from units.views.accounts import ManagersOnly


class HandoverView(ManagersOnly):
    """`/quan-tri/tai-khoan/<id>/ban-giao/`: the outgoing side confirms; the answer is the minute and the link."""

    template_name = "units/accounts/form.html"
    page_title = "Bàn giao tài khoản"
    intro = "Mật khẩu cũ, mọi phiên đăng nhập hết hiệu lực ngay. Người nhận xác nhận bằng cách đặt mật khẩu mới."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = self._held()
        asked = {
            "outgoing_name": account.first_name,
            "outgoing_position": account.position,
            "seen": stamp_of(account),
        }
        return self._show(account, HandoverForm(on_behalf=self.by != account, initial=asked, mails=has_mail_server()))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        account = self._held()
        form = HandoverForm(request.POST, on_behalf=self.by != account, mails=has_mail_server())
        if not form.is_valid():
            return self._show(account, form)
        asked = form.cleaned_data
        outgoing = Person(asked["outgoing_name"], asked["outgoing_position"])
        incoming = Person(*(asked[f"incoming_{name}"] for name in ("name", "position", "phone", "email")))
        why = {"reason": asked.get("reason", ""), "seen": asked["seen"], "by_mail": bool(asked.get("by_mail"))}
        try:
            handover, issued = hand_over_account(
                account=account, by=self.by, outgoing=outgoing, incoming=incoming, **why
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(account, form)
        return slip(request, issued, handover)

    def _held(self) -> User:
        account = self.found()
        if not may_hand_over(self.by, account):
            raise Http404
        return account

    def _show(self, account: User, form: HandoverForm) -> HttpResponse:
        shown = {"form": form, "account": account, "intro": self.intro, "button": "Bàn giao"}
        return self.render_to_response(self.get_context_data(**shown))


class MinuteView(TemplateView):
    """`/quan-tri/tai-khoan/bien-ban/<id>/`: the minute, to print, for who may hand the account over."""

    access_rule = access.SIGNED_IN
    template_name = "units/accounts/minute.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = AccountHandover.objects.select_related("account__unit__parent")
        handover = get_object_or_404(found, pk=self.kwargs["pk"])
        if not may_hand_over(account_of(self.request), handover.account):
            raise Http404
        return super().get_context_data(**kwargs) | {"handover": handover}


class BulkView(ManagersOnly):
    """`/quan-tri/tai-khoan/hang-loat/`: an account for every unit that has none; the answer is the sheets."""

    template_name = "units/accounts/bulk.html"
    page_title = "Cấp tài khoản hàng loạt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(account_of(request), CONFIGURE, Held(None)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = units_without_account().count()
        return super().get_context_data(**kwargs) | {
            "new": new,
            "waiting": units_without_account(again=True).count() - new,
            "mails": has_mail_server(),
            "addressed": units_without_account(again=True).exclude(email="").count() if has_mail_server() else 0,
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            by_mail = request.POST.get("as") == "mail"
            given = issue_unit_accounts(by=self.by, again="again" in request.POST, by_mail=by_mail)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("units_accounts_bulk")
        if not given:
            messages.warning(request, "Mọi đơn vị đã có tài khoản. Phiếu chưa kịp in thì chọn cấp lại cả phiếu cũ.")
            return redirect("units_accounts_bulk")
        return self._answer([one for one in given if one.word], mailed=sum(not one.word for one in given))

    def _answer(self, on_paper: list[Issued], *, mailed: int) -> HttpResponse:
        """Slips for those whose link is not mailed."""
        if mailed:
            messages.success(self.request, f"Đã xếp hàng {mailed} thư gửi liên kết.")
        if not on_paper:
            return redirect("units_link_mails")
        return (slips_file if self.request.POST.get("as") == "csv" else slips)(self.request, on_paper)
