"""The desk says what a unit has to do by its duties: in what order, until when, by which article, and where."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from tests.datasets import factories
from units.models import Duty, DutyRelief, Frequency, OrganisationalUnit, User
from units.selectors.due import due, period
from units.selectors.undone import behind

DAY, NEW_YEAR = dt.date(2021, 10, 8), dt.date(2022, 1, 1)


def at(hour, minute=0, day=DAY):
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.ZONE)


@pytest.fixture
def province(db, evening):
    return factories.build()


def give(unit, subject, frequency, article="9.1", **fields):
    given = {"unit": unit, "action": "update", "task": f"Cập nhật {subject}.", "level": None} | fields
    code = f"{unit.abbreviation}-{subject}-{article}".replace(":", "-").replace(".", "-")
    return Duty.objects.create(code=code, article=article, subject=subject, frequency=frequency, **given)


@pytest.mark.parametrize(
    ("frequency", "moment", "begun", "until"),
    [
        (Frequency.SLOT, at(5, 59), at(18, day=dt.date(2021, 10, 7)), at(6)),
        (Frequency.SLOT, at(6), at(6), at(18)),
        (Frequency.SLOT, at(18, 5), at(18), at(6, day=dt.date(2021, 10, 9))),
        (Frequency.DAY, at(18, 5), at(0), at(0, day=dt.date(2021, 10, 9))),
        (Frequency.MONTH, at(18, 5), at(0, day=dt.date(2021, 10, 1)), at(0, day=dt.date(2021, 11, 1))),
        (Frequency.MONTH, at(1, day=dt.date(2021, 12, 31)), at(0, day=dt.date(2021, 12, 1)), at(0, day=NEW_YEAR)),
    ],
)  # fmt: skip
def test_a_period_begins_with_the_last_deadline_and_ends_with_the_next(province, frequency, moment, begun, until):
    assert period(frequency, moment) == (begun, until)


def test_what_is_done_on_change_has_no_deadline():
    assert period(Frequency.CHANGE, at(9)) is None


def test_what_is_due_first_comes_first_and_what_is_done_last(province):
    unit = province.units["ttyt-mot"]
    Duty.objects.filter(subject="figures").update(frequency="slot")
    give(unit, "facilities:tiem_chung", "month")
    give(unit, "hotlines", "change")
    give(unit, "guidance", "day")
    assert [one.task for one in due(unit)] == [
        "Cập nhật guidance.",  # until midnight
        "Báo cáo.",  # until the slot of the next morning
        "Cập nhật facilities:tiem_chung.",
        "Cập nhật hotlines.",
    ]
    factories.report(province, "ttyt-mot", "1", state="draft")
    assert [one.done for one in due(unit)] == [False, False, True, False]
    assert due(unit)[2].task == "Báo cáo."


def test_several_duties_about_one_subject_are_one_line_with_the_tightest_deadline(province):
    unit = province.units["cdc"]
    give(unit, "hotlines", "change", "8.2")
    give(unit, "hotlines", "day", "17.1")
    (line,) = (one for one in due(unit) if "hotline" in one.form)
    assert set(line.articles) == {"17.1", "8.2"}
    assert line.until == at(0, day=dt.date(2021, 10, 9))
    assert not line.done


def test_what_is_suspended_is_not_asked_and_what_was_delegated_is_asked_of_the_other(province):
    unit, other = province.units["ttyt-mot"], province.units["ttyt-hai"]
    duty = give(unit, "hotlines", "day")
    DutyRelief.objects.create(duty=duty, unit=unit, delegate=other, valid_from=DAY, article="12/QĐ")
    assert not [one for one in due(unit) if "hotline" in one.form]
    assert [one for one in due(other) if "hotline" in one.form]


def test_what_has_no_form_is_not_listed(province):
    give(province.units["cdc"], "portal", "day")
    assert not [one for one in due(province.units["cdc"]) if "portal" in one.task]


def test_the_desk_shows_it_with_a_way_to_the_form_in_thirty_queries(client, province):
    unit = province.units["cdc"]
    for subject in ("hotlines", "guidance", "news", "directives", "facilities:cach_ly"):
        give(unit, subject, "day")
    user = User.objects.create(username="cdc", unit=unit)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    client.get("/quan-tri/")
    with CaptureQueriesContext(connection) as queries:
        text = client.get("/quan-tri/").content.decode()
    assert "Việc của đơn vị" in text
    assert 'href="/quan-tri/snippets/home/hotline/add/"' in text
    assert "Điều 9.1" in text
    assert len(queries) <= 30


def test_a_delegated_duty_is_due_as_often_as_the_relief_says_at_the_delegate_alone(province):
    unit, other = province.units["ttyt-mot"], province.units["ttyt-hai"]
    duty = give(unit, "hotlines", "change")
    relief = DutyRelief.objects.create(
        duty=duty, unit=unit, delegate=other, valid_from=DAY, article="12/QĐ", frequency="day"
    )
    (line,) = (one for one in due(other) if "hotline" in one.form)
    assert (line.frequency, line.until) == ("hằng ngày", at(0, day=dt.date(2021, 10, 9)))
    assert [one.duty.subject for one in late(other) if one.duty.pk == duty.pk] == ["hotlines"]
    DutyRelief.objects.filter(pk=relief.pk).update(frequency="")
    (line,) = (one for one in due(other) if "hotline" in one.form)
    assert line.until is None
    assert Duty.objects.get(pk=duty.pk).frequency == "change"


def late(unit):
    return [one for found in behind(OrganisationalUnit.objects.filter(pk=unit.pk)) for one in found.missing]
