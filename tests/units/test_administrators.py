"""More than one person may administer the portal, each of the office that runs it; never is nobody left."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from core import clock
from core.problems import Refused
from core.province import current
from tests.datasets import factories
from units.actions import accounts as life
from units.actions.redeem import take_account
from units.models import OrganisationalUnit, User
from units.policy import CONFIGURE, ENTER, MANAGE, Held, may
from units.roles import ADMINISTRATOR, roles_of
from units.selectors.accounts import stamp_of

PASSWORD = "mot-mat-khau-kha-dai"
ENDINGS = {"tam-khoa": life.suspend, "thu-hoi": life.revoke, "lay-lai": life.reclaim}


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def office(province):
    like = province.units["cdc"]
    return OrganisationalUnit.objects.create(
        abbreviation=current().managed_by, name="Đơn vị vận hành", short_name="Vận hành", kind=like.kind,
        level=like.level, head_office="Giám đốc",
    )  # fmt: skip


@pytest.fixture
def admin(province):
    return User.objects.create(username="admin", kind="system", is_superuser=True)


def about(name="Lê Bình"):
    return {"first_name": name, "position": "Chuyên viên"}


def issue(by, unit, across="administrator", **fields):
    return life.issue_person(by=by, unit=unit, roles={"across": across}, about=about() | fields)


@pytest.fixture
def second(admin, office):
    return take_account(word=issue(admin, office).word, password=PASSWORD)


def fresh(account):
    return User.objects.select_related("unit").get(pk=account.pk)


def test_a_named_person_of_the_managing_office_administers_and_enters_nothing(second, office, province):
    assert roles_of(second) == {ADMINISTRATOR}
    assert second.is_superuser
    assert may(second, CONFIGURE, Held(None))
    assert not may(second, ENTER, Held(office))
    assert not may(second, MANAGE, second)


def test_the_second_administrator_looks_after_every_account_and_the_first(second, admin, client, province):
    client.force_login(second)
    assert client.get("/quan-tri/tai-khoan/").status_code == 200
    assert client.get(f"/quan-tri/tai-khoan/{admin.pk}/").status_code == 200
    assert client.get(f"/quan-tri/tai-khoan/{second.pk}/sua/").status_code == 404
    assert client.get("/quan-tri/tai-khoan/?role=administrator").content.decode().count("/quan-tri/tai-khoan/") > 2


def test_it_is_issued_and_ended_on_screen(client, admin, office, second):
    client.force_login(admin)
    form = client.get("/quan-tri/tai-khoan/moi/").context["form"]
    sent = about("Hà Nam") | {"unit": office.abbreviation, "across": "administrator", "seen": form["seen"].value()}
    assert (
        "lien-ket" in client.post("/quan-tri/tai-khoan/moi/", sent).content.decode()
        or User.objects.filter(across="administrator", state="issued").exists()
    )
    again = client.post("/quan-tri/tai-khoan/moi/", sent).content.decode()
    assert "Biểu mẫu này đã cấp tài khoản" in again
    assert User.objects.filter(first_name="Hà Nam").count() == 1
    reason = {"reason": "Chuyển công tác", "seen": stamp_of(second)}
    client.post(f"/quan-tri/tai-khoan/{second.pk}/thu-hoi/", reason)
    assert fresh(second).state == "revoked"


def test_only_an_administrator_issues_one_and_only_to_the_managing_office(admin, office, province):
    for unit in (province.units["cdc"], None):
        with pytest.raises(Refused, match=f"chỉ cấp cho người của: {office.abbreviation}"):
            issue(admin, unit)
    head = User.objects.create(username="dau-moi", unit=office, kind="person", focal_point=True)
    with pytest.raises(Refused, match="Chỉ quản trị hệ thống"):
        issue(head, office)
    with pytest.raises(Refused):
        life.issue_person(by=admin, unit=office, roles={"across": "administrator", "enters": True}, about=about())
    assert not User.objects.filter(across="administrator").exists()


def test_a_focal_point_of_the_office_manages_no_administrator(second, office):
    head = User.objects.create(username="dau-moi", unit=office, kind="person", focal_point=True)
    assert not may(head, MANAGE, second)


def test_to_take_the_role_away_takes_every_right_of_it(second, admin, office):
    life.change_person(account=second, by=admin, roles={"enters": True}, about=about())
    changed = fresh(second)
    assert roles_of(changed) == {"enters"}
    assert not changed.is_superuser


@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_the_last_administrator_who_stays_is_not_ended(end, second, admin):
    User.objects.filter(pk=second.pk).update(valid_until=clock.today() + dt.timedelta(days=3))
    with pytest.raises(Refused, match="cuối cùng"):
        end(account=admin, by=second, reason="Nghỉ")
    assert fresh(admin).state == "active"
    end(account=second, by=admin, reason="Nghỉ")
    assert fresh(second).state != "active"


def test_nor_is_the_last_one_given_a_last_day_or_another_role(second, admin):
    User.objects.filter(pk=admin.pk).update(valid_until=clock.today() + dt.timedelta(days=3))
    for roles, last in (({"across": "administrator"}, clock.today()), ({"enters": True}, None)):
        with pytest.raises(Refused, match="cuối cùng"):
            life.change_person(account=second, by=fresh(admin), roles=roles, about=about() | {"valid_until": last})
    assert roles_of(fresh(second)) == {ADMINISTRATOR}


def test_of_two_who_end_each_other_the_second_acts_no_more(second, admin):
    life.revoke(account=admin, by=second, reason="Nghỉ")
    with pytest.raises(Refused, match="không còn quyền"):
        life.revoke(account=second, by=admin, reason="Nghỉ")


@pytest.mark.parametrize(
    "fields",
    [{"across": "administrator"}, {"across": "oversight", "is_superuser": True},
     {"across": "administrator", "is_superuser": True, "enters": True}],
)  # fmt: skip
def test_the_database_itself_refuses_half_an_administrator(province, fields):
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(username="x", kind="person", **fields)
