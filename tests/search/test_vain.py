"""What people looked for in vain is counted, without anything that tells of a person, and not for ever."""

import datetime as dt
import logging
import math

import pytest
from django.core.signals import request_finished
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.text import fold
from search import vain
from search.actions import vain as storing
from search.actions.vain import DAYS_KEPT, count, forget_old
from search.models import RecommendedAnswer, VainSearch
from search.personal import LONGEST, MOST_DIGITS, countable
from search.sought_in_vain import in_vain
from tests.datasets import factories as province_of
from tests.search.factories import article, directive

BROWSER = "Mozilla/5.0 (Linux; Android 8.1) Firefox/128.0"
TODAY = dt.date(2021, 10, 8)


@pytest.fixture
def person(shelf):
    """Somebody with a browser; one document is there to be found."""
    shelf.hold(directive("1/QĐ-UBND", "Quyết định", article(1, "Cách ly tại nhà.")))
    return Client(headers={"User-Agent": BROWSER})


@pytest.fixture
def stored_at_once(monkeypatch):
    """As if a minute had passed between any two answers."""
    monkeypatch.setattr(vain, "SECONDS_BETWEEN", 0)
    monkeypatch.setattr(vain, "waiting", vain.Waiting())


def look_for(person, text: str, **asked) -> None:
    assert person.get("/tim-kiem/", {"q": text, **asked}).status_code == 200


def counted() -> dict[str, int]:
    return dict(VainSearch.objects.values_list("text", "times"))


@pytest.mark.usefixtures("stored_at_once")
class TestCounting:
    def test_what_is_not_found_is_counted_once_whatever_its_spelling(self, person):
        for text in ("Zzthuốc?", "zzthuoc", "  ZZTHUỐC!"):
            look_for(person, text)
        assert counted() == {"zzthuoc": 3}
        assert set(VainSearch.objects.values_list("day", flat=True)) == {TODAY}

    def test_what_is_found_is_not(self, person):
        look_for(person, "cách ly")
        look_for(person, "1/QĐ-UBND")
        look_for(person, "")
        assert not counted()

    def test_nor_what_an_editor_answers(self, person):
        home = province_page()
        RecommendedAnswer.objects.create(
            queries="zzqq", page=home, unit=province_of.build().units["vp"], valid_from=TODAY
        )
        look_for(person, "zzqq")
        assert not counted()

    def test_nor_what_only_a_filter_keeps_away(self, person):
        look_for(person, "zzqq", loai="news")
        look_for(person, "zzqq", tu="01/10/2021")
        assert not counted()

    def test_nor_what_programs_ask(self, person):
        for agent in ("", "Googlebot/2.1", "curl/8.0", "python-requests/2", "SomeSpider"):
            Client(headers={"User-Agent": agent}).get("/tim-kiem/", {"q": "zzqq"})
        person.head("/tim-kiem/", {"q": "zzqq"})
        person.get("/tim-kiem/", {"q": "zzqq"}, headers={"Sec-Purpose": "prefetch"})
        person.get("/api/v1/search/", {"q": "zzqq"})
        person.get("/tim-kiem/rss/", {"q": "zzqq"})
        assert not counted()

    def test_nothing_else_is_kept(self, person):
        look_for(person, "zzqq")
        (row,) = VainSearch.objects.values()
        assert row == {"id": row["id"], "day": TODAY, "text": "zzqq", "times": 1, "occasions": 1}

    def test_the_page_that_found_nothing_is_answered_though_it_cannot_be_counted(self, person, monkeypatch, caplog):
        def refused(texts):
            raise OperationalError("database is locked")

        monkeypatch.setattr(vain, "count", refused)
        with caplog.at_level(logging.WARNING):
            look_for(person, "zzqq")
        assert "locked" in caplog.text
        monkeypatch.setattr(vain, "count", count)
        look_for(person, "zzqq")
        assert counted() == {"zzqq": 2}


def province_page():
    from wagtail.models import Page

    return Page.objects.get(depth=2)


def test_it_is_stored_after_the_answer_has_gone_out(person, monkeypatch):
    monkeypatch.setattr(vain, "waiting", vain.Waiting())
    request_finished.disconnect(dispatch_uid="searches in vain")
    try:
        look_for(person, "zzqq")
        assert not counted()
    finally:
        request_finished.connect(vain.store_waiting, dispatch_uid="searches in vain")
    person.get("/healthz")
    assert counted() == {"zzqq": 1}


def test_it_is_stored_once_a_minute_at_most_and_who_reloads_is_one_occasion(person, monkeypatch):
    monkeypatch.setattr(vain, "waiting", vain.Waiting())
    for _ in range(5):
        look_for(person, "zzqq")
    assert counted() == {"zzqq": 1}
    monkeypatch.setattr(vain.waiting, "_due", 0)
    look_for(person, "zzqq")
    assert VainSearch.objects.values_list("times", "occasions").get() == (6, 2)


