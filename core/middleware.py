"""What every request passes."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "OPTIONS", "POST")
"""What the portal's pages answer."""
SCREENS_METHODS = {"PATCH": re.compile(r"/quan-tri/dismissibles/"), "DELETE": re.compile(r"/quan-tri/.+/preview/")}
"""{method: the addresses that Wagtail's own scripts ask by it}"""


class RefuseMethods:
    """A method that no page answers goes no further than here, whoever asks and about whatever record.

    The API says by itself what it answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in METHODS or request.path.startswith("/api/"):
            return self.get_response(request)
        used = SCREENS_METHODS.get(request.method or "")
        if used and used.fullmatch(request.path):
            return self.get_response(request)
        plain = "text/plain; charset=utf-8"
        return HttpResponseNotAllowed(METHODS, "Cổng không nhận yêu cầu theo phương thức này.", content_type=plain)


class RefuseNul:
    """A NUL in address or query: no database takes one, so it is a bad request rather than a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [request.path, *(value for _, values in request.GET.lists() for value in values)]
        if any("\0" in text for text in asked):
            raise BadRequest("ký tự NUL")
        return self.get_response(request)


class AllowOwnScripts:
    """A page that loads a script of the portal's own may run such scripts, and they may ask the portal; every other
    page keeps the policy that allows none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "loads_own_script", False):
            allowed = {"script-src": ["'self'"], "connect-src": ["'self'"]}
            response._csp_update = (getattr(response, "_csp_update", None) or {}) | allowed  # type: ignore[attr-defined]
        return response
