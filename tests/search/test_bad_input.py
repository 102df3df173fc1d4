"""Whatever is typed, page and API answer it: nothing typed is syntax to any engine."""

import pytest

from tests.search.elastic_server import in_front
from tests.search.factories import article, directive

ANSWERED = [
    '"', '""', '" AND (NOT "', "“", "AND", "NOT cách", "a* OR b", "NEAR(a b)", "title:x", "^a", "(((", "{a}", "a:b:c",
    "'; DROP TABLE x; --", "cách' OR '1'='1", "$$", "%s %(x)s", "%", "_", "\\", "/.*/", "a~2", "cách && ly", "!cách",
    "cách ly\u0000", "a" * 10_000, "cách ly " * 1_250, " ".join(f"w{n}" for n in range(2_500)), "điều " * 2_000,
    "1" * 10_000, "điều 7 99999999999999", "ngày 32/13/2021", "0" * 300, "-1", "\u202eab\u200dc", "\ufeff", "🦠",
    "\u0301\u0323", "ﷺ" * 300, "<script>alert(1)</script>", "٣٦٩١", "한국", "\ud800".encode("utf-8", "surrogatepass"),
]  # fmt: skip
MARKUP = "<script>alert"


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.server)])
def answering(request, shelf, settings, monkeypatch):
    """One decision, found by this engine."""
    shelf.hold(directive("3691/QĐ-UBND", "Quy chế", article(3, "Cách ly tại nhà 14 ngày.")))
    if request.param == "database":
        yield
        return
    with in_front(settings, monkeypatch):
        yield


def test_whatever_is_typed_is_answered(answering, client):
    for typed in ANSWERED:
        page, api = client.get("/tim-kiem/", {"q": typed}), client.get("/api/v1/search/", {"q": typed})
        has_nul = isinstance(typed, str) and "\0" in typed
        expected = (400, 400) if has_nul else (200, 200)
        assert (page.status_code, api.status_code) == expected, typed[:80]
        assert MARKUP not in page.content.decode()
        assert "gián đoạn" not in page.content.decode()


def test_a_query_that_is_no_text_is_refused_or_answered(answering, client):
    for address in ("/tim-kiem/?q=%00", "/api/v1/search/?q=%00", "/tim-kiem/?q=%ff", "/api/v1/search/?q=%ff%fe"):
        assert client.get(address).status_code in (200, 400), address
    for name in ("kind", "type", "issuer", "area", "status", "from", "to", "page", "limit", "group"):
        assert client.get("/api/v1/search/", {"q": "cách ly", name: "'\"\\%"}).status_code in (200, 400), name
    for name in ("loai", "the-loai", "co-quan", "dia-ban", "hieu-luc", "tu", "den", "trang"):
        assert client.get("/tim-kiem/", {"q": "cách ly", name: "'\"\\%"}).status_code == 200, name
