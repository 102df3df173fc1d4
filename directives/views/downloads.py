"""The file that an office handed in, byte for byte, of a published directive only."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import condition, require_safe

from core import access
from core.problems import Unreadable
from directives.actions.page_pictures import SECONDS_TO_WAIT, Busy, page_picture
from directives.models import Original
from directives.selectors.published import published
from directives.views.originals import file_address

log = logging.getLogger(__name__)
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "txt": "text/plain",
    "jpg": "image/jpeg",
    "png": "image/png",
    "tiff": "image/tiff",
}


def _etag(request: HttpRequest, slug: str, sha256: str, name: str) -> str:
    """The checksum says all: the same address never has other bytes."""
    return f'"{_original(request.path, slug, sha256).sha256}"'


@access.public
@require_safe
@condition(etag_func=_etag)
def file(request: HttpRequest, slug: str, sha256: str, name: str) -> FileResponse:
    """`/van-ban/<slug>/tep/<sha256>/<name>`. Under the name that it was handed in with; 404 for a draft's."""
    original = _original(request.path, slug, sha256)
    try:
        content = original.file.open("rb")
    except OSError as error:
        log.exception("original %s is not in the storage", original.sha256)
        raise Http404("không có tệp này") from error
    response = FileResponse(
        content, as_attachment=True, filename=original.name, content_type=CONTENT_TYPES[original.format]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _picture_etag(request: HttpRequest, slug: str, sha256: str, number: int) -> str:
    return f'"{_published(slug, sha256).sha256}-{number}"'


@access.public
@require_safe
@condition(etag_func=_picture_etag)
def page_image(request: HttpRequest, slug: str, sha256: str, number: int) -> HttpResponse:
    """`/van-ban/<slug>/tep/<sha256>/trang/<number>.webp`: a page of the original, to be seen beside its text."""
    return sheet_image(_published(slug, sha256), number)


def sheet_image(original: Original, number: int) -> HttpResponse:
    """A page of an original that the account may see, as WebP; 503 while another one is being drawn."""
    if not 1 <= number <= (original.pages or 0):
        raise Http404("không có trang này")
    try:
        drawn = page_picture(original=original, number=number)
    except Busy as busy:
        return HttpResponse(str(busy), status=503, headers={"Retry-After": str(SECONDS_TO_WAIT)})
    except (OSError, Unreadable) as error:
        log.exception("page %s of original %s could not be drawn", number, original.sha256)
        raise Http404("không có trang này") from error
    return HttpResponse(drawn, content_type="image/webp", headers={"X-Content-Type-Options": "nosniff"})


def _published(slug: str, sha256: str) -> Original:
    found = Original.objects.select_related("directive").filter(directive__in=published().filter(slug=slug))
    return get_object_or_404(found, sha256=sha256)


def _original(address: str, slug: str, sha256: str) -> Original:
    """The original at exactly this address."""
    original = _published(slug, sha256)
    if original.directive is None or file_address(original, original.directive) != address:
        raise Http404("không có tệp này")
    return original