def test_so_many_wait_and_no_more():
    held = vain.Waiting()
    for n in range(vain.MOST_WAITING + 50):
        held.add(f"gì đó {n}")
    held.add("gì đó 0", 2)
    taken = held.take()
    assert len(taken) == vain.MOST_WAITING
    assert taken["gì đó 0"] == 3
    assert not held.take()
    assert not vain.Waiting(due=math.inf).take()


def test_a_day_has_room_for_so_many_different_texts(db, monkeypatch):
    monkeypatch.setattr(storing, "MOST_A_DAY", 5)
    count({f"chữ {n}": 1 for n in range(4)})
    count({f"khác {n}": 1 for n in range(9)} | {"chữ 0": 2})
    assert VainSearch.objects.count() == 5
    assert counted()["chữ 0"] == 3


def test_counting_takes_few_queries_however_many_texts(db, django_assert_max_num_queries):
    texts = {f"chữ {n}": n for n in range(1, vain.MOST_WAITING)}
    with django_assert_max_num_queries(10):
        count(texts)
    with django_assert_max_num_queries(10):
        count(texts)
    assert counted()["chữ 7"] == 14


def test_it_is_forgotten_after_ninety_days(db, evening):
    for days in (0, DAYS_KEPT - 1, DAYS_KEPT, 400):
        VainSearch.objects.create(day=clock.today() - dt.timedelta(days=days), text="zzqq", times=9, occasions=9)
    assert forget_old() == 2
    assert VainSearch.objects.count() == 2
    assert forget_old() == 0


def test_only_what_was_sought_on_several_occasions_is_shown(db, evening):
    rows = {"ba dip": (90, 3), "bon dip": (4, 4), "hai ngay": (2, 2)}
    for text, (times, occasions) in rows.items():
        VainSearch.objects.create(day=TODAY, text=text, times=times, occasions=occasions)
    VainSearch.objects.create(day=TODAY - dt.timedelta(days=6), text="hai ngay", times=3, occasions=2)
    VainSearch.objects.create(day=TODAY - dt.timedelta(days=7), text="hai ngay", times=100, occasions=100)
    assert [(one.text, one.times, one.last) for one in in_vain(7, "luot")] == [
        ("hai ngay", 5, TODAY),
        ("bon dip", 4, TODAY),
    ]
    assert [one.text for one in in_vain(30, "chu")] == ["bon dip", "hai ngay"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Giấy đi đường?", "giay di duong"),
        ("F0 cách ly mấy ngày", "f0 cach ly may ngay"),
        ("128/NQ-CP", "128 nq cp"),
        ("12/2021/TT-BYT", "12 2021 tt byt"),
        ("3691/QĐ-UBND điều 7", "3691 qd ubnd dieu 7"),
        ("115", "115"),
        ("tiêm mũi 2 sau 28 ngày", "tiem mui 2 sau 28 ngay"),
    ],
)
def test_what_is_kept(typed, kept):
    assert countable(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912 345 678", "0912.345.678", "(0238) 3842040", "+84 912-345-678", "sđt 0912 345 678 của tôi",
        "09 12 34 56 78", "3842040", "187654321", "040099012345", "cccd 040 099 012 345", "０９１２３４５６７８",
        "0912\u200b345\u200b678", "0a9b1c2d3e4f5g6h7i8", "٠٩١٢٣٤٥٦٧٨", "sinh 08/10/1990", "12/2021/0912345",
        "an@example.vn", "an＠example.vn", "https://a.vn/x", "www.a.vn", "", "  ", "?", "a",
        "chị nguyễn thị a ở xóm b sang nhà anh c chơi hôm qua có bị cách ly không", "a" * 61, "tôi " * 12,
    ],
)  # fmt: skip
def test_what_is_dropped(typed):
    assert countable(typed) is None


DIGITS = st.text("0123456789", min_size=7, max_size=12)
APART = st.sampled_from(["", " ", ".", "-", "/", " / ", "(", ") ", "\u00a0", "\u200b", "_", "–", "+"])
AROUND = st.text(max_size=20)


@given(DIGITS, APART, AROUND, AROUND)
def test_no_number_of_a_person_is_kept_whatever_stands_between_and_around(digits, apart, before, after):
    assert countable(f"{before} {apart.join(digits)} {after}") is None


@given(st.text(max_size=40), st.text("abc.", min_size=1, max_size=10))
def test_no_mail_address_is_kept(before, domain):
    assert countable(f"{before}@{domain}") is None


@given(st.text(max_size=400))
def test_what_is_kept_is_short_and_folded_and_fits_its_column(text):
    kept = countable(text)
    assert kept is None or (kept == fold(kept) and 2 <= len(kept) <= LONGEST)
    assert kept is None or sum(map(str.isdigit, kept)) < MOST_DIGITS
    assert kept is None or countable(kept) == kept
