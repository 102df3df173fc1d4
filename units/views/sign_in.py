"""Signing in. There is one door; Wagtail's and Django's own do not exist."""

import json
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from csp.decorators import csp_update
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import access
from units.actions import sessions
from units.forms.sign_in import SignInForm
from units.permissions import account
from units.selectors.sign_ins import open_sessions
from units.sign_in import rule

own_script = method_decorator(csp_update({"script-src": ["'self'"]}), name="dispatch")


@access.public
class SignInView(LoginView):
    """For officers, at their desk or on a phone: unit's abbreviation and password; then allauth's second step."""

    template_name = "units/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        record_authentication(self.request, user, "password", reauthenticated=True)
        response: HttpResponse = perform_login(self.request, user, redirect_url=self.get_success_url())
        return response


@access.public
def not_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """An address that a library brings and this portal does not offer."""
    raise Http404


class _WithKey:
    """Hands what a security key needs to the page's script, as text: the policy allows no inline script."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"key_options": json.dumps(context.get("js_data"), cls=DjangoJSONEncoder)}


@access.public
@own_script
class SecondStepView(_WithKey, AuthenticateView):
    """`/dang-nhap/buoc-hai/`: a code or a key, for who has given the password."""


class _SetsUp:
    """Whoever sets up a factor has shown it. From here on every session has to: the others end."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        rule.take_as_shown(self.request)
        sessions.end_sessions(user=account(self.request), except_key=self.request.session.session_key)
        return response


class AddAppView(_SetsUp, ActivateTOTPView):
    access_rule = access.SIGNED_IN


@own_script
class AddKeyView(_SetsUp, _WithKey, AddWebAuthnView):
    access_rule = access.SIGNED_IN


@own_script
class ConfirmByKeyView(_WithKey, ReauthenticateWebAuthnView):
    access_rule = access.SIGNED_IN

    def form_invalid(self, form: Any) -> HttpResponse:
        """Stay here and say why."""
        return self.render_to_response(self.get_context_data())


@method_decorator(login_required, name="dispatch")
class SessionsView(TemplateView):
    """`/dang-nhap/phien/`: where the account is signed in; each session has a button that ends it."""

    access_rule = access.SIGNED_IN
    template_name = "usersessions/usersession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = open_sessions(account(self.request), current=self.request.session.session_key)
        return super().get_context_data(**kwargs) | {"sessions": found, "others": len(found) > 1}

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """`phien=<id>` ends one, `phien=khac` all but this one."""
        wanted = request.POST.get("phien", "")
        if wanted == "khac":
            ended = sessions.end_sessions(user=account(request), except_key=request.session.session_key) > 0
        else:
            ended = _is_id(wanted) and sessions.end_session(user=account(request), pk=int(wanted))
        messages.info(request, "Đã kết thúc phiên." if ended else "Phiên này đã kết thúc từ trước.")
        return redirect("usersessions_list")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
