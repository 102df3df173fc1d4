"""Real processes, real locks: of two reviewers at once one decides, and no remark is left without its return."""

import json
import time

import pytest

pytestmark = [pytest.mark.server, pytest.mark.slow]

READY = """
from wagtail.actions.create import CreateAction
from datasets.models import Facility
from tests.datasets import factories
from units.actions.review import submit
from units.models import User
province = factories.build()
writer = User.objects.create(username="ttyt-mot", unit=province.units["ttyt-mot"])
for n in range(4):
    User.objects.create(username=f"kiem-{n}", unit=province.units["cdc"], kind="person", reviews=True)
place = Facility(name="Chợ", kind="thiet_yeu", area=province.areas["1"], unit=province.units["ttyt-mot"], live=False)
CreateAction(place, user=writer).execute(skip_permission_checks=True)
submit(record=Facility.objects.get(), user=writer)
factories.report(province, "ttyt-mot", "1")
"""
AT_ONCE = """
import time
from core.problems import Refused
from datasets.actions.review import approve_chosen, return_report
from datasets.models import Facility, Report
from units.actions.review import decide
from units.models import User
from wagtail.models import TaskState
user = User.objects.select_related("unit").get(username="kiem-{n}")
place, report = Facility.objects.get(), Report.objects.get()
seen = TaskState.objects.get().pk
time.sleep(max(0, {moment} - time.time()))
try:
    {act}
except Refused:
    pass
"""
PLACE_BACK = """decide(record=place, user=user, action="reject", seen=seen, remarks={{"phone": "Lời {n}"}})"""
PLACE_SIGNED = """decide(record=place, user=user, action="approve", seen=seen)"""
REPORT_BACK = """return_report(report=report, reviewer=user.unit, remarks={{"ca": "Lời {n}"}}, user=user)"""
REPORT_SIGNED = """approve_chosen(reviewer=user.unit, ids=[report.pk], operator=user.username, user=user)"""
COUNTS = """
import json
from datasets.models import Facility, Report, ReportReturn, ReturnedCell
from units.models import AuditEntry, Remark
print(json.dumps({
    "live": Facility.objects.get().live, "waits": Facility.objects.get().workflow_in_progress,
    "remarks": Remark.objects.count(), "state": Report.objects.get().state,
    "returns": ReportReturn.objects.count(), "cells": ReturnedCell.objects.count(),
    "told": AuditEntry.objects.filter(action__in=["approve", "return"]).count(),
}))
"""


def at_once(portal, *acts):
    portal.run(READY)
    moment = time.time() + 2
    scripts = [AT_ONCE.format(moment=moment, n=n, act=act.format(n=n)) for n, act in enumerate(acts)]
    running = [portal.start(script) for script in scripts]
    assert [process.wait() for process in running] == [0] * len(acts)
    assert json.loads(portal.manage("verify_audit", "--json"))["problems"] == []
    return json.loads(portal.run(COUNTS))


def test_of_reviewers_of_a_place_one_decides(portal):
    found = at_once(portal, PLACE_BACK, PLACE_SIGNED, PLACE_BACK, PLACE_SIGNED)
    assert not found["waits"]
    assert found["remarks"] == (0 if found["live"] else 1)
    assert found["told"] == 1


def test_of_reviewers_of_a_report_one_decides(portal):
    found = at_once(portal, REPORT_BACK, REPORT_SIGNED, REPORT_BACK, REPORT_SIGNED)
    assert found["state"] in ("draft", "approved") and found["told"] == 1
    assert found["returns"] == found["cells"] == (1 if found["state"] == "draft" else 0)


def test_a_draft_returned_by_many_is_returned_once(portal):
    found = at_once(portal, REPORT_BACK, REPORT_BACK, PLACE_BACK, PLACE_BACK)
    assert (found["state"], found["returns"], found["cells"], found["remarks"]) == ("draft", 1, 1, 1)
