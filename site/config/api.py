"""The open API: routers of every room, problem details in Vietnamese, ETag, and reading from any origin."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import Swagger

from core import access, hooks
from core.problems import Gone, Refused, Unavailable

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]

SECONDS_TO_RETRY = 30
_TITLES = {
    400: "Yêu cầu không hợp lệ",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Chỉ hỗ trợ đọc",
    410: "Đã gỡ xuống",
    429: "Quá nhiều yêu cầu",
    500: "Lỗi hệ thống",
    503: "Tạm thời không trả lời được",
}
_REASONS = {
    "missing": "bắt buộc phải có",
    "int_parsing": "phải là số nguyên",
    "int_parsing_size": "là số quá lớn",
    "date_parsing": "phải là ngày có thật, dạng 2021-10-08",
    "date_from_datetime_parsing": "phải là ngày có thật, dạng 2021-10-08",
    "string_too_long": "quá dài",
    "greater_than_equal": "nhỏ hơn mức cho phép",
    "less_than_equal": "lớn hơn mức cho phép",
    "literal_error": "không thuộc danh mục",
}


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """A problem document (RFC 9457)."""
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type="application/problem+json; charset=utf-8")


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [
        {"parameter": str(found["loc"][-1]), "message": _REASONS.get(found["type"], "không hợp lệ")}
        for found in error.errors
    ]
    detail = "; ".join(f"Tham số “{found['parameter']}” {found['message']}" for found in errors)
    return problem(400, f"{detail}.", errors=errors)


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, str(error) or "Không có dữ liệu này.")


def _gone(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(410, str(error))


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, str(error))


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(503, str(error))
    response["Retry-After"] = str(SECONDS_TO_RETRY)
    return response


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, _TITLES.get(error.status_code, "Yêu cầu không thực hiện được") + ".")


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("API %s", request.path, exc_info=error)
    return problem(500, "Hệ thống gặp lỗi khi xử lý yêu cầu này; lỗi đã được ghi lại.")


@access.public
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other address below the API."""
    return problem(404, "API không có địa chỉ này; xem /api/v1/docs.")


def _open_to_all(view: Any) -> View:
    """Reading: an ETag, and scripts of any origin; other methods get a problem document."""
    conditional = conditional_page(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = problem(405, "API này chỉ để đọc, bằng phương thức GET.")
            response["Allow"] = "GET, HEAD"
            return response
        request.method, method = "GET", request.method
        try:
            response = conditional(request, *args, **kwargs)
        except Http404:
            response = unknown(request)
        request.method = method
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    return wrapped


def _build() -> NinjaAPI:
    api = NinjaAPI(
        title="Dữ liệu mở của cổng thông tin phòng, chống dịch",
        version="1",
        description="Số liệu đã công bố, chỉ đọc. Mọi câu trả lời nêu bản công bố mà nó dựa vào.",
        urls_namespace="api",
        docs=Swagger(settings={"validatorUrl": None}),
    )
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(Gone, _gone)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Unavailable, _unavailable)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Exception, _unexpected)
    for routers in hooks.api_routers.results():
        for prefix, router in routers:
            api.add_router(prefix, router)
    return api


def _patterns(api: NinjaAPI) -> list[URLPattern | URLResolver]:
    found = [*api.urls[0], re_path(r"^", unknown)]
    for pattern in found:
        if isinstance(pattern, URLPattern):
            pattern.callback = _open_to_all(pattern.callback)
    return found


urls = (_patterns(_build()), "ninja", "api")
