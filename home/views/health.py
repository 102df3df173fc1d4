"""For monitors: does the process live, and can it serve?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from core import access, clock
from search.engines.base import EngineUnavailable
from search.find import find
from search.query import Query

PROBE = "cách ly"


@access.public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@access.public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 once database and search answer, 503 otherwise; it tells when search does without its own server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        found = find(Query(PROBE, clock.today()))
    except DatabaseError:
        return _said("cơ sở dữ liệu không trả lời", status=503)
    except EngineUnavailable:
        return _said("tìm kiếm không trả lời", status=503)
    if found.degraded_since:
        return _said(f"ok; máy tìm kiếm không trả lời từ {found.degraded_since:%d/%m/%Y %H:%M}")
    return _said("ok")


def _said(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
