"""An article that no longer holds says so where it stands: on the page, on any day, and in the API."""

import datetime as dt

import pytest

from core.force import ENDED, IN_FORCE, PARTLY, SUSPENDED
from directives.selectors.relations import linked
from directives.selectors.standing import notes_on, status_of_place
from tests.directives.factories import directive

pytestmark = pytest.mark.usefixtures("province")
SEPTEMBER, FIFTH, LATER = dt.date(2021, 9, 1), dt.date(2021, 10, 5), dt.date(2021, 10, 20)
TEXT = "Điều 1. Một\n1. Khoản một.\n2. Khoản hai.\nĐiều 2. Hai\nThực hiện.\nĐiều 10. Mười\nThi hành."


@pytest.fixture
def old():
    return directive(number="1", date=SEPTEMBER, parts=[("", TEXT), ("QUY CHẾ Họp", "Điều 1. Kèm theo")])


def acts(kind, articles, day=FIFTH, number="2", **more):
    fields = {"articles": articles} | more
    return directive(number=number, date=day, relations=[(kind, "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh", fields)])


def statuses(page, day):
    relations = linked([page])[page.pk]
    page.refresh_from_db()
    notes = notes_on(relations, day)
    anchors = ("dieu-1", "dieu-1-khoan-2", "dieu-2", "dieu-10", "kem-theo-1-dieu-1")
    return [status_of_place(anchor, page.force.at(day), notes) for anchor in anchors]


def test_a_clause_that_is_repealed_makes_its_article_partly_hold(old):
    acts("bai_bo", ["dieu-1-khoan-2"])
    assert statuses(old, dt.date(2021, 10, 4)) == [IN_FORCE] * 5
    assert statuses(old, FIFTH) == [PARTLY, ENDED, IN_FORCE, IN_FORCE, IN_FORCE]


def test_an_article_takes_its_clauses_along_and_no_other_article(old):
    acts("bai_bo", ["dieu-1"])
    assert statuses(old, FIFTH) == [ENDED, ENDED, IN_FORCE, IN_FORCE, IN_FORCE]


def test_an_attached_part_takes_its_articles_along(old):
    acts("bai_bo", ["kem-theo-1"])
    assert statuses(old, FIFTH) == [IN_FORCE] * 4 + [ENDED]


def test_a_suspended_article_holds_again(old):
    acts("ngung", ["dieu-2"], until=LATER)
    assert [statuses(old, day)[2] for day in (SEPTEMBER, FIFTH, LATER)] == [IN_FORCE, SUSPENDED, IN_FORCE]
    assert [old.force.at(day) for day in (SEPTEMBER, FIFTH, LATER)] == [IN_FORCE, PARTLY, IN_FORCE]


def test_of_a_document_that_has_ended_no_article_holds(old):
    acts("bai_bo", ["dieu-1"])
    acts("thay_the", [], number="3")
    assert statuses(old, FIFTH) == [ENDED] * 5


def test_the_page_says_it_at_the_article_with_a_link(client, old):
    new = acts("bai_bo", ["dieu-1-khoan-2"])
    shown = client.get(old.url).content.decode()
    said = f'Khoản này hết hiệu lực, bị bãi bỏ từ 05/10/2021 theo <a href="{new.url}">Quyết định 2/QĐ-UBND</a>'
    assert said in shown
    assert 'id="dieu-1-khoan-2" class="clause taken"' in shown
    assert "Hết hiệu lực một phần" in shown


def test_on_another_day_the_page_says_what_held_then(client, old):
    acts("sua_doi", ["dieu-2"])
    shown = client.get(f"{old.url}?ngay=2021-10-01").content.decode()
    assert "Hiệu lực tại ngày 01/10/2021" in shown
    assert "Điều này sẽ được sửa đổi từ 05/10/2021" in shown
    assert "Còn hiệu lực" in shown


def test_a_correction_is_shown_at_its_place_and_a_whole_one_above_the_text(client, old):
    acts("dinh_chinh", ["dieu-2"])
    acts("dinh_chinh", [], number="3", reason="sai số trang")
    shown = client.get(old.url).content.decode()
    assert "Điều này được đính chính từ 05/10/2021 theo" in shown
    assert "Văn bản này được đính chính." in shown and "sai số trang" in shown


@pytest.mark.parametrize("asked", ["x", "2021-13-01", "31/02/2021", "99999-01-01", "2021-10-08%00"])
def test_what_is_no_day_is_not_there(client, old, asked):
    assert client.get(f"{old.url}?ngay={asked}").status_code in (400, 404)
    assert client.get(f"/van-ban/?ngay={asked}").status_code in (400, 404)


def test_the_api_says_it_of_each_article_on_any_day(client, old):
    acts("bai_bo", ["dieu-1-khoan-2"])
    for query, whole, first in (("", PARTLY, PARTLY), ("?at=2021-10-04", IN_FORCE, IN_FORCE)):
        found = client.get(f"/api/v1/directives/{old.pk}/{query}").json()
        assert (found["status"], found["articles"][0]["status"]) == (whole, first)
    (relation,) = found["relations"]
    assert (relation["articles"], relation["since"]) == (["dieu-1-khoan-2"], "2021-10-05")
    on = client.get("/api/v1/directives/?status=het_hieu_luc_mot_phan&at=2021-10-04").json()["items"]
    assert on == []
    assert len(client.get("/api/v1/directives/?status=het_hieu_luc_mot_phan").json()["items"]) == 1


def test_the_list_of_a_day(client, old):
    acts("thay_the", [])
    directive(number="9", date=FIFTH, effective_from=LATER)
    asked = "/van-ban/?hieu-luc={}&ngay={}"

    def numbers(status, day=""):
        rows = client.get(asked.format(status, day)).context["rows"]
        return [row["page"].number for row in rows]

    assert numbers("con_hieu_luc", "2021-10-04") == ["1"]
    assert numbers("con_hieu_luc", "08/10/2021") == ["2"]
    assert numbers("het_hieu_luc") == ["1"]
    assert numbers("chua_hieu_luc") == ["9"]
