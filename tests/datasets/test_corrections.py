"""A published figure is corrected in the open: old value, new value, reason and release stay to be read."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from datasets.models import Indicator, Release
from datasets.selectors.corrections import corrected, described
from tests.datasets import factories

pytestmark = pytest.mark.usefixtures("corrected_twice")
WHY = "Nhập trùng một ca của huyện bên"


@pytest.fixture
def corrected_twice(db, evening):
    """District 1 reports 5, then 4 with a reason, then 6; each time the province's sum moves with it."""
    province = factories.build()
    for number, value in enumerate((5, 4, 6)):
        cells = {province.cell("ca", "1"): value, province.cell("ca", "2", slot=number % 2): number}
        if number == 1:
            asked = factories.report(province, "ttyt-mot", "1", slot=0, kind="correction", reason=WHY)
        factories.publish(cells, day=factories.DAY + number // 2, slot=number % 2)
        if number == 1:
            asked.release = Release.objects.get(number=2)
            asked.save()
    return province


def words_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()).replace("&nbsp;", " "))


def said(release: int) -> list[tuple]:
    return [(one.release, one.area.code, one.old, one.new, one.reason) for one in described(corrected(release))]


def test_each_correction_says_old_new_and_why():
    assert said(3)[0] == (3, "1", 4, 6, "")
    assert said(3)[-1] == (2, "1", 5, 4, WHY)


def test_a_sum_that_moved_with_its_children_is_no_correction():
    assert {area for _, area, *_ in said(3)} <= {"1", "2"}


def test_an_older_release_knows_only_what_was_corrected_by_then():
    assert said(1) == []
    assert [release for release, *_ in said(2)] == [2]


def test_the_page_lists_them_with_their_release(client):
    words = words_of(client.get("/dinh-chinh/"))
    assert f"Huyện Một: sửa từ 5 thành 4. {WHY}" in words
    assert "Bản số 2" in words and "Bản số 3" in words


def test_the_page_can_be_asked_by_area_and_indicator_and_as_of_a_release(client):
    assert "sửa từ" in words_of(client.get("/dinh-chinh/?dia-ban=1&chi-tieu=ca"))
    assert "sửa từ 5 thành 4" not in words_of(client.get("/dinh-chinh/?dia-ban=2"))
    assert "sửa từ" not in words_of(client.get("/dinh-chinh/?chi-tieu=dt"))
    assert "sửa từ 4 thành 6" not in words_of(client.get("/dinh-chinh/?ban=2"))
    assert "sửa từ 5 thành 4" in words_of(client.get("/dinh-chinh/?ban=2&dia-ban=40"))


@pytest.mark.parametrize(
    "query",
    ["dia-ban=999", "dia-ban=" + "1" * 5000, "chi-tieu=x", "trang=0", "trang=-1", "trang=٣", "trang=9999", "ban=4"],
)
def test_what_is_not_there_is_not_found(client, query):
    assert client.get(f"/dinh-chinh/?{query}").status_code == 404


def test_a_code_that_no_area_can_bear_is_no_error(client):
    assert client.get("/dinh-chinh/?dia-ban=%00").status_code in (400, 404)


def test_the_feed_tells_of_each_once_and_for_ever(client):
    response = client.get("/dinh-chinh/rss/")
    items = ElementTree.fromstring(response.content).findall("channel/item")
    assert len({item.findtext("guid") for item in items}) == len(items) == len(said(3))
    assert WHY in items[-1].findtext("description")
    assert client.get("/dinh-chinh/rss/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_its_own_address_holds_whatever_the_provinces_code_is(client, corrected_twice):
    Indicator.objects.filter(code="ca").update(code="Ca-moi_2021-b")
    address = re.search(r'href="(/dinh-chinh/[^"]*Ca-moi[^"]*)"', client.get("/dinh-chinh/").content.decode())[1]
    assert client.get(address).status_code == 200


def test_the_page_asks_no_more_for_more_corrections(client, corrected_twice):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/dinh-chinh/")
        return len(queries)

    asked()
    few = asked()
    for number in range(4, 24):
        cells = {corrected_twice.cell("ca", area): number for area in ("1", "2")}
        factories.publish(cells, day=factories.DAY + number // 2, slot=number % 2)
    assert asked() <= few <= 15
