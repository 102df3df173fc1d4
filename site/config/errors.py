"""Refusals that Django asks a view for: problem details under the API, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from config.api import problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what no view can make sense of, such as a NUL in the address."""
    if request.path.startswith("/api/"):
        return problem(400, "Địa chỉ hoặc tham số chứa ký tự không dùng được.")
    return defaults.bad_request(request, exception)
