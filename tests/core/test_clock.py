"""One clock for everything; only a simulated database may have it moved."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core import checks, clock
from core.models import Portal
from core.problems import Refused
from core.simulation import mark_simulated, shift_clock

EVENING = dt.datetime(2021, 10, 8, 18, 5, tzinfo=clock.ZONE)
A_MOMENT = dt.timedelta(seconds=20)


@pytest.fixture
def real(db) -> Portal:
    return Portal.objects.create(id=1, province="vung-mau")


@pytest.fixture
def simulated(real) -> Portal:
    mark_simulated(complete=True)
    return Portal.objects.get()


def is_now(moment: dt.datetime) -> bool:
    return abs(clock.now() - moment) < A_MOMENT


def e004() -> list[str]:
    return [message.id for message in checks.clock_is_real(None)]


def test_the_clock_is_the_machines_in_vietnamese_time(real):
    assert is_now(clock.real_now())
    assert clock.now().tzinfo is clock.ZONE
    assert clock.now().utcoffset() == dt.timedelta(hours=7)


def test_a_database_without_a_province_has_the_real_clock(db):
    assert not clock.is_simulated()
    assert is_now(clock.real_now())


def test_at_stops_the_clock_and_lets_it_go(real):
    with clock.at(EVENING):
        assert clock.now() == EVENING
        with clock.at(dt.datetime(2021, 10, 8, 23, 30, tzinfo=dt.UTC)):
            assert clock.now().isoformat() == "2021-10-09T06:30:00+07:00"
            assert clock.today() == dt.date(2021, 10, 9)
        assert clock.now() == EVENING
    assert is_now(clock.real_now())


def test_at_lets_go_after_an_error(real):
    with pytest.raises(LookupError), clock.at(EVENING):
        raise LookupError
    assert is_now(clock.real_now())


def test_a_simulated_clock_is_shifted_and_runs_on(simulated):
    shift_clock(EVENING)
    assert clock.is_simulated()
    assert is_now(EVENING)
    assert clock.now() < clock.now()
    shift_clock(EVENING + dt.timedelta(days=1))
    assert is_now(EVENING + dt.timedelta(days=1))


@pytest.mark.parametrize(
    "text", ["2021-10-08T18:05", "2021-10-08 18:05:00", "2021-10-08T18:05+07:00", "2021-10-08T11:05+00:00"]
)
def test_now_fixes_a_simulated_clock(simulated, settings, text):
    shift_clock(EVENING - dt.timedelta(days=30))
    settings.NOW = text
    assert clock.now() == EVENING
    assert clock.now().tzinfo is clock.ZONE
    assert e004() == []


def test_now_must_be_a_moment(simulated, settings):
    settings.NOW = "hôm qua"
    assert e004() == ["core.E004"]


def test_a_real_database_refuses_now(real, settings):
    settings.NOW = "2021-10-08T18:05"
    assert e004() == ["core.E004"]
    assert is_now(clock.real_now())


def test_without_now_a_real_database_starts(real, settings):
    settings.NOW = ""
    assert e004() == []


def test_a_real_database_refuses_a_shift(real):
    with pytest.raises(Refused, match="đồng hồ thật"):
        shift_clock(EVENING)
    assert Portal.objects.get().clock_shift == dt.timedelta(0)
    assert is_now(clock.real_now())


def test_a_database_without_a_province_refuses_a_shift(db):
    with pytest.raises(Refused):
        shift_clock(EVENING)


@pytest.mark.parametrize("shift", [dt.timedelta(days=-1), dt.timedelta(microseconds=1)])
def test_the_database_itself_refuses_a_shift_of_a_real_clock(real, shift):
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.update(clock_shift=shift)


def test_a_shifted_clock_never_becomes_a_real_one(simulated):
    shift_clock(EVENING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.update(simulated=False)


def test_a_database_is_one_portal(real):
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.create(id=2, province="vung-khac")


def test_what_the_machine_recorded_an_hour_ago_was_an_hour_ago_by_the_portals_clock():
    with clock.at(dt.datetime(2021, 10, 8, 18, tzinfo=clock.ZONE)):
        found = clock.recorded(clock.real_now() - dt.timedelta(hours=1))
    assert abs(found - dt.datetime(2021, 10, 8, 17, tzinfo=clock.ZONE)) < dt.timedelta(seconds=1)
