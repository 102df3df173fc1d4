"""Opening hours: read only where certain; open, shut and the next change around midnight and closed days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from home.opening_hours import DAY, WEEK, OpeningHours, read, state_words
from home.phones import phones, uri

FRIDAY = dt.datetime(2021, 10, 8, tzinfo=clock.ZONE)


def at(hours: str, day: int, clock_time: str) -> str:
    """What a page says: `day` 0 is Friday 8 October 2021."""
    hour, minute = map(int, clock_time.split(":"))
    moment = FRIDAY + dt.timedelta(days=day, hours=hour, minutes=minute)
    opening = read(hours)
    assert opening is not None
    return state_words(opening.at(moment), moment)


SAME = [
    "07:00-21:00",
    "7h00 – 21h00",
    "7h-21h hằng ngày",
    "Từ 07:00 đến 21:00",
    "7 giờ đến 21 giờ",
    "mở cửa 7:00—21:00 mỗi ngày",
    "07g00-21g00",
    "T2–CN 07:00–21:00",
]


@pytest.mark.parametrize("text", SAME)
def test_the_same_hours_in_many_spellings(text):
    assert read(text) == read("07:00–21:00")


@pytest.mark.parametrize(
    "text", ["24/24", "24/7", "Cả ngày", "trực 24/24 giờ", "24h/24h", "24 giờ mỗi ngày", "0:00-24:00"]
)
def test_always_open(text):
    opening = read(text)
    assert opening is not None
    assert opening.always
    assert state_words(opening.at(FRIDAY), FRIDAY) == "Đang mở"


UNCERTAIN = [
    "",
    "giờ hành chính",
    "sáng và chiều",
    "chiều 2:00–5:00",
    "07:00–21:00 (trừ Chủ nhật)",
    "07:00–21:00; CN 08:00–12:00",
    "8:00-8:00",
    "25:00-26:00",
    "T6–T2 07:00–09:00",
    "thứ 2-6 7:00-9:00",
    "07:00",
    "theo thông báo",
    "07:00–21:00 hết tháng 10",
    "x" * 500,
]


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain_is_not_guessed(text):
    assert read(text) is None


def test_parts_of_the_day_and_days_of_the_week():
    assert read("Sáng 7:00–11:00, chiều 14:00–17:00") == read("7:00–11:00, 14:00–17:00")
    assert read("thứ Hai đến thứ Sáu: 7h30 - 17h") == read("T2, T3, T4, T5, T6 07:30–17:00")
    assert read("7:30–17:00 thứ 2 đến thứ 6") == read("T2–T6 07:30–17:00")


def test_says_when_it_opens_again():
    hours = "T2–T6 07:30–11:30, 13:30–17:00"
    assert at(hours, 0, "07:29") == "Mở lại 07:30"
    assert at(hours, 0, "07:30") == "Đang mở đến 11:30"
    assert at(hours, 0, "11:30") == "Mở lại 13:30"
    assert at(hours, 0, "17:00") == "Mở lại 07:30 thứ Hai"
    assert at(hours, 2, "18:00") == "Mở lại 07:30 ngày mai"


def test_over_midnight_and_over_the_week_s_end():
    assert at("22:00–06:00", 0, "23:59") == "Đang mở"
    assert at("22:00–06:00", 1, "05:59") == "Đang mở đến 06:00"
    assert at("22:00–06:00", 1, "06:00") == "Mở lại 22:00"
    assert at("CN 20:00–04:00", 2, "23:00") == "Đang mở"
    assert at("CN 20:00–04:00", 3, "03:59") == "Đang mở đến 04:00"


times = st.integers(0, DAY).map(lambda m: f"{m // 60:02d}:{m % 60:02d}")
minutes = st.integers(0, WEEK - 1)
spans = st.lists(st.tuples(minutes, st.integers(1, 2 * DAY)).map(lambda s: (s[0], s[0] + s[1])), max_size=6)


@given(spans, minutes)
def test_the_state_is_what_the_spans_say(given_spans, minute):
    opening = OpeningHours.of(given_spans)
    moment = dt.datetime(2021, 10, 4, tzinfo=clock.ZONE) + dt.timedelta(minutes=minute)
    inside = any(first <= minute < last or first <= minute + WEEK < last for first, last in given_spans)
    assert opening.at(moment).open == inside


@given(spans, minutes)
def test_the_next_change_is_one_and_nothing_changes_before(given_spans, minute):
    opening = OpeningHours.of(given_spans)
    moment = dt.datetime(2021, 10, 4, tzinfo=clock.ZONE) + dt.timedelta(minutes=minute)
    state = opening.at(moment)
    if state.until is None:
        assert opening.always or not opening.spans
        return
    assert moment < state.until <= moment + dt.timedelta(minutes=WEEK)
    assert opening.at(state.until).open != state.open
    assert opening.at(state.until - dt.timedelta(minutes=1)).open == state.open


@given(times, times)
def test_a_range_read_is_the_range_written(start, end):
    opening = read(f"{start}–{end}")
    if start == end or start == "24:00":
        assert opening is None or opening.always
        return
    assert opening is not None
    hour, minute = map(int, start.split(":"))
    assert opening.at(FRIDAY.replace(hour=hour, minute=minute)).open


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    opening = read(text)
    assert opening is None or opening.spans
    for phone in phones(text):
        assert phone.uri == "" or phone.uri.startswith("tel:")


NUMBERS = {
    "0238 384 1234": "tel:+842383841234",
    "(0238) 384.1234": "tel:+842383841234",
    "0912-345-678": "tel:+84912345678",
    "+84 (0)238 384 1234": "tel:+842383841234",
    "115": "tel:115",
    "1022": "tel:1022",
    "1900 9095": "tel:19009095",
    "0000 000 1234": "tel:00000001234",
    "12": "",
    "gọi sau": "",
    "0" * 30: "",
}


@pytest.mark.parametrize(("written", "called"), NUMBERS.items())
def test_what_a_phone_calls(written, called):
    assert uri(written) == called


def test_several_numbers_in_one_field():
    shown = [phone.shown for phone in phones("0238 384 1234 - 0912 345 678; 115 / 1022 hoặc 114")]
    assert shown == ["0238 384 1234", "0912 345 678", "115", "1022", "114"]
