"""What a province's data says about accounts: units' own sign in or not, spans, and the persons of a demo."""

import dataclasses
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from core import province
from core.hooks import Demo
from tests.datasets import factories
from units.actions.load_demo import load_accounts
from units.models import OrganisationalUnit, User
from units.roles import may_sign_in, roles_of


@pytest.fixture
def no_unit_signs_in(monkeypatch):
    """The province as it is, but for that line of its data."""
    found = province.current()
    other = dataclasses.replace(found, accounts=dataclasses.replace(found.accounts, unit_sign_in=False))
    monkeypatch.setattr(province, "current", lambda: other)


@pytest.fixture
def accounts(db, evening):
    cdc = factories.build().units["cdc"]
    own = User(username="cdc", unit=cdc)
    person = User(username="cdc.lan", unit=cdc, kind="person", enters=True)
    for account in (own, person):
        account.set_password("mat-khau-kha-dai")
        account.save()
    return own, person


def post(client, name, password="mat-khau-kha-dai"):
    return client.post("/dang-nhap/", {"username": name, "password": password})


def test_both_provinces_let_units_sign_in(accounts):
    for slug in ("nghe-an", "thanh-hoa"):
        assert province.load(settings.PROVINCES_DIR / slug).accounts.unit_sign_in
    assert all(may_sign_in(account) for account in accounts)


def test_where_only_persons_sign_in_a_units_own_password_is_a_wrong_one(accounts, no_unit_signs_in, client):
    own, person = accounts
    assert (may_sign_in(own), may_sign_in(person)) == (False, True)
    refused = post(client, "cdc")
    wrong = post(client, "cdc", "sai-mat-khau")
    assert refused.context["form"].errors == wrong.context["form"].errors
    assert "_auth_user_id" not in client.session
    assert person.username == "cdc.lan"
    assert post(Client(), "cdc.lan").status_code == 302


def test_a_session_ends_when_the_province_stops_units_own(accounts, client, request):
    client.force_login(accounts[0])
    assert client.session["_auth_user_id"]
    request.getfixturevalue("no_unit_signs_in")
    assert client.get("/quan-tri/").status_code == 302


def test_the_administrator_signs_in_everywhere(db, no_unit_signs_in):
    assert may_sign_in(User(username="admin", is_superuser=True, kind="system"))
    assert not may_sign_in(User(username="admin", is_superuser=True, kind="system", is_active=False))


@pytest.mark.parametrize(
    "line",
    [
        "unit_sign_in = 1",
        "silent_days = 0",
        "link_hours = 0",
        "link_hours = 9999",
        'link_hours = "72"',
        'oversight = "syt"',
        "la = true",
    ],
)
def test_nonsense_is_named_and_stops(tmp_path, line):
    shutil.copytree(settings.PROVINCES_DIR / "nghe-an", tmp_path / "nghe-an")
    path = tmp_path / "nghe-an" / "province.toml"
    text = path.read_text()
    name = line.split(" = ")[0]
    kept = "\n".join(one for one in text.splitlines() if not one.startswith(f"{name} ="))
    path.write_text(kept.replace("[accounts]", f"[accounts]\n{line}"))
    with pytest.raises(province.ProvinceError, match=r"province\.toml"):
        province.load(path.parent)


@pytest.mark.parametrize("slug", ["nghe-an", "thanh-hoa"])
def test_the_demo_makes_every_units_account_and_some_persons(db, slug):
    call_command("load_province", slug, verbosity=0)
    load_accounts(Demo(province.load(settings.PROVINCES_DIR / slug), days=1, seed=1, password="mat-khau-thu"))
    units = OrganisationalUnit.objects.valid_at("2021-10-08")
    assert User.objects.filter(kind="unit").count() == units.count() > 1000
    persons = {user.username: roles_of(user) for user in User.objects.filter(kind="person").select_related("unit")}
    assert set().union(*persons.values()) == {
        "enters", "reviews", "focal_point", "oversight", "command_centre", "auditor"
    }  # fmt: skip
    assert all(user.check_password("mat-khau-thu") for user in User.objects.filter(kind="person"))
    assert User.objects.get(username="admin").kind == "system"
