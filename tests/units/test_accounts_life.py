"""The life of an account: by a link that opens once, handed over, locked, taken back; each act refused or whole."""

import datetime as dt
import time

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.problems import Refused
from tests.datasets import factories
from units.actions import accounts as life
from units.actions.expire import expire_accounts
from units.actions.handover import Person, hand_over_account
from units.actions.issue_many import issue_unit_accounts
from units.actions.links import digest
from units.actions.redeem import account_of, take_account
from units.backends import AccountBackend
from units.models import (
    AccountHandover,
    AuditEntry,
    Duty,
    DutyRelief,
    OneTimeLink,
    OrganisationalUnit,
    UnitKind,
    User,
)
from units.selectors.accounts import silent_focal_points, stamp_of, units_without_account

PASSWORD = "mot-mat-khau-kha-dai"
OLD, NEW = Person("Trần Văn Cũ", "Chuyên viên"), Person("Lê Thị Mới", "Phó trưởng phòng", "0238 000 000")


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def admin(province):
    return User.objects.create(username="admin", kind="system", is_superuser=True)


@pytest.fixture
def own(province):
    """The account of ttyt-mot itself, in use."""
    account = User(username="ttyt-mot", unit=province.units["ttyt-mot"], first_name="Trần Văn Cũ")
    account.set_password("cu-cu-cu-cu")
    account.save()
    return account


def person(province, by, name="Nguyễn Thị Lan", unit="ttyt-mot", roles=None, form="", **about):
    unit = province.units[unit] if unit else None
    about = {"first_name": name, "position": "Chuyên viên"} | about
    return life.issue_person(by=by, unit=unit, roles=roles or {"enters": True}, about=about, form=form)


def fresh(account):
    return User.objects.get(pk=account.pk)


def signs_in(name, password):
    return AccountBackend().authenticate(None, username=name, password=password) is not None


def test_a_person_chooses_the_first_password_by_the_link_and_only_once(province, admin):
    given = person(province, admin)
    assert (given.account.username, given.account.state, given.account.is_active) == ("ttyt-mot.lan", "issued", False)
    assert not given.account.has_usable_password()
    assert account_of(given.word) == given.account
    taken = take_account(word=given.word, password=PASSWORD)
    assert (taken.state, taken.is_active, taken.check_password(PASSWORD)) == ("active", True, True)
    with pytest.raises(Refused, match="đã dùng"):
        take_account(word=given.word, password="mat-khau-cua-ke-khac")
    assert fresh(taken).check_password(PASSWORD)
    assert taken.has_perm("wagtailadmin.access_admin")


def test_a_used_link_opens_nothing_though_its_account_waits_again(province, admin):
    given = person(province, admin)
    take_account(word=given.word, password=PASSWORD)
    User.objects.filter(pk=given.account.pk).update(state="issued", is_active=False)
    with pytest.raises(Refused):
        take_account(word=given.word, password="mat-khau-cua-ke-khac")


def test_the_link_is_nowhere_but_in_the_answer(province, admin):
    given = person(province, admin)
    kept = OneTimeLink.objects.get()
    assert kept.digest == digest(given.word) != given.word
    log = " ".join(f"{e.label} {e.changes} {e.details}" for e in AuditEntry.objects.all())
    assert given.word not in log
    assert kept.digest not in log
    take_account(word=given.word, password=PASSWORD)
    log = " ".join(f"{e.changes} {e.details}" for e in AuditEntry.objects.all())
    assert PASSWORD not in log
    assert User.objects.get(pk=kept.account_id).password not in log


@pytest.mark.parametrize("word", ["", "x", "%00", "\0", "a" * 5000, "đ" * 43])
def test_a_forged_link_opens_nothing(province, admin, word):
    person(province, admin)
    with pytest.raises(Refused):
        account_of(word)


def test_a_link_holds_until_its_hour(province, admin, settings):
    given = person(province, admin)
    expires = OneTimeLink.objects.get().expires_at
    assert expires - OneTimeLink.objects.get().issued_at == dt.timedelta(hours=72)
    with clock.at(expires - dt.timedelta(seconds=1)):
        account_of(given.word)
    with clock.at(expires), pytest.raises(Refused):
        take_account(word=given.word, password=PASSWORD)
    assert fresh(given.account).state == "issued"


def test_a_new_link_ends_the_older_one(province, admin):
    first = person(province, admin)
    second = life.issue_again(account=first.account, by=admin)
    with pytest.raises(Refused):
        account_of(first.word)
    assert account_of(second.word) == first.account


