"""The public end of a one-time link: the holder chooses a password. Opening the page alone uses nothing up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from core import access
from core.problems import Refused
from units.actions.redeem import account_of, take_account
from units.selectors.accounts import open_handover

GONE = 410


@access.public
@method_decorator(sensitive_post_parameters(), name="dispatch")
class AccountLinkView(View):
    """`/tai-khoan/<word>/`. The word must not travel on: no store, and no more of a referrer than the origin.

    No referrer at all would have browsers send the form with `Origin: null`, which Django refuses.
    """

    http_method_names = ["get", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, word: str) -> HttpResponse:
        try:
            account = account_of(word)
        except Refused as refusal:
            return self._gone(refusal)
        return self._show(SetPasswordForm(account))

    def post(self, request: HttpRequest, word: str) -> HttpResponse:
        try:
            form = SetPasswordForm(account_of(word), request.POST)
            if not form.is_valid():
                return self._show(form)
            take_account(word=word, password=form.cleaned_data["new_password1"])
        except Refused as refusal:
            return self._gone(refusal)
        messages.success(request, "Đã đặt mật khẩu. Bạn hãy đăng nhập.")
        return redirect("account_login")

    def _show(self, form: SetPasswordForm) -> HttpResponse:
        account: Any = form.user
        shown = {"form": form, "account": account, "handover": open_handover(account)}
        return render(self.request, "units/accounts/link.html", shown)

    def _gone(self, refusal: Refused) -> HttpResponse:
        return render(self.request, "units/accounts/link_gone.html", {"reason": str(refusal)}, status=GONE)
