"""Refusals that Django asks a view for: problem details under the API, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views import defaults

from config.api import problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what no view can make sense of, such as a NUL in the address."""
    if request.path.startswith("/api/"):
        return problem(400, "Địa chỉ hoặc tham số chứa ký tự không dùng được.")
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: to the public with ways on from there, to the staff with the way back to the desk."""
    if request.path.startswith(reverse("wagtailadmin_home")):
        return defaults.page_not_found(request, exception, "wagtailadmin/404.html")
    return defaults.page_not_found(request, exception)
