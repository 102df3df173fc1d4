"""What the figures mean, for readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import access
from datasets.selectors.definitions import definitions


@access.public
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """`/so-lieu/chi-tieu/`: every indicator under its code as an anchor."""
    context = {
        "definitions": definitions(),
        "breadcrumbs": [
            {"title": "Trang chủ", "url": "/"},
            {"title": "Số liệu", "url": "/so-lieu/"},
            {"title": "Định nghĩa chỉ tiêu", "url": ""},
        ],
    }
    return render(request, "datasets/definitions.html", context)
