"""On 1 July 2025 the districts ended. A portal of 2021 goes over by loading the data and the coming of the day."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from core import clock
from core.directive_ref import DirectiveRef
from core.hooks import Demo
from core.province import load
from datasets import days
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import Facility, Fact, Indicator, Report
from directives.models import DirectivePage, DirectivesPage
from home.models import Hotline
from units.actions.folders import open_folder
from units.actions.load_demo import load_accounts
from units.models import Level, OrganisationalUnit, UnitChange, UnitFolder, User
from units.policy import ENTER, VIEW, has_duty, may
from units.selectors.areas import area_at
from units.selectors.folders import owner_of
from units.selectors.organisations import unit_named, unit_on

ISSUER = "Ủy ban Thường vụ Quốc hội"
BEFORE, END = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
DECISIONS = {"nghe-an": "1678/NQ-UBTVQH15", "thanh-hoa": "1686/NQ-UBTVQH15"}
DISTRICT = {"nghe-an": ("vinh", "412"), "thanh-hoa": ("bim-son", "381")}

PROVINCES = [pytest.param(slug, marks=pytest.mark.xdist_group(f"{slug} of both times")) for slug in DISTRICT]


def on(day):
    return clock.at(dt.datetime.combine(day, dt.time(8), tzinfo=clock.ZONE))


@pytest.fixture(scope="module", params=PROVINCES)
def province(request, django_db_setup, django_db_blocker):
    """A province loaded in 2021, with what its units had in hand on the last day of June 2025; its slug."""
    with django_db_blocker.unblock(), transaction.atomic():
        with on(dt.date(2021, 10, 8)):
            call_command("load_province", request.param, verbosity=0)
        with on(BEFORE):
            _fill(request.param)
            call_command("load_province", request.param, verbosity=0)
            assert not UnitChange.objects.exclude(applied_at=None).exists()
        yield request.param
        transaction.set_rollback(True)


def _fill(slug):
    """Accounts, reports, place, hotline, page of a commune and its district; a release with the district's figure."""
    name, code = DISTRICT[slug]
    district = area_at(code, BEFORE)
    ward = district.children.order_by("code")[0]
    station = OrganisationalUnit.objects.get(area=ward, kind__code="tyt_xa")
    committee, centre = unit_named(f"ubnd-{name}"), unit_named(f"ttyt-{name}")
    for unit in (station, committee, centre):
        User.objects.create(username=unit.abbreviation, unit=unit)
        User.objects.create(username=f"{unit.abbreviation}.lan", unit=unit, kind="person", enters=True)
    entered = {
        "day": days.number(BEFORE),
        "entered_by": "lan",
        "entered_at": clock.now(),
        "values": {"ca_mac_moi": 1},
    }
    Report.objects.create(unit=station, area=ward, slot=0, **entered)
    Report.objects.create(unit=centre, area=district, slot=0, **entered)
    signed = {"state": "approved", "approved_by": "cdc", "approved_at": clock.now()}
    Report.objects.create(unit=centre, area=district, slot=1, **entered, **signed)
    Facility.objects.create(name="Chợ", kind="thiet_yeu", area=ward, unit=committee, live=True)
    Hotline.objects.create(
        name="Trực", purpose="cap_cuu", phones="0238 000 0001", hours="24/24", area=ward, unit=committee,
        valid_from=BEFORE, tested_on=BEFORE, live=True,
    )  # fmt: skip
    section = DirectivesPage.objects.get()
    page = DirectivePage(title="Thông báo", slug="thong-bao-cu", locale=section.locale, date=BEFORE)
    open_folder(section=section, unit=station).add_child(instance=page)
    cell = (Indicator.objects.get(code="ca_mac_moi").pk, district.pk, days.number(BEFORE), 0)
    move_pointer(stage_release(day=days.number(BEFORE), slot=0, cells={cell: 7}))


@pytest.fixture(scope="class")
def carried(province, django_db_blocker):
    """The same on the first of July, after the timer has called; what each test does to it is undone."""
    with django_db_blocker.unblock(), on(END), transaction.atomic():
        call_command("apply_unit_changes")
        yield province
        transaction.set_rollback(True)


def ward_of(slug):
    """The first ward of the district, the ward of 2025 that follows it."""
    ward = area_at(DISTRICT[slug][1], BEFORE).children.order_by("code")[0]
    return ward, ward.successors.order_by("code")[0]


def heir_of(slug, kind):
    return OrganisationalUnit.objects.get(area=ward_of(slug)[1], kind__code=kind)


def test_until_the_day_nothing_moves(province, db):
    with on(BEFORE):
        call_command("apply_unit_changes")
    assert not UnitChange.objects.exclude(applied_at=None).exists()
    assert Report.objects.get(unit__kind__code="tyt_xa").state == "draft"


