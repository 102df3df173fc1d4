"""Units begin, change and end on a day; what they were is not forgotten, and who has ended does nothing new."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from core import clock
from tests.datasets import factories
from units.models import FIRST_DAY, AreaSuccession, OrganisationalUnit, UnitPeriod, UnitSuccession, User
from units.policy import ENTER, REVIEW, VIEW, Held, covers, has_duty, may
from units.selectors.organisations import periods_of, unit_on
from units.selectors.review import has_reviewer

END = dt.date(2025, 7, 1)


def on(day):
    return clock.at(dt.datetime.combine(day, dt.time(8), tzinfo=clock.ZONE))


@pytest.fixture
def province(db, evening):
    """The health centre of district One ends in 2025; that of district Two takes over from it."""
    found = factories.build()
    found.units["ttyt-mot"].valid_to = END
    found.units["ttyt-mot"].save()
    UnitSuccession.objects.create(predecessor=found.units["ttyt-mot"], successor=found.units["ttyt-hai"])
    return found


def test_a_unit_begins_with_the_calendar_and_stays_open(province):
    unit = province.units["cdc"]
    unit.refresh_from_db()
    assert (unit.valid_from, unit.valid_to) == (FIRST_DAY, None) == (dt.date(2020, 1, 1), None)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2019, 12, 31), False),
        (FIRST_DAY, True),
        (dt.date(2025, 6, 30), True),
        (END, False),
        (dt.date(2030, 1, 1), False),
    ],
)
def test_the_first_day_counts_and_the_last_does_not(province, day, works):
    unit = province.units["ttyt-mot"]
    assert unit.works_on(day) is works
    assert OrganisationalUnit.objects.valid_at(day).filter(pk=unit.pk).exists() is works


@pytest.mark.parametrize("end", [FIRST_DAY, dt.date(2019, 1, 1)])
def test_a_unit_ends_after_it_begins(province, end):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationalUnit.objects.filter(abbreviation="cdc").update(valid_to=end)


def test_a_unit_is_remembered_as_it_was(province):
    unit = province.units["cdc"]
    renamed = dt.date(2023, 5, 1)
    UnitPeriod.objects.create(
        unit=unit, valid_from=FIRST_DAY, valid_to=renamed, name="Trung tâm Y tế dự phòng", short_name="TTYTDP",
        head_office="Giám đốc", parent=province.units["syt"],
    )  # fmt: skip
    days = (dt.date(2019, 1, 1), FIRST_DAY, renamed - dt.timedelta(days=1), renamed, dt.date(2030, 1, 1))
    names = [period and period.name for period in (unit_on(unit, day) for day in days)]
    assert names == [None, "Trung tâm Y tế dự phòng", "Trung tâm Y tế dự phòng", "CDC", "CDC"]
    assert unit_on(unit, FIRST_DAY).parent == province.units["syt"]
    assert [(p.valid_from, p.valid_to) for p in periods_of(unit)] == [(FIRST_DAY, renamed), (renamed, None)]


def test_periods_of_a_unit_do_not_begin_twice(province):
    fields = {"unit": province.units["cdc"], "valid_from": FIRST_DAY, "name": "A", "short_name": "A"}
    UnitPeriod.objects.create(valid_to=END, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.create(valid_to=dt.date(2022, 1, 1), **fields)


@pytest.mark.parametrize(("day", "answer"), [(END - dt.timedelta(days=1), True), (END, False)])
def test_a_unit_that_has_ended_does_nothing_new(province, day, answer):
    unit, area = province.units["ttyt-mot"], province.areas["1"]
    user = User.objects.create(username="ttyt-mot", unit=unit)
    reviewed = Held(province.units["tyt-11"], "figures", province.areas["11"])
    with on(day):
        assert has_duty(unit, "figures", area) is answer
        assert may(user, ENTER, Held(unit, "figures", area)) is answer
        assert may(user, REVIEW, reviewed) is answer
        assert has_reviewer(factories.report(province, "tyt-11", "11", day=0)) is answer
        assert may(user, VIEW, Held(unit, "figures", area))


def test_a_unit_that_has_not_begun_does_nothing_yet(province):
    OrganisationalUnit.objects.filter(abbreviation="ttyt-hai").update(valid_from=END)
    unit = OrganisationalUnit.objects.get(abbreviation="ttyt-hai")
    assert not has_duty(unit, "figures", province.areas["2"])
    with on(END):
        assert has_duty(unit, "figures", province.areas["2"])


def test_who_took_over_reads_what_the_ended_unit_left_and_changes_nothing_of_it(province):
    left = Held(province.units["ttyt-mot"], "figures", province.areas["1"])
    heir, stranger = (
        User.objects.create(username=name, unit=OrganisationalUnit.objects.get(abbreviation=name))
        for name in ("ttyt-hai", "tyt-11")
    )
    stranger.unit.reviewer = None
    assert not may(heir, VIEW, left)
    with on(END):
        heir, stranger = User.objects.get(pk=heir.pk), User.objects.get(pk=stranger.pk)
        assert may(heir, VIEW, left) and not may(heir, ENTER, left) and not may(heir, REVIEW, left)
        assert not may(stranger, VIEW, left)


def test_what_was_left_is_readable_through_those_who_took_over_in_between(province):
    OrganisationalUnit.objects.filter(abbreviation="ttyt-hai").update(valid_to=dt.date(2026, 1, 1))
    UnitSuccession.objects.create(predecessor=province.units["ttyt-hai"], successor=province.units["vp"])
    user = User.objects.create(username="vp", unit=province.units["vp"])
    with on(dt.date(2026, 1, 1)):
        assert may(User.objects.get(pk=user.pk), VIEW, Held(province.units["ttyt-mot"]))


def test_an_area_that_ended_is_covered_by_who_covers_its_successor(province):
    old, new = province.areas["11"], province.areas["21"]
    old.valid_to = END
    old.save()
    AreaSuccession.objects.create(predecessor=old, successor=new)
    heir = province.units["ttyt-hai"]
    assert not covers(heir, old)
    with on(END):
        assert covers(heir, old)
        assert not covers(province.units["tyt-11"], province.areas["12"])


@pytest.mark.parametrize(
    ("day", "said"),
    [(END, "đã kết thúc hoạt động từ ngày 01/07/2025"), (dt.date(2019, 5, 1), "chỉ hoạt động từ ngày 01/01/2020")],
)
def test_a_command_refuses_a_unit_that_does_not_work(province, day, said):
    with on(day), pytest.raises((CommandError, SystemExit)) as refused:
        call_command("approve_reports", unit="ttyt-mot", date="2021-10-08")
    if isinstance(refused.value, CommandError):
        assert said in str(refused.value)


def test_the_api_answers_for_a_day(client, province):
    def names(query):
        return {item["abbreviation"] for item in client.get(f"/api/v1/units/{query}").json()["items"]}

    assert names("?at=2025-06-30") - names("?at=2025-07-01") == {"ttyt-mot"}
    assert names("?at=2019-12-31") == set()
    assert names("") == names("?at=2021-10-08")
    first = client.get("/api/v1/units/?at=2025-07-01&limit=3").json()
    rest = client.get(first["next"]).json()
    assert "at=2025-07-01" in first["next"] and rest["next"] is None
    assert {item["abbreviation"] for item in first["items"] + rest["items"]} == names("?at=2025-07-01")
