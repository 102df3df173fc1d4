"""What a signed-in session has to respect on every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from core import clock, province
from units.actions import sessions
from units.permissions import account
from units.sign_in import rule

BEGUN, SEEN, LISTED = "phien_tu", "phien_luc", "phien_khoa"
"""Keys of the session: when it began, when somebody last worked in it, under which key it is listed."""
SECONDS_BETWEEN_NOTES = 60
BY_ITSELF = "wagtailadmin_editing_sessions"
"""An open form asks by itself every few seconds: that is nobody at work."""
LEAVING = {"account_logout", "wagtailadmin_logout"}
SHOWING = LEAVING | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SETTING_UP = LEAVING | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
}
"""Names of the addresses that are open to a session that has yet to show, or to set up, its second factor."""


class GuardSession:
    """Ends a session that is too old or was left alone, and lets none past that owes a second factor.

    A request without a session's cookie is not touched, so that public answers do not vary by cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _signed_in(request) and _is_over(request):
            return _end(request)
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            _keep_listed(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not _signed_in(request):
            return None
        match = request.resolver_match
        if match is None or BY_ITSELF not in match.namespaces:
            _note_work(request)
        return _held_back(request, match.url_name if match else None)


def _signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _is_over(request: HttpRequest) -> bool:
    rules, now = province.current().sign_in, _now()
    left_alone = now - request.session.get(SEEN, now) > rules.idle_minutes * 60
    return left_alone or now - request.session.get(BEGUN, now) > rules.absolute_hours * 3600


def _end(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, "Phiên làm việc đã hết hạn. Bạn hãy đăng nhập lại.")
    if request.method == "GET":
        return redirect_to_login(request.get_full_path())
    return HttpResponseRedirect(settings.LOGIN_URL)


def _note_work(request: HttpRequest) -> None:
    """At most once a minute, so that a session is not written at every request."""
    if _now() - request.session.get(SEEN, 0) >= SECONDS_BETWEEN_NOTES:
        request.session[SEEN] = _now()
        sessions.note_work(key=request.session.session_key)


def _held_back(request: HttpRequest, name: str | None) -> HttpResponse | None:
    """The way to the factor that the session owes; None if it owes none."""
    if rule.shown_factor(request, request.user):
        return None
    if rule.had_factor(request.user):
        return None if name in SHOWING else redirect("mfa_reauthenticate")
    if rule.is_compulsory(account(request)) and name not in SETTING_UP:
        return redirect("mfa_index")
    return None


def _keep_listed(request: HttpRequest) -> None:
    """Also after the key has changed, as it does with the password: what is not listed cannot be ended."""
    session = request.session
    if session.get(LISTED) != session.session_key:
        sessions.list_session(request=request)
        session[LISTED] = session.session_key
        session.setdefault(BEGUN, _now())
        session.setdefault(SEEN, _now())


def _now() -> float:
    return clock.real_now().timestamp()
