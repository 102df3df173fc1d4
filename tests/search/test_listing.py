"""What is found as a list on the page: years, areas and orders to choose from, and as a feed."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from tests.search.conformance.test_listing import DIRECTIVES, TEXT, of_day
from tests.search.factories import article, directive, district, entry


@pytest.fixture
def held(shelf, shelves):
    district("412", "Thành phố Vinh", ("16681", "Phường Hưng Bình"))
    shelf.hold(*(of_day(*told) for told in DIRECTIVES if told[0] != 3))
    shelves["guidance"].hold(entry("guidance", "Cách ly tại nhà", TEXT))


def test_a_number_is_counted_with_every_filter_but_its_own(client, held, shelf):
    shelf.hold(of_day(3691, dt.date(2020, 1, 2), ("412",)))
    shelf.hold(directive("3691/CT-UBND", "Chỉ thị", article(1, TEXT), date=dt.date(2021, 1, 2), type="Chỉ thị"))
    found = client.get("/api/v1/search/", {"q": "3691", "year": "2020"}).json()
    assert (found["total"], found["intent"]) == (1, "number")
    assert found["facets"]["year"] == {"2021": 1, "2020": 1}
    assert found["facets"]["type"] == {"Quyết định": 1}
    assert found["facets"]["area"] == {"412": 1}


def test_numbers_come_in_the_order_asked_for(client, held, shelf):
    shelf.hold(*(directive(f"77/{s}", s, article(1, "A."), date=dt.date(2020, n, 1)) for n, s in enumerate("ABC", 1)))
    for sort, expected in (("newest", ["C", "B", "A"]), ("oldest", ["A", "B", "C"])):
        found = client.get("/api/v1/search/", {"q": "số 77", "sort": sort}).json()
        assert [hit["title"] for hit in found["hits"]] == expected


def shown(client, **asked) -> str:
    return client.get("/tim-kiem/", asked).content.decode()


def test_the_page_offers_orders_which_keep_the_filters_and_begin_at_the_first_page(client, held):
    html = shown(client, **{"q": "cách ly", "loai": "directive", "trang": "1", "sap-xep": "moi"})
    address = "?q=c%C3%A1ch+ly&amp;loai=directive"
    assert f'<a href="{address}&amp;sap-xep=moi" aria-current="true">Mới nhất</a>' in html
    assert f'<a href="{address}">Phù hợp nhất</a>' in html
    assert '<input type="hidden" name="sap-xep" value="moi">' in html


def test_the_page_offers_years_and_areas_with_counts(client, held):
    html = shown(client, q="cách ly", nam="2019")
    assert 'aria-label="Bỏ lọc Năm 2019"' in html
    assert '<option value="2020">2020 (1)</option>' in html
    assert '<option value="412">Thành phố Vinh (1)</option>' in html


def test_an_order_that_there_is_not_is_left_out_with_a_notice(client, held):
    assert "“Thứ tự” không hợp lệ" in client.get("/tim-kiem/", {"q": "cách ly", "sap-xep": "x"}).content.decode()


def feed(client, **asked):
    answer = client.get("/tim-kiem/rss/", asked)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)


def test_the_feed_of_a_query_is_what_it_finds_newest_first(client, held):
    items = feed(client, q="cách ly").findall("channel/item")
    assert [item.findtext("title").partition(":")[0] for item in items] == [
        "4/QĐ-UBND",
        "2/QĐ-UBND",
        "1/QĐ-UBND",
        "Cách ly tại nhà",
    ]
    assert items[0].findtext("guid") == "directive:4-qd-ubnd"
    assert items[0].findtext("pubDate").startswith("Thu, 01 Jul 2021")
    assert "Cách ly tại nhà" in items[0].findtext("description")
    assert "<mark>" not in items[0].findtext("description")


def test_the_feed_takes_the_filters_of_the_page(client, held):
    items = feed(client, q="cách ly", loai="directive", nam="2019").findall("channel/item")
    assert [item.findtext("link") for item in items] == ["http://testserver/van-ban/1-qd-ubnd/"]


def test_the_page_leads_to_the_feed_of_its_query(client, held):
    html = client.get("/tim-kiem/", {"q": "cách ly", "nam": "2019", "trang": "1"}).content.decode()
    assert 'type="application/rss+xml" href="/tim-kiem/rss/?q=c%C3%A1ch+ly&amp;nam=2019"' in html


def test_a_reader_that_comes_again_is_told_that_nothing_changed(client, held):
    first = client.get("/tim-kiem/rss/", {"q": "cách ly"})
    again = client.get("/tim-kiem/rss/", {"q": "cách ly"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("q", ["", "zzzz", "\x01 \x0b", "🦠" * 50, "x" * 100_000])
def test_a_feed_of_nothing_is_an_empty_feed(client, held, q):
    assert feed(client, q=q).findall("channel/item") == []
