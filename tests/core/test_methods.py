"""What no page answers is refused before anybody is recognised and anything is looked up."""

import pytest

from core.middleware import METHODS


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "put", "XÓA"])
@pytest.mark.parametrize("path", ["/", "/van-ban/", "/quan-tri/", "/quan-tri/pages/1/edit/", "/khong-co"])
def test_a_method_that_no_page_answers_is_refused_without_a_question_to_the_database(client, method, path):
    refused = client.generic(method, path)
    assert refused.status_code == 405
    assert refused.headers["Allow"].split(", ") == list(METHODS)
    assert "không nhận" in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/quan-tri/dismissibles/"), ("DELETE", "/quan-tri/pages/3/edit/preview/")],
)
def test_what_the_screens_own_scripts_ask_reaches_them(client, method, path):
    asked = client.generic(method, path)
    assert (asked.status_code, "/dang-nhap/" in asked.headers.get("Location", "")) == (302, True)


@pytest.mark.django_db
def test_the_api_says_itself_what_it_answers(client):
    refused = client.put("/api/v1/releases")
    assert refused.status_code in (404, 405)
    assert refused.headers["Content-Type"].startswith("application/problem+json")
