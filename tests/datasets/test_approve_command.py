"""`approve_reports` signs in the name of an account that reviews for the unit, and the log says whose."""

import dataclasses
import json

import pytest
from django.core.management import CommandError, call_command

from core import province as provinces
from datasets.models import Report
from tests.datasets import factories
from units.models import AuditEntry, User


@pytest.fixture
def province(db, evening):
    return factories.build()


@pytest.fixture
def report(province):
    return factories.report(province, "ttyt-mot", "1")


@pytest.fixture
def account(province):
    """(username, unit, fields) → an account."""
    return lambda name, unit, **fields: User.objects.create(username=name, unit=province.units[unit], **fields)


def approve(**asked):
    call_command("approve_reports", **({"unit": "cdc", "date": "2021-10-08"} | asked))
    return Report.objects.get()


def person(**fields):
    return {"kind": User.Kind.PERSON, "first_name": "Lê Thị Bình"} | fields


def test_the_units_own_account_signs_unless_another_is_named(report, account):
    account("cdc", "cdc")
    assert approve().approved_by == "cdc"
    entry = AuditEntry.objects.get(action="approve")
    assert (entry.unit, entry.login, entry.person) == ("cdc", "cdc", "(dòng lệnh)") and entry.operator


def test_a_person_who_reviews_signs_by_name(report, account):
    account("cdc.binh", "cdc", **person(reviews=True))
    assert approve(account="cdc.binh").approved_by == "cdc.binh"
    entry = AuditEntry.objects.get(action="approve")
    assert (entry.login, entry.person) == ("cdc.binh", "Lê Thị Bình (dòng lệnh)")


REFUSED = {
    "unknown": ("khong-co", {}),
    "of another unit": ("la", {"unit": "ttyt-hai", **person(reviews=True)}),
    "of the unit that reported": ("la", {"unit": "ttyt-mot", **person(reviews=True)}),
    "without the role": ("la", person(enters=True, focal_point=True)),
    "suspended": ("la", person(reviews=True, is_active=False, state="suspended")),
    "past its last day": ("la", person(reviews=True, valid_until="2021-10-01")),
    "administrator": ("la", {"unit": None, "is_superuser": True}),
    "NUL": ("a\x00b", {}),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_no_other_account_signs(wrong, report, province, account, capsys):
    name, fields = REFUSED[wrong]
    account("cdc", "cdc")
    if fields:
        unit = fields.get("unit", "cdc")
        User.objects.create(username=name, **(fields | {"unit": unit and province.units[unit]}))
    with pytest.raises(CommandError) as error:
        approve(account=name)
    assert error.value.returncode == 2
    with pytest.raises(SystemExit) as error:
        approve(account=name, json=True)
    assert error.value.code == 2 and json.loads(capsys.readouterr().out)["errors"][0]["code"] == "unknown_account"
    assert Report.objects.get().state == "review" and not AuditEntry.objects.filter(action="approve").exists()


def test_where_only_persons_sign_in_one_is_to_be_named(report, account, monkeypatch):
    here = provinces.current()
    other = dataclasses.replace(here, accounts=dataclasses.replace(here.accounts, unit_sign_in=False))
    monkeypatch.setattr(provinces, "current", lambda: other)
    account("cdc", "cdc")
    with pytest.raises(CommandError, match="--account"):
        approve()
    assert Report.objects.get().state == "review"


def test_a_unit_with_persons_but_no_account_of_its_own_names_one(report, account):
    account("cdc.binh", "cdc", **person(reviews=True))
    with pytest.raises(CommandError, match="không có tài khoản cdc"):
        approve()
    assert Report.objects.get().state == "review"


def test_before_accounts_are_issued_the_unit_signs_and_the_log_names_the_operator(report):
    assert approve().approved_by == "cdc"
    entry = AuditEntry.objects.get(action="approve")
    assert (entry.unit, entry.login, entry.person) == ("cdc", "", "dòng lệnh") and entry.operator


@pytest.mark.parametrize("hand", ["entered_by", "submitted_by"])
def test_who_had_a_hand_in_a_report_signs_none_by_command_either(hand, report, account, capsys):
    author = account("an", "ttyt-mot", **person())
    account("cdc.binh", "cdc", **person(reviews=True))
    Report.objects.update(**{hand: author if hand == "submitted_by" else "an"})
    with pytest.raises(SystemExit):
        approve(account="cdc.binh", json=True)
    assert json.loads(capsys.readouterr().out)["errors"][0]["code"] == "own_report"
    with pytest.raises(CommandError, match="không được tự duyệt"):
        approve(account="cdc.binh")
    assert Report.objects.get().state == "review"


def test_the_next_command_does_not_act_by_the_last_ones_account(report, account, province):
    account("cdc", "cdc")
    approve()
    factories.report(province, "cdc", "40")
    call_command("approve_reports", unit="syt", date="2021-10-08")
    entry = AuditEntry.objects.filter(action="approve").order_by("pk").last()
    assert (entry.unit, entry.login) == ("syt", "")
