"""Hotlines: whom a reader of an area sees, whether somebody answers now, and what goes into the phone's directory."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core import clock
from home import vcard
from home.models import Hotline
from home.phones import Phone
from home.selectors.hotlines import near, of_province
from tests.home.factories import DAY, area, make_hotline
from tests.home.test_guidance import queries
from tests.home.test_pages import ENGLISH, words_of
from units.models import AdministrativeArea, Level
from units.policy import ENTER, may
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")

PROVINCE, VINH, HUNG_DUNG, CUA_LO = "40", "412", "16675", "413"


def names(found) -> list[str]:
    return [hotline.name for hotline in found]


def test_a_commune_inherits_its_district_s_and_its_province_s_numbers(client):
    for name, code in (("Tỉnh", PROVINCE), ("Vinh", VINH), ("Hưng Dũng", HUNG_DUNG), ("Cửa Lò", CUA_LO)):
        make_hotline(name, code=code)
    assert names(of_province(DAY)) == ["Tỉnh"]
    assert names(near(area(HUNG_DUNG), DAY)) == ["Vinh", "Hưng Dũng"]
    assert names(near(area(VINH), DAY)) == ["Vinh", "Hưng Dũng"]
    assert names(near(area(PROVINCE), DAY)) == []
    page = client.get("/duong-day-nong/", {"dia-ban": HUNG_DUNG})
    assert (names(page.context["of_province"]), names(page.context["near"])) == (["Tỉnh"], ["Vinh", "Hưng Dũng"])
    assert page.context["chosen"] == VINH
    assert "Gần bạn: phường" in words_of(page)


def test_only_what_is_live_and_valid_today(client):
    make_hotline("Nháp", live=False)
    make_hotline("Đã hết", valid_to=DAY - dt.timedelta(days=1))
    make_hotline("Chưa tới", valid_from=DAY + dt.timedelta(days=1))
    make_hotline("Ngày cuối", valid_to=DAY)
    assert names(client.get("/duong-day-nong/").context["of_province"]) == ["Ngày cuối"]


def test_by_purpose(client):
    make_hotline("Tiêm", purpose="tiem_chung")
    make_hotline("Gạo", purpose="luong_thuc")
    assert names(client.get("/duong-day-nong/?muc-dich=luong_thuc").context["of_province"]) == ["Gạo"]
    assert len(client.get("/duong-day-nong/?muc-dich=khac").context["of_province"]) == 2


def test_the_emergency_number_comes_first_even_without_any_other(client):
    html = client.get("/duong-day-nong/").content.decode()
    assert 'href="tel:115"' in html
    assert "Chưa có số nào của toàn tỉnh" in html


def test_each_number_can_be_called_and_says_whether_somebody_answers(client):
    make_hotline("Cả ngày")
    make_hotline("Hành chính", hours="T2–T6 07:30–11:30, 13:30–17:00", phones="0238 000 0004; 0238 000 0005")
    make_hotline("Không rõ", hours="giờ hành chính")
    page = client.get("/duong-day-nong/")  # Friday, 18:05
    html, shown = page.content.decode(), words_of(page)
    assert 'href="tel:+842380000004"' in html
    assert 'href="tel:+842380000005"' in html
    assert "Đang trực" in shown
    assert "Mở lại 07:30 thứ Hai" in shown
    assert shown.count("Đang trực") + shown.count("Mở lại") == 2
    assert not ENGLISH.search(shown), ENGLISH.search(shown)


def test_a_number_that_nobody_has_tested_is_marked(client):
    make_hotline("Lâu", tested_on=DAY - dt.timedelta(days=15))
    make_hotline("Vừa", tested_on=DAY - dt.timedelta(days=14))
    assert words_of(client.get("/duong-day-nong/")).count("Chưa gọi thử trong 14 ngày") == 1


@pytest.mark.parametrize("code", ["x", "99999", "4" * 4000, "412'", "４１２", " "])
def test_an_unknown_area_shows_the_province_and_says_so(client, code):
    make_hotline()
    page = client.get("/duong-day-nong/", {"dia-ban": code})
    assert page.status_code == 200
    assert names(page.context["of_province"]) == ["Khai báo, tư vấn"]
    assert "Không có địa bàn này" in words_of(page)


def test_the_page_takes_few_queries_however_many_numbers_there_are(client):
    communes = list(
        AdministrativeArea.objects.filter(level=Level.COMMUNE, parent__code=VINH).values_list("code", flat=True)
    )
    for n in range(5):
        make_hotline(f"Số {n}", code=VINH)
    few = queries(client, f"/duong-day-nong/?dia-ban={VINH}")
    for n in range(200):
        make_hotline(f"Trạm {n}", code=communes[n % len(communes)])
    assert queries(client, f"/duong-day-nong/?dia-ban={VINH}") == few <= 15
    assert len(client.get(f"/duong-day-nong/?dia-ban={VINH}").context["near"]) == 120


def test_the_numbers_shown_go_into_the_phone_s_directory(client):
    make_hotline("Khai báo, tư vấn; hỏi", phones="0238 000 0001; 1022", note="Dòng một\nDòng hai")
    make_hotline("Vinh", code=VINH)
    response = client.get("/duong-day-nong/danh-ba.vcf", {"dia-ban": VINH})
    body = response.content.decode()
    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert body.count("BEGIN:VCARD") == body.count("END:VCARD") == 3
    assert body.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Cấp cứu y tế 115;;;")
    assert "FN:Khai báo\\, tư vấn\\; hỏi\r\n" in body
    assert "TEL;TYPE=WORK,VOICE:+842380000001\r\n" in body
    assert "TEL;TYPE=WORK,VOICE:1022\r\n" in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    assert "Dòng một\\nDòng hai" in body.replace("\r\n ", "")


def test_a_card_cannot_be_broken_out_of():
    text = vcard.cards([vcard.Card("a\r\nEND:VCARD", "b\nTEL:113", (Phone("1", "tel:115"),))])
    assert text.split("\r\n").count("END:VCARD") == 1
    assert "\r\nTEL:113" not in text


def test_told_apart_by_unit_area_and_name():
    make_hotline("Tư vấn")
    with pytest.raises(ValidationError):
        Hotline(
            name="TƯ  VẤN", area=area(PROVINCE), unit=unit_named("syt"), purpose="khai_bao", phones="115"
        ).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_hotline("tư vấn")


@pytest.mark.parametrize("phones", ["abc", "javascript:1", "115\n", "1" * 200, ""])
def test_a_number_is_a_number(phones):
    with pytest.raises(ValidationError):
        Hotline(name="A", area=area(PROVINCE), unit=unit_named("syt"), purpose="khai_bao", phones=phones).full_clean()


def test_a_half_filled_draft_is_checked_without_an_error():
    Hotline().clean()
    Hotline(name="Tư vấn", unit=unit_named("syt")).clean()


def test_who_may_enter_a_hotline_where():
    def allowed(unit: str, code: str) -> bool:
        asking = unit_named(unit)
        user = asking.accounts.first() or asking.accounts.create(username=unit)
        return may(user, ENTER, Hotline(unit=asking, area=area(code), purpose="khai_bao"))

    assert allowed("syt", PROVINCE)
    assert allowed("syt", HUNG_DUNG)
    assert allowed("ttyt-vinh", HUNG_DUNG)
    assert not allowed("ttyt-vinh", CUA_LO)
    assert not allowed("ttyt-vinh", PROVINCE)
    assert not allowed("cttdt", PROVINCE)


def test_a_day_of_another_year_shows_nothing_of_this_one(client):
    make_hotline("Năm 2021", valid_to=DAY)
    with clock.at(clock.now().replace(year=2022)):
        assert names(client.get("/duong-day-nong/").context["of_province"]) == []
