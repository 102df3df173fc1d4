"""How the public pages write numbers, dates and changes."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st

from core.templatetags import portal as tags

NB = "\u00a0"
MORNING = dt.datetime(2021, 10, 7, 23, 5, tzinfo=dt.UTC)
PORTAL = {"province": SimpleNamespace(slots=("06:00", "18:00"))}


def render(source: str, **context: object) -> str:
    engine = Engine(libraries={"portal": "core.templatetags.portal"})
    return engine.from_string("{% load portal %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (1234, "1.234"), (1412380, "1.412.380"), (-8, "−8"), (2.5, "3"), (None, ""), ("", "")],
)
def test_number(value: float | None, shown: str) -> None:
    assert tags.number(value) == shown


@given(st.integers(-(10**12), 10**12))
def test_number_groups_but_keeps_every_digit(value: int) -> None:
    assert int(tags.number(value).replace(".", "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "shown"), [(183.71, "183,7"), (0, "0,0"), (1183.65, "1.183,7"), (Decimal("0.05"), "0,1"), (None, "")]
)
def test_decimal(value: float | None, shown: str) -> None:
    assert tags.decimal(value) == shown


def test_percent_and_share() -> None:
    assert tags.percent(tags.share(177, 9812)) == f"1,8{NB}%"
    assert tags.percent(0) == f"0,0{NB}%"
    assert tags.percent(tags.share(177, 0)) == tags.percent(tags.share(None, 5)) == ""


@pytest.mark.parametrize("value", [dt.date(2021, 10, 8), "2021-10-08", "2021-10-08T06:05:00", MORNING])
def test_dates_are_those_of_the_portals_time_zone(value: dt.date | str) -> None:
    assert tags.vn_date(value) == "08/10/2021"
    assert tags.short_date(value) == "08/10"


def test_times() -> None:
    assert tags.vn_time(MORNING) == "06:05"
    assert tags.vn_time(dt.time(18)) == tags.vn_time("18:00:00") == "18:00"
    assert tags.vn_time(None) == tags.vn_date(None) == tags.short_date("") == tags.moment(None) == ""


def test_moment_is_a_time_element() -> None:
    shown = tags.moment(dt.datetime(2021, 10, 8, 18, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert shown == '<time datetime="2021-10-08T18:00+07:00">18:00 08/10/2021</time>'


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(25, "25 phút"), (60, "1 giờ"), (190, "3 giờ 10 phút"), (3000, "2 ngày 2 giờ"), (0, "0 phút"), (None, "0 phút")],
)
def test_duration(minutes: int | None, shown: str) -> None:
    assert tags.duration(minutes).replace(NB, " ") == shown


@pytest.mark.parametrize(
    ("value", "words", "shape"),
    [(-8, "giảm 8", "down"), (2105, "tăng 2.105", "up"), (0, "không đổi", "same")],
)
def test_change_is_a_word_and_a_shape(value: int, words: str, shape: str) -> None:
    assert tags.change_words(value).replace(NB, " ") == words
    assert tags.change(value).replace(NB, " ") == f'<span class="change change--{shape}">{words}</span>'


def test_an_unknown_change_is_not_drawn() -> None:
    assert tags.change(None) == tags.change_words(None) == tags.change("") == ""


def test_pick_keeps_the_asked_order_and_leaves_out_what_is_absent() -> None:
    tiles = [{"indicator": "a"}, {"indicator": "b"}]
    assert tags.pick(tiles, "b c a") == [{"indicator": "b"}, {"indicator": "a"}]
    assert tags.pick(None, "a") == []


def test_some_sees_zero_as_a_value() -> None:
    assert tags.some([{"x": None}, {"x": 0}], "x")
    assert not tags.some([{"x": None}, {}], "x")
    assert not tags.some(None, "x")


def test_listing() -> None:
    names = ["Huyện Kỳ Sơn", "Thị xã Cửa Lò", "Huyện Quế Phong", "Thành phố Vinh"]
    assert tags.listing(names[:1]) == f"huyện Kỳ{NB}Sơn"
    assert tags.listing(names[:2]).replace(NB, " ") == "huyện Kỳ Sơn và thị xã Cửa Lò"
    assert tags.listing(names, 2).replace(NB, " ") == "huyện Kỳ Sơn, thị xã Cửa Lò và 2 địa bàn khác"
    assert tags.listing([]) == ""


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Thị xã Cửa Lò", "Thị_xã Cửa_Lò"),
        ("Huyện Quỳnh Lưu", "Huyện Quỳnh_Lưu"),
        ("tỉnh Nghệ An", "tỉnh Nghệ_An"),
        ("Ca mắc mới theo ngày", "Ca mắc_mới theo ngày"),
        ("Xét nghiệm dương tính", "Xét_nghiệm dương_tính"),
        ("", ""),
    ],
)
def test_bind(text: str, bound: str) -> None:
    assert tags.bind(text).replace(NB, "_") == bound


@given(st.text())
def test_bind_only_changes_blanks(text: str) -> None:
    assert "".join(tags.bind(text).split()) == "".join(text.split())


def test_level_words() -> None:
    assert tags.level_words("district").replace(NB, " ") == "địa bàn cấp huyện"
    assert tags.level_words("hamlet").replace(NB, " ") == tags.level_words(None).replace(NB, " ") == "địa bàn"


@pytest.mark.parametrize(
    ("slot", "as_of", "hour", "than"),
    [
        ("06:00", False, "đến 06:00", "so với cùng khung giờ hôm qua"),
        ("18:00", False, "", "so với hôm qua"),
        ("06:00", True, "đến 06:00", "so với cùng khung giờ ngày trước"),
        ("18:00", True, "", "so với ngày trước"),
    ],
)
def test_a_running_day_says_until_when_and_against_what(slot: str, as_of: bool, hour: str, than: str) -> None:
    shown = render(
        "{% until %}|{% compared %}",
        view={"slot": slot},
        portal=PORTAL,
        release=SimpleNamespace(as_of=as_of),
    )
    assert shown.replace(NB, " ") == f"{hour}|{than}"


def test_without_a_release_nothing_is_said_of_the_hour() -> None:
    assert render("{% until %}") == ""


def test_names_from_data_are_escaped() -> None:
    shown = render("{{ names|listing }}{{ names.0|bind }}", names=["<b>Vinh</b>"])
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.datetime(2021, 10, 8, 17, 0, tzinfo=dt.UTC), "24:00 08/10/2021"),
        (dt.datetime(2021, 10, 8, 23, 0, tzinfo=dt.UTC), "06:00 09/10/2021"),
        (None, ""),
    ],
)
def test_a_days_end_is_not_the_next_days_beginning(value: dt.datetime | None, shown: str) -> None:
    assert shown in render("{{ value|deadline }}", value=value)
