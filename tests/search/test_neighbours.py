"""What is offered where nothing fits: never an empty dead end."""

import datetime as dt
import html

import pytest

from search.find import counted, find
from search.query import Filters, Query
from tests.search.elastic_server import in_front
from tests.search.factories import DAY, article, directive


@pytest.fixture
def rules(shelf):
    shelf.hold(
        directive("16/CT-UBND", "Chỉ thị về cách ly", article(2, "Người cách ly tại nhà tự theo dõi thân nhiệt.")),
        directive("3961/QĐ-UBND", "Quyết định về chợ", article(1, "Chợ mở cửa lại.")),
    )
    return shelf


def page(client, **asked) -> str:
    response = client.get("/tim-kiem/", asked)
    assert response.status_code == 200
    return html.unescape(response.content.decode().replace("&nbsp;", " "))


def near(text: str, **more) -> list[str]:
    return [document.number for document in find(Query(text, DAY, **more)).near]


def test_without_the_filters_something_may_fit(client, rules):
    shown = page(client, q="cách ly", nam="1999", loai="directive")
    assert 'href="?q=c%C3%A1ch+ly">Bỏ các bộ lọc: 1 kết quả' in shown
    assert "Bỏ các bộ lọc" in page(client, q="16/CT-UBND", nam="1999")
    assert "Bỏ các bộ lọc" not in page(client, q="zzzz", nam="1999")
    assert "Bỏ các bộ lọc" not in page(client, q="cách ly", loai="directive")


def test_of_very_many_it_says_that_there_are_more(client, shelf):
    articles = [article(n, "Ủy ban nhân dân tỉnh giao việc.") for n in range(1, 12)]
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Quyết định số {n}", *articles) for n in range(1, 101)))
    assert "Bỏ các bộ lọc: hơn " in page(client, q="ủy ban nhân dân", nam="1999")


def test_without_the_quotes_something_may_fit(client, rules):
    shown = page(client, q="“thân nhiệt cách ly”")
    assert "Bỏ dấu ngoặc kép: 1 kết quả" in shown
    assert "Bỏ các bộ lọc và dấu ngoặc kép: 1 kết quả" in page(client, q="“thân nhiệt cách ly”", nam="1999")


@pytest.mark.parametrize("engine", ["database", pytest.param("elastic", marks=pytest.mark.server)])
@pytest.mark.parametrize("text", ["cách ly", "chợ", "zzzz", "“cách ly”", "16/CT-UBND", ""])
def test_as_many_are_counted_as_are_found(rules, engine, text, settings, monkeypatch):
    query = Query(text, DAY, Filters(kinds=("directive",)))
    if engine == "database":
        assert counted(query).total == find(query).total
        return
    with in_front(settings, monkeypatch):
        assert counted(query).total == find(query).total


def test_few_queries_where_nothing_fits(client, rules, django_assert_max_num_queries):
    page(client, q="cách ly")
    for text in ("cách ly zzz", "“thân nhiệt cách ly”", "cahc ly", "3691/QĐ-UBND"):
        with django_assert_max_num_queries(15):
            page(client, q=text, loai="news", tu="01/10/1999")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("16/CT-UBND năm 2020", "16/CT-UBND"),
        ("16/CT-UBND ngày 01/02/2020", "16/CT-UBND"),
        ("16/CT-TTg", "16/CT-UBND"),
        ("61/CT-UBND", "16/CT-UBND"),
        ("3691/QĐ-UBND", "3961/QĐ-UBND"),
        ("3691", "3961/QĐ-UBND"),
        ("396/QĐ-UBND", "3961/QĐ-UBND"),
        ("39661", "3961/QĐ-UBND"),
        ("quyết định 3971", "3961/QĐ-UBND"),
    ],
)
def test_a_number_that_nothing_bears_leads_to_nearly_the_same(client, rules, typed, meant):
    assert near(typed) == [meant]
    shown = page(client, q=typed)
    assert "Số gần giống" in shown and meant in shown


@pytest.mark.parametrize("typed", ["3961/QĐ-UBND", "16 ngày cách ly", "17 người", "2 mũi", "9", "4096", "cách ly"])
def test_what_is_borne_or_no_number_has_none_near(rules, typed):
    assert near(typed) == []


def test_what_is_not_shown_that_day_is_near_nothing(shelf):
    shelf.hold(directive("3961/QĐ-UBND", "Quyết định", shown_from=DAY + dt.timedelta(days=1)))
    assert near("3691/QĐ-UBND") == []