def test_names_are_never_given_twice(province, admin):
    names = [person(province, admin, name).account.username for name in ("Đỗ Văn Đông", "Lê Đông", "Hà Đông", "  ")]
    assert names == ["ttyt-mot.dong", "ttyt-mot.dong2", "ttyt-mot.dong3", "ttyt-mot.cb"]


def test_a_focal_point_gives_accounts_in_its_unit_alone(province, admin):
    head = take_account(word=person(province, admin, "Hà", roles={"focal_point": True}).word, password=PASSWORD)
    assert person(province, head, "Nga").account.unit == head.unit
    for refused in (
        {"unit": "ttyt-hai"},
        {"roles": {"across": "auditor"}},
        {"unit": None},
        {"roles": {"across": "auditor", "enters": True}},
        {"roles": {"enters": False}},
    ):
        with pytest.raises(Refused):
            person(province, head, "Nga", **refused)
    assert User.objects.filter(kind="person").count() == 2


def test_who_watches_comes_from_the_units_that_the_province_names(province, admin):
    watcher = person(province, admin, unit="syt", roles={"across": "oversight"}).account
    assert watcher.across == "oversight"
    person(province, admin, unit=None, roles={"across": "auditor"})
    for unit in ("cdc", None):
        with pytest.raises(Refused, match="syt"):
            person(province, admin, unit=unit, roles={"across": "oversight"})
    head = User.objects.create(username="syt.dau", unit=province.units["syt"], kind="person", focal_point=True)
    with pytest.raises(Refused, match="không còn quyền"):
        life.issue_again(account=watcher, by=head)


def test_suspended_resumed_revoked_issued_again(province, admin, own):
    life.suspend(account=own, by=admin, reason="nghỉ dài ngày")
    assert (fresh(own).state, signs_in("ttyt-mot", "cu-cu-cu-cu")) == ("suspended", False)
    life.resume(account=own, by=admin)
    assert fresh(own).check_password("cu-cu-cu-cu")
    assert fresh(own).is_active
    life.revoke(account=own, by=admin, reason="không còn nhiệm vụ")
    assert (fresh(own).state, fresh(own).has_usable_password()) == ("revoked", False)
    with pytest.raises(Refused):
        life.resume(account=own, by=admin)
    take_account(word=life.issue_again(account=own, by=admin).word, password=PASSWORD)
    assert fresh(own).state == "active"


@pytest.mark.parametrize("act", [life.suspend, life.revoke, life.reclaim])
def test_a_reason_is_needed_and_nothing_happens_without(province, admin, own, act):
    before = AuditEntry.objects.count()
    with pytest.raises(Refused, match="lý do"):
        act(account=own, by=admin, reason="  ")
    assert fresh(own).state == "active"
    assert fresh(own).check_password("cu-cu-cu-cu")
    assert AuditEntry.objects.count() == before
    assert not OneTimeLink.objects.exists()


def test_after_a_leak_nothing_that_was_open_stays_open(province, admin, own, client):
    client.force_login(own)
    client.get("/quan-tri/")
    assert Session.objects.count() == 1
    given = life.reclaim(account=own, by=admin, reason="lộ mật khẩu")
    assert not Session.objects.exists()
    assert not fresh(own).has_usable_password()
    assert client.get("/quan-tri/").status_code == 302
    assert account_of(given.word) == own


def test_an_act_by_an_older_form_is_refused(province, admin, own):
    seen = stamp_of(own)
    life.suspend(account=own, by=admin, reason="tạm", seen=seen)
    with pytest.raises(Refused, match="đã thay đổi"):
        life.revoke(account=own, by=admin, reason="hết việc", seen=seen)
    assert fresh(own).state == "suspended"


def test_who_lost_the_role_meanwhile_does_nothing(province, admin):
    head = take_account(word=person(province, admin, "Hà", roles={"focal_point": True}).word, password=PASSWORD)
    clerk = person(province, admin, "Nga").account
    User.objects.filter(pk=head.pk).update(focal_point=False, enters=True)
    with pytest.raises(Refused, match="không còn quyền"):
        life.revoke(account=clerk, by=head, reason="hết việc")
    with pytest.raises(Refused):
        person(province, head, "Mai")


