"""One function answers who may do what; what Wagtail asks in SQL says the same, record by record."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import IntegrityError, transaction
from wagtail.models import GroupPagePermission
from wagtail.permissions import policy_registry

from datasets.models import Facility, Indicator, Release, Report, Source
from tests.datasets import factories
from units.models import AdministrativeArea, Duty, OrganisationalUnit, User
from units.permissions import Held
from units.policy import CONFIGURE, ENTER, MANAGE, REVIEW, VIEW, may, may_audit

GATED = (AdministrativeArea, OrganisationalUnit, Duty, Indicator, Source, Release, Report, Facility)
ACTIONS = ("view", "add", "change", "delete", "publish", "lock", "unlock")


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def accounts(province):
    found = {name: User.objects.create(username=name, unit=unit) for name, unit in province.units.items()}
    cdc, ttyt = province.units["cdc"], province.units["ttyt-mot"]
    for name, unit, roles in (
        ("cdc.duyet", cdc, {"reviews": True}),
        ("cdc.nhap", cdc, {"enters": True}),
        ("ttyt-mot.nhap", ttyt, {"enters": True}),
        ("ttyt-mot.dau-moi", ttyt, {"focal_point": True}),
        ("ttyt-mot.khong", ttyt, {}),
        ("syt.giam-sat", province.units["syt"], {"across": "oversight"}),
        ("chi-huy", None, {"across": "command_centre"}),
        ("kiem-tra", None, {"across": "auditor"}),
    ):
        found[name] = User.objects.create(username=name, unit=unit, kind="person", **roles)
    past = {"enters": True, "reviews": True, "valid_until": "2021-10-07"}
    found["het-han"] = User.objects.create(username="het-han", unit=cdc, kind="person", **past)
    found["het-han"].refresh_from_db()
    found["admin"] = User.objects.create(username="admin", is_superuser=True)
    found["nobody"] = User.objects.create(username="nobody")
    found["left"] = User.objects.create(
        username="left", unit=province.units["cdc"], is_active=False, state="suspended"
    )
    return found


@pytest.fixture
def records(province):
    factories.publish({province.cell("ca", "1"): 3})
    for unit, area in (("ttyt-mot", "1"), ("ttyt-hai", "2"), ("tyt-11", "11"), ("cdc", "40")):
        factories.report(province, unit, area, state="draft")
    factories.report(province, "ttyt-mot", "12")
    Facility.objects.create(
        name="Chợ Một", kind="thiet_yeu", area=province.areas["1"], unit=province.units["ttyt-mot"], live=False
    )
    return {model: list(model.objects.all()) for model in GATED}


def test_a_unit_enters_its_own_and_never_signs_it(province, accounts):
    report = factories.report(province, "ttyt-mot", "1")
    asked = {name: {a for a in (VIEW, ENTER, REVIEW, CONFIGURE) if may(u, a, report)} for name, u in accounts.items()}
    assert asked == {
        "ttyt-mot": {VIEW, ENTER},
        "cdc": {VIEW, REVIEW},
        "cdc.duyet": {VIEW, REVIEW},
        "cdc.nhap": set(),
        "ttyt-mot.nhap": {VIEW, ENTER},
        "ttyt-mot.dau-moi": {VIEW},
        "ttyt-mot.khong": set(),
        "syt.giam-sat": {VIEW},
        "chi-huy": {VIEW},
        "kiem-tra": set(),
        "het-han": set(),
        "admin": {VIEW, CONFIGURE},
        "ttyt-hai": set(),
        "tyt-11": set(),
        "syt": set(),
        "vp": set(),
        "nobody": set(),
        "left": set(),
    }


def test_a_duty_must_name_the_subject_and_the_area(province, accounts):
    own, areas = province.units["ttyt-mot"], province.areas
    entered = {area: may(accounts["ttyt-mot"], ENTER, Held(own, "figures", areas[area])) for area in areas}
    assert {area for area, yes in entered.items() if yes} == {"1", "11", "12"}
    assert not may(accounts["ttyt-mot"], ENTER, Held(own, "facilities:cach_ly", areas["1"]))


@pytest.mark.parametrize("model", GATED, ids=lambda model: model.__name__)
def test_the_queryset_holds_exactly_what_each_record_says(accounts, records, model):
    policy = policy_registry.get_by_type(model)
    for user in accounts.values():
        for action in ACTIONS:
            listed = set(policy.instances_user_has_any_permission_for(user, [action]))
            single = {r for r in records[model] if policy.user_has_permission_for_instance(user, action, r)}
            if action == "add" and not policy.user_has_permission(user, "add"):
                single = set()
            assert listed == single, (user.username, action)
            assert not single or policy.user_has_permission(user, action)


@pytest.mark.parametrize("model", GATED, ids=lambda model: model.__name__)
def test_nobody_publishes_and_strangers_get_nothing(accounts, records, model):
    policy = policy_registry.get_by_type(model)
    names = ("nobody", "left", "kiem-tra", "het-han", "ttyt-mot.khong")
    strangers = (AnonymousUser(), *(accounts[name] for name in names))
    for record in records[model]:
        assert not policy.users_with_any_permission_for_instance({"publish"}, record)
        for user in strangers:
            assert not policy.user_has_any_permission_for_instance(user, ACTIONS, record)
    assert not policy.users_with_any_permission({"publish", "unlock"})
    assert all(not policy.instances_user_has_any_permission_for(user, ACTIONS) for user in strangers)


def test_no_group_holds_wagtails_publish(db):
    assert not GroupPagePermission.objects.exists()
    assert not Permission.objects.filter(codename__startswith="publish", group__isnull=False).exists()
    assert not Group.objects.filter(name__in=("Moderators", "Editors")).exists()


def test_the_administrator_configures_but_enters_nothing(accounts, records):
    admin = accounts["admin"]
    for model, writable in ((OrganisationalUnit, True), (Duty, True), (Indicator, True), (Source, False)):
        policy = policy_registry.get_by_type(model)
        asked = [policy.user_has_permission_for_instance(admin, action, records[model][0]) for action in ACTIONS]
        assert asked == [True, writable, writable, False, False, False, False], model
    policy = policy_registry.get_by_type(Report)
    assert policy.instances_user_has_any_permission_for(admin, {"view"}).count() == len(records[Report])
    assert not policy.user_has_any_permission(admin, {"add", "change", "delete"})


def test_only_drafts_are_changed(province, accounts):
    policy = policy_registry.get_by_type(Report)
    user = accounts["ttyt-mot"]
    draft = factories.report(province, "ttyt-mot", "1", state="draft")
    waiting = factories.report(province, "ttyt-mot", "12")
    assert policy.user_has_permission_for_instance(user, "change", draft)
    assert not policy.user_has_any_permission_for_instance(user, {"change", "delete"}, waiting)


def test_who_manages_whose_account(province, accounts):
    asked = ("admin", "ttyt-mot", "ttyt-mot.dau-moi", "ttyt-mot.nhap", "ttyt-hai", "syt.giam-sat", "kiem-tra")
    managed = {name: {m for m, account in accounts.items() if may(accounts[name], MANAGE, account)} for name in asked}
    persons = {"ttyt-mot.nhap", "ttyt-mot.dau-moi", "ttyt-mot.khong"}
    assert managed == {
        "admin": set(accounts) - {"admin"},
        "ttyt-mot": persons,
        "ttyt-mot.dau-moi": persons - {"ttyt-mot.dau-moi"},
        "ttyt-mot.nhap": set(),
        "ttyt-hai": set(),
        "syt.giam-sat": set(),
        "kiem-tra": set(),
    }


def test_who_reads_the_log(accounts):
    assert {name for name, user in accounts.items() if may_audit(user)} == {"admin", "kiem-tra"}


def test_a_watcher_sees_everything_and_changes_nothing(accounts, records):
    for name in ("syt.giam-sat", "chi-huy"):
        for model in GATED:
            policy = policy_registry.get_by_type(model)
            assert policy.instances_user_has_any_permission_for(accounts[name], {"view"}).count() == len(
                records[model]
            )
            assert not policy.instances_user_has_any_permission_for(accounts[name], ACTIONS[1:])


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "suspended"},
        {"is_active": False},
        {"across": "auditor", "enters": True, "kind": "person"},
        {"across": "auditor", "is_superuser": True, "kind": "person"},
        {"enters": True},
    ],
    ids=str,
)
def test_the_database_keeps_roles_and_states_apart(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="sai", **broken)
