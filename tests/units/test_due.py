"""The desk says what a unit has to do by its duties: in what order, until when, by which article, and where."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from tests.datasets import factories
from units.deadlines import checked, in_words, period
from units.models import Duty, DutyRelief, Frequency, OrganisationalUnit, User
from units.selectors.due import due
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


@pytest.mark.parametrize(
    ("frequency", "rule", "moment", "begun", "until"),
    [
        (Frequency.DAY, "16:00", at(15, 59), at(16, day=dt.date(2021, 10, 7)), at(16)),
        (Frequency.DAY, "16:00", at(16), at(16), at(16, day=dt.date(2021, 10, 9))),
        (Frequency.MONTH, "25", at(9), at(0, day=dt.date(2021, 9, 26)), at(0, day=dt.date(2021, 10, 26))),
        (Frequency.MONTH, "5", at(9), at(0, day=dt.date(2021, 10, 6)), at(0, day=dt.date(2021, 11, 6))),
        (Frequency.MONTH, "28", at(9, day=NEW_YEAR), at(0, day=dt.date(2021, 12, 29)), at(0, day=dt.date(2022, 1, 29))),  # noqa: E501
        (Frequency.SLOT, "30", at(17, 29), at(5, 30), at(17, 30)),
        (Frequency.SLOT, "30", at(17, 30), at(17, 30), at(5, 30, day=dt.date(2021, 10, 9))),
        (Frequency.SLOT, "240", at(23), at(14), at(2, day=dt.date(2021, 10, 9))),
    ],
)  # fmt: skip
def test_a_deadline_rule_moves_the_end_of_the_period(province, frequency, rule, moment, begun, until):
    assert period(frequency, moment, checked(frequency, rule)) == (begun, until)


@pytest.mark.parametrize(
    ("frequency", "rule"),
    [
        ("day", "24:00"), ("day", "16"), ("day", "4:00"), ("day", "١٦:٠٠"), ("month", "0"), ("month", "29"),
        ("month", "٥"), ("month", "16:00"), ("slot", "241"), ("slot", "-5"), ("slot", "06:00"), ("change", "16:00"),
    ],
)  # fmt: skip
def test_a_deadline_that_the_frequency_cannot_have_is_refused(frequency, rule):
    with pytest.raises(ValueError, match="Việc"):
        checked(frequency, rule)


def test_the_desk_the_list_of_what_is_not_done_and_the_help_say_the_same_deadline(client, province):
    unit = province.units["ttyt-mot"]
    duty = give(unit, "hotlines", "day", deadline="21:30")
    (line,) = (one for one in due(unit) if "hotline" in one.form)
    (missing,) = (one for one in late(unit) if one.duty == duty)
    assert line.until == missing.until == at(21, 30)
    assert in_words(duty.frequency, duty.deadline) == "trước 21:30 mỗi ngày"
    client.force_login(User.objects.create(username="ttyt-mot", unit=unit, is_superuser=True))
    assert "trước 21:30 mỗi ngày" in client.get(f"/quan-tri/nhiem-vu/{duty.pk}/huong-dan/").content.decode()


def test_what_is_delegated_with_a_frequency_of_its_own_leaves_the_duty_s_deadline(province):
    unit, other = province.units["ttyt-mot"], province.units["ttyt-hai"]
    duty = give(unit, "hotlines", "day", deadline="16:00")
    relief = DutyRelief(duty=duty, unit=unit, delegate=other, valid_from=DAY, article="12/QĐ", frequency="month")
    assert (relief.delegated.frequency, relief.delegated.deadline) == ("month", "")
    relief.frequency = ""
    assert (relief.delegated.frequency, relief.delegated.deadline) == ("day", "16:00")


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