def test_nobody_locks_himself_out_or_gives_himself_a_role(province, admin):
    head = take_account(word=person(province, admin, "Hà", roles={"focal_point": True}).word, password=PASSWORD)
    for account in (admin, head):
        with pytest.raises(Refused):
            life.suspend(account=account, by=account, reason="nhầm")
    with pytest.raises(Refused):
        life.change_person(account=head, by=head, roles={"reviews": True}, about={})


def test_a_changed_role_counts_at_once(province, admin):
    clerk = take_account(word=person(province, admin).word, password=PASSWORD)
    life.change_person(account=clerk, by=admin, roles={"reviews": True}, about={"position": "Trưởng phòng"})
    changed = fresh(clerk)
    assert (changed.enters, changed.reviews, changed.position) == (False, True, "Trưởng phòng")
    assert changed.first_name == "Nguyễn Thị Lan"


def test_an_account_passes_from_one_to_the_other_and_both_confirm(province, own, client):
    client.force_login(own)
    client.get("/quan-tri/")
    handover, given = hand_over_account(account=own, by=own, outgoing=OLD, incoming=NEW)
    assert (handover.confirmed_by, handover.reason, handover.is_open) == ("Trần Văn Cũ", "", True)
    assert not Session.objects.exists()
    assert not signs_in("ttyt-mot", "cu-cu-cu-cu")
    taken = take_account(word=given.word, password=PASSWORD)
    assert (taken.first_name, taken.position, taken.phone) == (NEW.name, NEW.position, NEW.phone)
    handover.refresh_from_db()
    assert not handover.is_open
    assert handover.incoming_confirmed_at is not None


def test_a_focal_point_confirms_for_who_has_left_with_a_reason(province, admin, own):
    head = take_account(word=person(province, admin, "Hà", roles={"focal_point": True}).word, password=PASSWORD)
    with pytest.raises(Refused, match="lý do"):
        hand_over_account(account=own, by=head, outgoing=OLD, incoming=NEW)
    stranger = User.objects.create(username="x", unit=province.units["ttyt-hai"], kind="person", focal_point=True)
    with pytest.raises(Refused, match="không còn quyền"):
        hand_over_account(account=own, by=stranger, outgoing=OLD, incoming=NEW, reason="nghỉ việc")
    handover, _ = hand_over_account(account=own, by=head, outgoing=OLD, incoming=NEW, reason="nghỉ việc")
    assert (handover.confirmed_by, handover.reason) == ("Hà", "nghỉ việc")


def test_a_person_is_not_handed_over(province, admin):
    clerk = take_account(word=person(province, admin).word, password=PASSWORD)
    for by in (admin, clerk):
        with pytest.raises(Refused):
            hand_over_account(account=clerk, by=by, outgoing=OLD, incoming=NEW, reason="nghỉ")


def test_a_hand_over_that_is_taken_back_ends(province, admin, own):
    handover, given = hand_over_account(account=own, by=own, outgoing=OLD, incoming=NEW)
    life.revoke(account=own, by=admin, reason="chưa đủ thủ tục")
    handover.refresh_from_db()
    assert handover.ended_at is not None
    with pytest.raises(Refused):
        take_account(word=given.word, password=PASSWORD)
    assert not AccountHandover.objects.filter(ended_at=None).exists()


def test_time_ends_accounts(province, admin, own):
    today = clock.today()
    last = person(province, admin, valid_until=today).account
    over = person(province, admin, "Lê Văn Hết", valid_until=today - dt.timedelta(days=1)).account
    kept = person(province, admin, unit="cdc").account
    OrganisationalUnit.objects.filter(abbreviation="ttyt-hai").update(valid_to=today)
    ended = User.objects.create(username="ttyt-hai", unit=province.units["ttyt-hai"])
    assert expire_accounts() == 2
    states = {account.username: fresh(account).state for account in (last, over, kept, ended, own)}
    assert set(states.values()) == {"issued", "suspended", "active"}
    assert {name for name, state in states.items() if state == "suspended"} == {over.username, "ttyt-hai"}
    assert expire_accounts() == 0
    with pytest.raises(Refused):
        life.resume(account=fresh(ended), by=admin)


