"""The address read into a query: what can't be used is left out and named, never an error."""

import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.text import nfc
from search.query import LONGEST, Filters, from_address, plain
from tests.search.factories import district

NAMES = ("q", "loai", "the-loai", "co-quan", "dia-ban", "tu", "den", "hieu-luc", "ngay", "trang")


def test_every_filter_of_the_address(shelves):
    district("412", "Thành phố Vinh")
    asked = QueryDict(
        "q=c%C3%A1ch+ly&loai=directive&loai=news&co-quan=S%E1%BB%9F+Y+t%E1%BA%BF&dia-ban=412"
        "&tu=01/10/2021&den=2021-10-08&hieu-luc=con_hieu_luc&ngay=15/09/2021&trang=3"
    )
    query, notices = from_address(asked)
    assert notices == []
    assert (query.text, query.page, query.offset) == ("cách ly", 3, 20)
    assert query.filters == Filters(
        kinds=("directive", "news"),
        issuer="Sở Y tế",
        area="412",
        since=dt.date(2021, 10, 1),
        until=dt.date(2021, 10, 8),
        status="con_hieu_luc",
        on=dt.date(2021, 9, 15),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loai", "x"),
        ("dia-ban", "99999"),
        ("tu", "31/02/2021"),
        ("tu", "hôm qua"),
        ("den", "2021-13-01"),
        ("hieu-luc", "1"),
        ("trang", "0"),
        ("trang", "-1"),
        ("trang", "1000000000"),
        ("trang", "٣"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named(shelves, name, value):
    asked = QueryDict(mutable=True)
    asked.update({"q": "cách ly", name: value})
    query, notices = from_address(asked)
    assert query.filters == Filters()
    assert query.page == 1
    assert len(notices) == 1
    assert "không hợp lệ" in notices[0]


def test_dates_the_wrong_way_round_are_not_used(shelves):
    query, notices = from_address(QueryDict("q=a&tu=08/10/2021&den=01/10/2021"))
    assert (query.filters.since, query.filters.until) == (None, None)
    assert len(notices) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40)))
@example({"dia-ban": "\0"})
def test_no_address_is_an_error(shelves, asked):
    parameters = QueryDict(mutable=True)
    parameters.update(asked)
    query, _ = from_address(parameters)
    assert query.page >= 1


@given(st.text(max_size=2_000))
def test_text_is_composed_one_line_and_short(text):
    kept = plain(text)
    assert len(kept) <= LONGEST
    assert nfc(kept) == kept
    assert "\n" not in kept
    assert "\0" not in kept
