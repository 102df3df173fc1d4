"""The status of the day that is asked for, and what is shown on the day."""

import datetime as dt

import pytest

from core.force import PARTLY, SUSPENDED, Force, Spell
from tests.search.conformance.asking import ask, keys, put
from tests.search.factories import DAY, directive

FORCE = Force(
    start=dt.date(2021, 2, 1),
    spells=(
        Spell(PARTLY, dt.date(2021, 3, 1)),
        Spell(SUSPENDED, dt.date(2021, 3, 10), dt.date(2021, 3, 20)),
        Spell(SUSPENDED, dt.date(2021, 4, 1), dt.date(2021, 4, 28)),
    ),
    ended=dt.date(2021, 5, 1),
    withdrawn=dt.date(2021, 6, 1),
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("month", range(1, 7))
@pytest.mark.parametrize("day", [1, 15, 28])
def test_the_status_is_that_of_the_day_asked_for(engine, month, day):
    put(engine, directive("1/QĐ", "Chợ", force=FORCE), directive("2/QĐ", "Chợ", force=Force()))
    on = dt.date(2021, month, day)
    status = FORCE.at(on)
    assert "1-qd" in keys(ask(engine, "chợ", day=on, status=status))
    assert ask(engine, "chợ", day=on).facets["status"] == {status: 1, "con_hieu_luc": 1} or status == "con_hieu_luc"
    others = {"chua_hieu_luc", "con_hieu_luc", "het_hieu_luc", "thu_hoi", "ngung_hieu_luc"} - {status}
    assert not any("1-qd" in keys(ask(engine, "chợ", day=on, status=other)) for other in others)


def test_only_what_is_shown_on_the_day_is_found(engine):
    put(
        engine,
        directive("1/QĐ", "Chợ", shown_until=dt.date(2021, 10, 7)),
        directive("2/QĐ", "Chợ", shown_from=DAY, shown_until=DAY),
        directive("3/QĐ", "Chợ", shown_from=dt.date(2021, 10, 9)),
    )
    assert keys(ask(engine, "chợ")) == ["2-qd"]
    assert ask(engine, "chợ").facets["kind"] == {"directive": 1}


def test_the_day_of_the_status_is_not_the_day_of_what_is_shown(engine):
    put(engine, directive("1/QĐ", "Chợ", force=FORCE, shown_from=DAY))
    assert keys(ask(engine, "chợ", status="con_hieu_luc", on=dt.date(2021, 2, 15))) == ["1-qd"]
    assert keys(ask(engine, "chợ", status="thu_hoi")) == ["1-qd"]


def test_a_status_changes_in_the_night_without_being_indexed_again(engine):
    put(engine, directive("1/QĐ", "Chợ", force=Force(start=DAY, ended=DAY + dt.timedelta(days=1))))
    days = {-1: "chua_hieu_luc", 0: "con_hieu_luc", 1: "het_hieu_luc"}
    for away, status in days.items():
        assert keys(ask(engine, "chợ", day=DAY + dt.timedelta(days=away), status=status)) == ["1-qd"]


def test_a_status_that_nobody_knows_finds_nothing(engine):
    put(engine, directive("1/QĐ", "Chợ", force=FORCE))
    assert ask(engine, "chợ", status="xyzzy").total == 0
