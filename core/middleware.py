"""What every request passes."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class RefuseNul:
    """A NUL in address or query: no database takes one, so it is a bad request rather than a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = [request.path, *(value for _, values in request.GET.lists() for value in values)]
        if any("\0" in text for text in asked):
            raise BadRequest("ký tự NUL")
        return self.get_response(request)
