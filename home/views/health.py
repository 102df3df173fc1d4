"""For monitors: does the process live, and can it serve?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from core import access


@access.public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@access.public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 once the database answers too, 503 otherwise (by the exception's own handling upstream)."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("cơ sở dữ liệu không trả lời\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain")
