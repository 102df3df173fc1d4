"""Whoever enters a figure never signs it: the unit named as reviewer does, or sends it back."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from core import clock
from core.problems import Refused
from datasets.actions.review import approve_chosen, approve_reports, return_report, submit_reports
from datasets.models import Report
from tests.datasets import factories

DATE = dt.date(2021, 10, 8)


@pytest.fixture
def province(db, evening):
    return factories.build()


def states() -> dict[int, str]:
    return dict(Report.objects.values_list("pk", "state"))


def test_a_unit_hands_over_only_its_own_drafts(province):
    own = factories.report(province, "ttyt-mot", "1", state="draft")
    foreign = factories.report(province, "ttyt-hai", "2", state="draft")
    assert submit_reports(unit=province.units["ttyt-mot"], ids=[own.pk, foreign.pk]) == 1
    assert states() == {own.pk: "review", foreign.pk: "draft"}


def test_the_reviewer_signs_all_that_waits_for_it(province):
    for area, unit in (("1", "ttyt-mot"), ("2", "ttyt-hai")):
        factories.report(province, unit, area)
    own = factories.report(province, "cdc", "40")
    foreign = factories.report(province, "tyt-11", "11")
    draft = factories.report(province, "ttyt-mot", "12", state="draft")
    assert approve_reports(reviewer=province.units["cdc"], date=DATE) == 2
    assert {pk: states()[pk] for pk in (own.pk, foreign.pk, draft.pk)} == {
        own.pk: "review",
        foreign.pk: "review",
        draft.pk: "draft",
    }
    signed = Report.objects.filter(state="approved")
    assert set(signed.values_list("approved_by", "approved_at")) == {("cdc", clock.now())}
    assert approve_reports(reviewer=province.units["syt"], date=DATE, operator="nguyen.an") == 1
    own.refresh_from_db()
    assert own.approved_by == "nguyen.an"


def test_one_slot_of_one_date_can_be_signed(province):
    morning = factories.report(province, "ttyt-mot", "1", slot=0)
    evening = factories.report(province, "ttyt-mot", "1", slot=1)
    before = factories.report(province, "ttyt-mot", "1", slot=1, day=factories.DAY - 1)
    assert approve_reports(reviewer=province.units["cdc"], date=DATE, slot=1) == 1
    assert states() == {morning.pk: "review", evening.pk: "approved", before.pk: "review"}
    assert approve_chosen(reviewer=province.units["syt"], ids=[before.pk]) == 0
    assert approve_chosen(reviewer=province.units["cdc"], ids=[before.pk]) == 1


def test_a_returned_report_is_a_draft_again_and_says_why(province):
    report = factories.report(province, "ttyt-mot", "1", note="đủ 30 xã")
    cdc = province.units["cdc"]
    with pytest.raises(Refused):
        return_report(report=report, reviewer=cdc, reason=" ")
    with pytest.raises(Refused):
        return_report(report=report, reviewer=province.units["syt"], reason="Thiếu một xã.")
    return_report(report=report, reviewer=cdc, reason="Thiếu một xã.")
    report.refresh_from_db()
    assert (report.state, report.note) == ("draft", "đủ 30 xã")
    assert report.returns.get().reason == "Thiếu một xã."
    with pytest.raises(Refused):
        return_report(report=report, reviewer=cdc, reason="Lần nữa.")


def test_the_command_signs_for_the_reviewing_unit(province, capsys):
    factories.report(province, "ttyt-mot", "1")
    call_command("approve_reports", unit="cdc", date="08/10/2021", slot="6:00")
    assert "Đã duyệt 0 báo cáo." in capsys.readouterr().out
    call_command("approve_reports", unit="cdc", date="2021-10-08", json=True)
    assert json.loads(capsys.readouterr().out)["accepted"] == 1
    for wrong in ({"unit": "ma"}, {"date": "31/02/2021"}, {"slot": "07:00"}):
        with pytest.raises(CommandError) as error:
            call_command("approve_reports", **({"unit": "cdc", "date": "2021-10-08"} | wrong))
        assert error.value.returncode == 2
