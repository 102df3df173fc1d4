"""Only what fits every filter is found."""

import datetime as dt

import pytest

from core.force import Force
from core.searchable import Entry, Section
from search.engines.base import Plan
from tests.search.conformance.asking import ask, keys, put, terms
from tests.search.factories import DAY, article, directive

NEWS = Entry("news", "tin", "Tin", "/tin-tuc/tin/", sections=(Section("Chợ mở lại."),), date=dt.date(2021, 10, 7))

pytestmark = pytest.mark.django_db


@pytest.fixture
def markets(engine):
    """A piece of news, a decision of a ward and an ended directive of a department; asks for "chợ" with filters."""
    ended = Force(start=dt.date(2021, 9, 1), ended=dt.date(2021, 10, 1))
    put(
        engine,
        NEWS,
        directive("1/QĐ", "Chợ", areas=("16681",)),
        directive("2/CT", "Chợ", date=dt.date(2021, 9, 1), type="Chỉ thị", issuer="Sở Y tế", force=ended),
    )

    def found(**filters) -> set[str]:
        answer = ask(engine, "chợ", **filters)
        assert answer.total == len(answer.matches)
        return set(keys(answer))

    return found


def test_without_filters_all_is_found(markets):
    assert markets() == {"tin", "1-qd", "2-ct"}


def test_one_kind(markets):
    assert markets(kinds=("news",)) == {"tin"}


def test_several_kinds_are_alternatives(markets):
    assert markets(kinds=("news", "directive")) == {"tin", "1-qd", "2-ct"}


def test_a_type(markets):
    assert markets(type="Chỉ thị") == {"2-ct"}
    assert markets(type="Chỉ") == set()


def test_an_issuer(markets):
    assert markets(issuer="Sở Y tế") == {"2-ct"}


def test_since_a_day_takes_that_day_in(markets):
    assert markets(since=dt.date(2021, 10, 7)) == {"tin"}


def test_until_a_day_takes_that_day_in(markets):
    assert markets(until=dt.date(2021, 9, 1)) == {"2-ct"}


def test_a_range_of_one_day(markets):
    assert markets(since=dt.date(2021, 10, 1), until=dt.date(2021, 10, 1)) == {"1-qd"}


def test_a_status_leaves_out_what_has_none(markets):
    assert markets(status="con_hieu_luc") == {"1-qd"}
    assert markets(status="het_hieu_luc") == {"2-ct"}


def test_any_code_of_an_area(markets):
    assert markets(area_codes=("412", "16681")) == {"1-qd"}


def test_an_area_of_which_nothing_is_known(markets):
    assert markets(area_codes=("999",)) == set()


def test_filters_hold_together(markets):
    assert markets(type="Chỉ thị", status="con_hieu_luc") == set()
    assert markets(type="Chỉ thị", issuer="Sở Y tế", until=DAY) == {"2-ct"}


def test_what_is_typed_into_a_filter_is_only_a_value(markets):
    assert markets(type="' OR '1'='1") == markets(issuer='"*%_') == set()


def test_what_is_undated_is_left_out_by_dates(engine):
    put(engine, directive("1/QĐ", "Chợ", date=None, force=Force()))
    assert ask(engine, "chợ").total == 1
    assert ask(engine, "chợ", since=dt.date(2000, 1, 1)).total == 0
    assert ask(engine, "chợ", until=dt.date(2100, 1, 1)).total == 0


def test_an_area_may_take_in_what_holds_everywhere(engine):
    text = article(1, "chợ mở cửa")
    put(
        engine,
        directive("1/QĐ", "Một", text, areas=("421",)),
        directive("2/QĐ", "Hai", text),
        directive("3/QĐ", "Ba", text, areas=("425",)),
    )
    found = engine.search(Plan(terms("chợ"), DAY, area_codes=("421",), or_everywhere=True))
    assert (set(keys(found)), found.total) == ({"1-qd", "2-qd"}, 2)
