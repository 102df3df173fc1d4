"""News: newest first, drafts never, few queries."""

import datetime as dt

import pytest

from tests.home.factories import make_news
from tests.home.test_guidance import queries
from tests.home.test_pages import ENGLISH, words_of

pytestmark = pytest.mark.usefixtures("province")


def test_newest_first(client):
    make_news("cu", title="Tin cũ", date=dt.date(2021, 9, 1))
    make_news("moi", title="Tin mới", date=dt.date(2021, 10, 7))
    assert [page.title for page in client.get("/tin-tuc/").context["articles"]] == ["Tin mới", "Tin cũ"]


def test_a_page_of_news(client):
    page = make_news("tin", source="Sở Y tế", body=[("paragraph", "<p>Nội dung.</p>")])
    assert page.url == "/tin-tuc/tin/"
    shown = words_of(client.get(page.url))
    assert "Nguồn: Sở Y tế" in shown
    assert "08/10/2021" in shown
    assert "Nội dung." in shown
    assert not ENGLISH.search(shown), ENGLISH.search(shown)


def test_a_draft_is_nowhere(client):
    make_news("nhap", live=False, title="Tin chưa duyệt")
    assert client.get("/tin-tuc/nhap/").status_code == 404
    assert "Tin chưa duyệt" not in words_of(client.get("/tin-tuc/"))


def test_few_queries_however_many_there_are(client):
    for n in range(5):
        make_news(f"tin-{n}")
    few = queries(client, "/tin-tuc/")
    for n in range(5, 60):
        make_news(f"tin-{n}")
    assert queries(client, "/tin-tuc/") == few <= 15
    assert "Trang 1 / 3" in words_of(client.get("/tin-tuc/"))
