"""Who follows up others' duties sees what they have not done, the late first, and nobody else's."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.province import current
from tests.datasets import factories
from units.models import Duty, DutyRelief, OrganisationalUnit, User
from units.selectors.undone import behind_of, count_behind

ADDRESS = "/quan-tri/chua-lam/"


@pytest.fixture
def province(db, evening):
    built = factories.build()
    Duty.objects.filter(subject="figures").update(frequency="slot")
    return built


def account(name, unit=None, **fields):
    user = User.objects.create(username=name, unit=unit, **fields)
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    return user


def watcher():
    return account("giam-sat", kind="person", across="oversight")


def names(user):
    return [one.unit.abbreviation for one in behind_of(user)]


def test_a_reviewing_unit_sees_the_units_that_it_reviews_and_neither_itself_nor_others(province):
    cdc = province.units["cdc"]
    followed = OrganisationalUnit.objects.filter(reviewer=cdc) | OrganisationalUnit.objects.filter(parent=cdc)
    found = names(account("cdc", cdc))
    assert "ttyt-mot" in found
    assert set(found) <= set(followed.values_list("abbreviation", flat=True)) - {"cdc"}


def test_the_office_that_runs_the_portal_sees_all_others_whoever_of_it_enters_or_reviews(province):
    office = province.units["ttyt-hai"]
    OrganisationalUnit.objects.filter(pk=office.pk).update(abbreviation=current().managed_by)
    office.refresh_from_db()
    clerk = account("thu-ky", office, kind="person", enters=True)
    assert set(names(clerk)) == set(names(watcher())) - {office.abbreviation}
    assert names(account("dau-moi", office, kind="person", focal_point=True)) == []


def test_a_unit_that_follows_up_nobody_finds_no_list(client, province):
    client.force_login(account("ttyt", OrganisationalUnit.objects.exclude(parent=None).filter(
        reviewed_units=None, children=None).first()))  # fmt: skip
    assert client.get(ADDRESS).status_code == 404
    assert "Đơn vị của tôi chưa làm" not in client.get("/quan-tri/").content.decode()


def test_what_was_entered_is_no_longer_missing(province):
    user = watcher()
    assert "ttyt-mot" in names(user)
    factories.report(province, "ttyt-mot", "1", state="draft")
    assert "ttyt-mot" not in names(user)


def test_what_is_suspended_is_not_missing(province):
    unit = province.units["ttyt-mot"]
    for duty in Duty.objects.all():
        DutyRelief.objects.create(duty=duty, unit=unit, valid_from=dt.date(2021, 10, 1), article="1/QĐ")
    assert "ttyt-mot" not in names(watcher())


def test_a_unit_is_late_when_it_missed_the_period_before(province):
    assert all(one.late for one in behind_of(watcher()))


def test_the_focal_point_stands_beside_the_unit_with_a_telephone_number(client, province):
    User.objects.create(
        username="an",
        unit=province.units["ttyt-mot"],
        kind="person",
        focal_point=True,
        first_name="Lê An",
        phone="0912 345 678",
    )
    client.force_login(watcher())
    assert "0912 345 678" in client.get(ADDRESS).content.decode()
    assert "0912 345 678" in client.get(f"{ADDRESS}?export=csv").content.decode("utf-8-sig")


def test_the_list_is_filtered_and_given_as_a_file_without_formulas(client, province):
    OrganisationalUnit.objects.filter(abbreviation="ttyt-mot").update(name="=1+1")
    client.force_login(watcher())
    assert "'=1+1" in client.get(f"{ADDRESS}?export=csv").content.decode("utf-8-sig")
    assert client.get(f"{ADDRESS}?export=xlsx").content[:2] == b"PK"
    assert client.get(f"{ADDRESS}?export=exe").status_code == 404
    assert "Không có đơn vị nào" in client.get(f"{ADDRESS}?q=không-có-đơn-vị&muc=x").content.decode()
    assert client.get(f"{ADDRESS}?q=%00").status_code == 400


def test_thirty_queries_at_most_however_many_units(client, province):
    like = province.units["ttyt-mot"]
    client.force_login(watcher())
    for number in range(60):
        OrganisationalUnit.objects.create(
            abbreviation=f"moi-{number}", name=f"Mới {number}", short_name="Mới", kind=like.kind, level=like.level
        )
    for address in ("/quan-tri/", ADDRESS):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(address).content.decode()
        assert "Mới" in text
        assert len(queries) <= 30


def test_a_reviewing_units_own_desk_counts_what_its_units_have_not_done(client, province):
    user = account("cdc", province.units["cdc"])
    behind = behind_of(user)
    late = sum(1 for one in behind if one.late)
    client.force_login(user)
    text = client.get("/quan-tri/").content.decode()
    assert f"<strong>{late}</strong> đơn vị trễ hạn, <strong>{len(behind) - late}</strong> đơn vị còn việc" in text
    assert late > 0


def test_the_count_is_each_accounts_own(client, province):
    assert count_behind(account("cdc", province.units["cdc"])) is not None
    assert count_behind(account("ttyt", province.units["ttyt-hai"])) is None
    reviewer = account("cdc.duyet", province.units["cdc"], kind="person", reviews=True)
    assert count_behind(reviewer) is not None
    reviewer.reviews, reviewer.enters = False, True
    assert count_behind(reviewer) is None


def test_who_watches_for_a_unit_is_shown_the_units_furthest_behind(client, province):
    person = account("syt.giam-sat", province.units["syt"], kind="person", across="oversight")
    client.force_login(person)
    text = client.get("/quan-tri/").content.decode()
    assert "Trễ hạn:" in text
    assert "Chưa có đầu mối" in text or "chưa có" in text


def test_thirty_queries_on_a_units_own_desk_however_many_units_it_follows(client, province):
    like, cdc = province.units["ttyt-mot"], province.units["cdc"]
    client.force_login(account("cdc", cdc))
    for number in range(60):
        OrganisationalUnit.objects.create(
            abbreviation=f"moi-{number}", name=f"Mới {number}", short_name="Mới", kind=like.kind, level=like.level,
            reviewer=cdc,
        )  # fmt: skip
    client.get("/quan-tri/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/quan-tri/")
    assert len(queries) <= 30