def test_demo_accounts_are_those_of_its_day(province, db):
    with transaction.atomic():
        load_accounts(Demo(load(settings.PROVINCES_DIR / province), days=1, seed=1, password="x"))
        names = set(User.objects.exclude(unit=None).filter(username__in=_names(BEFORE) | _names(END)))
        transaction.set_rollback(True)
    assert {user.username for user in names} == _names(BEFORE)


def _names(day):
    return set(OrganisationalUnit.objects.valid_at(day).values_list("abbreviation", flat=True))


class TestFromTheFirstOfJuly:
    def test_every_unit_of_the_districts_ends_by_the_decision(self, carried, db):
        changes = UnitChange.objects.filter(from_data=True)
        ended = OrganisationalUnit.objects.filter(valid_to=END)
        assert set(changes.values_list("unit", flat=True)) == set(ended.values_list("pk", flat=True))
        assert not changes.filter(applied_at=None).exists()
        assert set(changes.values_list("decision_number", flat=True)) == {DECISIONS[carried]}
        assert changes[0].decision == DirectiveRef(
            "Ủy ban Thường vụ Quốc hội", DECISIONS[carried], dt.date(2025, 6, 16)
        )
        working = OrganisationalUnit.objects.valid_at(END)
        assert not working.filter(level=Level.DISTRICT).exists()
        assert not working.filter(parent__valid_to=END).exists()
        assert not working.filter(reviewer__valid_to=END).exists()

    def test_accounts_of_ended_units_are_suspended_and_persons_go_on(self, carried, db):
        station, committee, centre = ("tyt_xa", "ubnd_huyen", "ttyt_huyen")
        for kind in (station, committee, centre):
            own = User.objects.get(unit__kind__code=kind, is_active=False)
            assert own.username == own.unit.abbreviation
        persons = {user.username.split("-")[0]: user.unit for user in User.objects.filter(username__endswith=".lan")}
        assert persons["tyt"] == heir_of(carried, "tyt_xa")
        assert {persons["ubnd"].abbreviation, persons["ttyt"].abbreviation} == {"ubnd-tinh", "cdc"}

    def test_open_work_goes_to_who_takes_over(self, carried, db):
        station, committee = heir_of(carried, "tyt_xa"), heir_of(carried, "ubnd_xa")
        ward, _ = ward_of(carried)
        assert Report.objects.get(area=ward).unit == station
        assert Facility.objects.get().unit == committee
        assert Hotline.objects.get().unit == committee
        assert UnitFolder.objects.get().unit == station
        page = DirectivePage.objects.get()
        assert owner_of(page) == station
        assert page.url_path.endswith(f"/van-ban/{page.slug}/")

    def test_who_takes_over_may_keep_the_place_and_supplement_the_figures(self, carried, db):
        committee, ward = heir_of(carried, "ubnd_xa"), ward_of(carried)[0]
        user = User.objects.create(username="moi", unit=committee)
        assert may(user, ENTER, Facility.objects.get())
        assert has_duty(heir_of(carried, "tyt_xa"), "figures", ward)

    def test_yesterdays_figures_still_belong_to_yesterdays_district(self, carried, db, client):
        name, code = DISTRICT[carried]
        district = area_at(code, BEFORE)
        assert area_at(code, END) is None or area_at(code, END) != district
        assert Fact.objects.get(area=district).value == 7
        signed = Report.objects.get(state="approved")
        assert (signed.unit.abbreviation, signed.area) == (f"ttyt-{name}", district)
        assert unit_on(signed.unit, BEFORE).name == signed.unit.name
        assert client.get(f"/dia-ban/{code}/?ngay=2025-06-30").status_code == 200

    def test_what_the_district_left_is_read_by_its_successors_alone(self, carried, db):
        name, _ = DISTRICT[carried]
        left = Report.objects.get(state="approved")
        readers = {heir_of(carried, "tyt_xa"), unit_named("cdc")}
        for unit in readers:
            user = User.objects.create(username=f"x-{unit.abbreviation}", unit=unit)
            assert may(user, VIEW, left) and not may(user, ENTER, left)
        stranger = OrganisationalUnit.objects.valid_at(END).filter(kind__code="tyt_xa")
        stranger = stranger.exclude(pk__in=unit_named(f"ttyt-{name}").successors.all())[0]
        assert not may(User.objects.create(username="la", unit=stranger), VIEW, left)

    def test_applying_and_loading_again_change_nothing(self, carried, db):
        def stored():
            models = (OrganisationalUnit, UnitChange, User, Report, Facility, Hotline, UnitFolder)
            return {model: sorted(map(repr, model.objects.values())) for model in models}

        before = stored()
        call_command("apply_unit_changes")
        call_command("load_province", carried, verbosity=0)
        assert stored() == before