def test_the_account_of_a_unit_whose_last_duty_ends_expires_with_it(province, own):
    today, kind = clock.today(), UnitKind.objects.create(code="doi", name="Đội cơ động", level=1)
    unit = OrganisationalUnit.objects.create(abbreviation="doi-1", name="Đội cơ động 1", kind=kind, level=1)
    duty = Duty.objects.create(code="tam", unit=unit, article="9", action="update", subject="hotlines",
                               frequency="change", task="Cập nhật đường dây nóng.")  # fmt: skip
    idle = User.objects.create(username=unit.abbreviation, unit=unit)
    assert expire_accounts() == 0
    relief = DutyRelief.objects.create(duty=duty, unit=unit, valid_from=today, article="12/QĐ")
    assert expire_accounts() == 0, "a suspended duty comes back"
    relief.delete()
    duty.unit = own.unit
    duty.save()
    lasts = {"valid_from": today, "valid_to": today + dt.timedelta(days=1)}
    given = DutyRelief.objects.create(duty=duty, unit=own.unit, delegate=unit, article="13/QĐ", **lasts)
    assert expire_accounts() == 0, "somebody else's duty is its own while it is delegated"
    with clock.at(dt.datetime.combine(given.valid_to, dt.time(6), tzinfo=clock.ZONE)):
        assert expire_accounts() == 1
    assert fresh(idle).state == "suspended"
    assert fresh(own).state == "active"


def test_silent_focal_points_are_named(province, admin, own):
    long_ago = clock.real_now() - dt.timedelta(days=31)
    User.objects.filter(pk=own.pk).update(last_login=long_ago)
    head = take_account(word=person(province, admin, "Hà", roles={"focal_point": True}).word, password=PASSWORD)
    clerk = take_account(word=person(province, admin, "Nga").word, password=PASSWORD)
    assert set(silent_focal_points()) == {own}
    User.objects.filter(pk__in=[head.pk, clerk.pk]).update(date_joined=long_ago)
    assert set(silent_focal_points()) == {own, head}
    User.objects.filter(pk=head.pk).update(last_login=clock.real_now())
    assert set(silent_focal_points()) == {own}


def test_every_unit_gets_its_account_at_once_and_again_only_if_asked(province, admin, own):
    sheets = issue_unit_accounts(by=admin)
    assert [sheet.account.username for sheet in sheets] == ["cdc", "syt", "vp", "ttyt-hai", "tyt-11"]
    assert len({sheet.word for sheet in sheets}) == 5
    assert not units_without_account().exists()
    taken = take_account(word=sheets[0].word, password=PASSWORD)
    User.objects.filter(pk=taken.pk).update(last_login=clock.real_now())
    assert issue_unit_accounts(by=admin) == []
    again = issue_unit_accounts(by=admin, again=True)
    assert [sheet.account.username for sheet in again] == ["syt", "vp", "ttyt-hai", "tyt-11"]
    with pytest.raises(Refused):
        account_of(sheets[1].word)
    with pytest.raises(Refused):
        issue_unit_accounts(by=own)


def test_a_thousand_accounts_in_one_go(province, admin):
    kind = province.units["tyt-11"].kind
    units = [
        OrganisationalUnit(
            abbreviation=f"tyt-so-{n}",
            name=f"Trạm {n}",
            short_name=f"Trạm {n}",
            kind=kind,
            level=2,
            head_office="Trạm",
        )
        for n in range(1000)
    ]
    OrganisationalUnit.objects.bulk_create(units)
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        sheets = issue_unit_accounts(by=admin)
    took = time.perf_counter() - started
    print(f"1,006 accounts in {took:.2f} s, {len(asked)} statements")
    assert len(sheets) == 1006
    assert took < 10
    writes = [q for q in asked if "units_auditentry" not in q["sql"]]
    assert len(writes) < 60, len(writes)


def test_a_link_of_a_unit_that_ended_opens_nothing(province, admin):
    given = person(province, admin)
    OrganisationalUnit.objects.filter(abbreviation="ttyt-mot").update(valid_to=clock.today())
    with pytest.raises(Refused, match="không còn hoạt động"):
        take_account(word=given.word, password=PASSWORD)
    assert fresh(given.account).state == "issued"


def test_the_same_form_sent_twice_issues_one_account(province, admin):
    first = person(province, admin, form="mot").account
    with pytest.raises(Refused, match=f"đã cấp tài khoản {first.username}"):
        person(province, admin, form="mot")
    assert User.objects.filter(kind="person").count() == 1


def test_two_persons_of_one_name_get_an_account_each_while_the_first_is_not_yet_taken(province, admin):
    first = person(province, admin, form="mot").account
    second = person(province, admin, form="hai", position="Y sĩ", email="lan2@example.org").account
    assert first.first_name == second.first_name
    assert first.username != second.username
