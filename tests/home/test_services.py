"""Services: places by district and sub-kind, open or not, in parts that stay short."""

import datetime as dt

import pytest

from tests.home.factories import DAY, make_place
from tests.home.test_guidance import queries
from tests.home.test_pages import ENGLISH, words_of

pytestmark = pytest.mark.usefixtures("province")


def names(response) -> list[str]:
    return [place.name for place in response.context["places"]]


def test_by_district_and_sub_kind_with_what_a_reader_needs(client):
    make_place("Nhà thuốc Sao Mai", sub_kind="nha_thuoc", opening_hours="07:00–21:00")
    make_place("Chợ Hoa Gạo", code="16675", link="https://cho.example/")
    make_place("Chợ Cửa Lò", code="413", unit="ubnd-cua-lo", opening_hours="buổi sáng")
    page = client.get("/dich-vu-thiet-yeu/")  # 18:05
    assert names(page) == ["Chợ Hoa Gạo", "Nhà thuốc Sao Mai", "Chợ Cửa Lò"]
    shown, html = words_of(page), page.content.decode()
    assert "Đang mở đến 21:00" in shown
    assert "Mở lại 05:00 ngày mai" in shown
    assert "buổi sáng" in shown
    assert shown.count("Đang mở") + shown.count("Mở lại") == 2
    assert 'href="tel:+842380000002"' in html
    assert 'href="https://cho.example/"' in html
    assert not ENGLISH.search(shown), ENGLISH.search(shown)


def test_by_area_and_kind(client):
    make_place("Chợ Vinh", code="16675")
    make_place("Chợ Cửa Lò", code="413", unit="ubnd-cua-lo")
    make_place("Điểm tiêm", kind="tiem_chung", sub_kind="")
    assert names(client.get("/dich-vu-thiet-yeu/?dia-ban=412")) == ["Chợ Vinh"]
    assert names(client.get("/dich-vu-thiet-yeu/?dia-ban=16675")) == ["Chợ Vinh"]
    assert names(client.get("/dich-vu-thiet-yeu/?loai=tiem_chung")) == ["Điểm tiêm"]
    assert len(names(client.get("/dich-vu-thiet-yeu/?loai=x"))) == 2


def test_nobody_is_sent_to_a_place_that_is_shut(client):
    make_place("Nháp", live=False)
    make_place("Đã đóng", status="da_dong")
    make_place("Đã hết", valid_to=DAY - dt.timedelta(days=1))
    make_place("Tạm dừng", status="tam_dung", opening_hours="24/24")
    page = client.get("/dich-vu-thiet-yeu/")
    assert names(page) == ["Tạm dừng"]
    assert "Đang mở" not in words_of(page)


def test_a_long_list_comes_in_parts_and_takes_as_many_queries_as_a_short_one(client):
    for n in range(5):
        make_place(f"Chợ {n}")
    few = queries(client, "/dich-vu-thiet-yeu/")
    for n in range(5, 205):
        make_place(f"Chợ {n}")
    assert queries(client, "/dich-vu-thiet-yeu/?trang=2") == few <= 15
    page = client.get("/dich-vu-thiet-yeu/?dia-ban=412&loai=thiet_yeu&trang=2")
    assert len(names(page)) == 30
    assert "?dia-ban=412&amp;loai=thiet_yeu&amp;trang=3" in page.content.decode()


@pytest.mark.parametrize("query", ["dia-ban=x", "trang=99999", "trang=-1", "loai=%27", "dia-ban=" + "4" * 3000])
def test_any_query_is_answered(client, query):
    make_place()
    assert client.get(f"/dich-vu-thiet-yeu/?{query}").status_code == 200
