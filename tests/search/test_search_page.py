"""The page: what a citizen sees, whatever is typed, in a bounded number of queries."""

import datetime as dt
import re

import pytest
from django.core.cache import cache

from core import clock
from core.force import Force
from search import find as finding
from search.engines.base import Engine, Found, Match
from search.hits import hits
from search.intent import terms_of
from search.models import SearchSection
from tests.search.factories import DAY, article, directive, district, entry


@pytest.fixture
def held(shelf, shelves):
    district("412", "Thành phố Vinh", ("16681", "Phường Hưng Bình"))
    shelf.hold(
        *(
            directive(f"{n}/QĐ-UBND", f"Quyết định {n}", article(3, "Cách ly tại nhà 14 ngày."))
            for n in range(20, 45)
        ),
        directive("1/CT-UBND", "Chỉ thị", article(1, "Cách ly."), force=Force(ended=dt.date(2021, 9, 1))),
    )
    shelves["guidance"].hold(entry("guidance", "Tôi được cách ly tại nhà", "Đo thân nhiệt hai lần mỗi ngày."))


def shown(client, **asked) -> str:
    response = client.get("/tim-kiem/", asked)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode().replace("&nbsp;", " "))


def test_results_with_passages_filters_and_pages(client, held):
    html = shown(client, q="cach ly tai nha")
    assert "<h1>26 kết quả</h1>" in html
    assert "#dieu-3" in html
    assert "<mark>Cách ly tại nhà</mark> 14 ngày." in html
    assert 'name="loai" value="directive"' in html
    assert "Trang sau" in html
    assert 'value="cach ly tai nha"' in html


def test_of_very_many_it_says_that_there_are_more_and_how_to_count_them(client, shelf):
    articles = [article(n, "Ủy ban nhân dân tỉnh giao việc.") for n in range(1, 12)]
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Quyết định số {n}", *articles) for n in range(1, 101)))
    html = shown(client, q="uy ban nhan dan")
    assert re.search(r"<h1>Hơn [0-9]+ kết quả</h1>", html)
    assert "chọn một bộ lọc để đếm đủ" in html
    chosen = shown(client, q="uy ban nhan dan", loai="directive")
    assert "<h1>100 kết quả</h1>" in chosen
    assert "chọn một bộ lọc" not in chosen


def test_filters_that_are_on_are_chips_that_turn_them_off(client, held):
    html = shown(client, q="cách ly", loai="guidance", tu="01/10/2021", trang="1")
    assert 'aria-label="Bỏ lọc Hướng dẫn"' in html
    assert 'aria-label="Bỏ lọc Từ 01/10/2021"' in html
    chip = re.search(r'<a href="([^"]*)" aria-label="Bỏ lọc Hướng dẫn"', html)[1]
    assert "loai" not in chip
    assert "tu=01%2F10%2F2021" in chip


def test_the_status_of_a_document_stands_beside_it(client, held):
    assert "Hết hiệu lực" in shown(client, q="1/CT-UBND")


def test_nothing_found_says_what_to_do(client, held):
    html = shown(client, q="zzzz", loai="news")
    assert "Không thấy kết quả" in html
    assert "/duong-day-nong/" in html
    assert "không dấu" in html
    assert "bỏ bớt bộ lọc" in html


def test_without_a_question_it_says_what_can_be_typed(client, held):
    assert "Gõ số văn bản" in shown(client)


@pytest.mark.parametrize(
    "asked", [{"loai": "x"}, {"tu": "abc"}, {"dia-ban": "0"}, {"hieu-luc": "?"}, {"trang": "-1"}]
)
def test_a_bad_parameter_is_left_out_with_a_notice(client, held, asked):
    assert "không hợp lệ" in shown(client, q="cách ly", **asked)


def test_a_page_beyond_the_last_is_not_found(client, held):
    assert client.get("/tim-kiem/", {"q": "cách ly", "trang": "999"}).status_code == 404


def test_few_queries_however_many_results(client, held, django_assert_max_num_queries):
    client.get("/tim-kiem/", {"q": "cách ly"})
    with django_assert_max_num_queries(15):
        client.get("/tim-kiem/", {"q": "cách ly tại nhà"})
    with django_assert_max_num_queries(15):
        client.get(
            "/tim-kiem/", {"q": "cách ly zzz", "loai": "directive", "hieu-luc": "con_hieu_luc", "dia-ban": "412"}
        )


@pytest.mark.parametrize("text", ["cách ly tại nhà", "cach ly o vinh", "tieem phongf o vinh"])
def test_few_queries_where_nothing_is_kept_from_before(client, held, shelf, text, django_assert_max_num_queries):
    shelf.hold(directive("50/QĐ-UBND", "Tiêm phòng ở Vinh", article(1, "Người từ 18 tuổi.")))
    client.get("/tim-kiem/", {"q": text})
    cache.clear()
    with django_assert_max_num_queries(15):
        client.get("/tim-kiem/", {"q": text})


def test_hits_are_read_with_their_documents_at_once(held, django_assert_num_queries):
    found = SearchSection.objects.filter(label="Điều 3").order_by("pk")
    matches = [Match(section.document_id, (section.pk,), 1) for section in found]
    with django_assert_num_queries(1):
        shown = hits(matches, terms_of("cách ly"), DAY)
    assert [hit.number for hit in shown] == [f"{n}/QĐ-UBND" for n in range(20, 45)]
    with django_assert_num_queries(1):
        (alone,) = hits([Match(matches[0].document, (), 1)], terms_of("cách ly"), DAY)
    assert alone.title == "Quyết định 20"


def test_the_page_says_when_another_engine_answers(client, held, monkeypatch, shelf):
    class Spare(Engine):
        name = "spare"
        put = remove = rebuild = begin = held = print_of = lambda *_: None

        def search(self, plan):
            return Found(0, (), {}, dt.datetime(2021, 10, 8, 18, 4, tzinfo=clock.ZONE))

    monkeypatch.setattr(finding, "engine", Spare)
    assert "đơn giản hơn thường lệ" in shown(client, q="cách ly")


def test_areas_are_found_by_name(client, held):
    from search.actions.store import store
    from search.engines.current import database_engine
    from search.sources import AreaSource

    database_engine().put(store("area", AreaSource().entries()))
    (first, *_) = client.get("/tim-kiem/", {"q": "hung binh"}).context["hits"]
    assert (first.title, first.url, first.note) == ("Phường Hưng Bình", "/dia-ban/16681/", "Thành phố Vinh")
