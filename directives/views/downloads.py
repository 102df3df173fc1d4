"""The file that an office handed in, byte for byte, of a published directive only."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import condition, require_safe

from core import access
from directives.models import Original
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


def _original(address: str, slug: str, sha256: str) -> Original:
    """The original at exactly this address."""
    found = Original.objects.select_related("directive").filter(directive__live=True, directive__slug=slug)
    original = get_object_or_404(found, sha256=sha256)
    if original.directive is None or file_address(original, original.directive) != address:
        raise Http404("không có tệp này")
    return original
