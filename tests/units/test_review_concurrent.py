"""Real processes, real locks: of reviewers, authors and deputies at once, each step is taken by one."""

import json
import time

import pytest
from django.db import connection

from tests import own_portal

pytestmark = [pytest.mark.server, pytest.mark.slow]

PROCESSES, WARM_UP = 4, 2
RULES = """
import dataclasses
from core import province
from core.review_rules import ReviewRules
rules = ReviewRules(two_steps={two!r}, chain_end="vp", urgent=("facilities:thiet_yeu",))
known = dataclasses.replace(province.current(), review=rules)
province.current = lambda: known
from core.problems import Refused
from datasets.models import Facility
from units.actions.deputies import appoint_deputy
from units.actions.review import approve, send_back, submit
from units.actions.urgent import publish_at_once, review_later
from units.models import AuditEntry, OrganisationalUnit, ReviewDeputy, UrgentPublication, User
from wagtail.models import TaskState
"""
READY = """
import datetime as dt
from units.actions.workflow import set_up_review
from units.models import AdministrativeArea, Duty, UnitKind
kind = UnitKind.objects.create(code="k", name="Loại", level=0)
area = AdministrativeArea.objects.create(code="1", level=0, name="Tỉnh Một", valid_from=dt.date(2020, 1, 1))
made = {}
for name, reviewer in (("vp", None), ("syt", "vp"), ("cdc", "syt"), ("ttyt", "cdc")):
    made[name] = OrganisationalUnit.objects.create(
        abbreviation=name, name=name, short_name=name, kind=kind, level=0, head_office="Giám đốc", area=area,
        reviewer=made.get(reviewer),
    )
    User.objects.create(username=name, unit=made[name])
for n in range(4):
    User.objects.create(username=f"cdc.{n}", unit=made["cdc"], kind="person", reviews=True, first_name=f"Người {n}")
User.objects.create(username="cdc.nhap", unit=made["cdc"], kind="person", enters=True, first_name="Lê An")
Duty.objects.create(code="cho", unit_kind=kind, article="1", action="update", subject="facilities:thiet_yeu",
                    frequency="change", task="Cập nhật.")
set_up_review()
"""
MARKET = """
unit, author = OrganisationalUnit.objects.get(abbreviation="ttyt"), User.objects.get(username="ttyt")
market = Facility(unit=unit, name="Chợ {name}", kind="thiet_yeu", area=unit.area, live=False)
market.save()
market.save_revision(user=author)
{before}
print(market.pk)
"""
AT_ONCE = """
import time
market, n = Facility.objects.get(pk={key}), {n}
signer, cdc = User.objects.get(username=f"cdc.{{n}}"), OrganisationalUnit.objects.get(abbreviation="cdc")
author = User.objects.get(username="ttyt")
time.sleep(max(0, {moment} - time.time()))
try:
    {act}
except Refused:
    pass
"""
COUNTS = """
import json
market = Facility.objects.get(pk={key})
told = AuditEntry.objects.filter(model="datasets.Facility", object_id=str(market.pk))
urgent = UrgentPublication.objects.filter(object_id=market.pk)
print(json.dumps({{
    "live": market.live, "waits": market.workflow_in_progress,
    "decided": TaskState.objects.filter(workflow_state__in=market.workflow_states).exclude(finished_at=None).count(),
    "signed": told.filter(action="approve").count(),
    "published": told.filter(action="publish").count(),
    "urgent": urgent.count(),
    "outcomes": sorted(urgent.values_list("outcome", flat=True)),
    "deputies": ReviewDeputy.objects.count(),
}}))
"""
SIGN = "approve(record=market, reviewer=cdc, user=signer)"
PUBLISH = "publish_at_once(record=market, user=author, reason='Gấp', seen=market.latest_revision_id)"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """One for the module, since making one takes long; each test has a place of its own in it."""
    with own_portal.ready(tmp_path_factory.mktemp("portal"), connection.vendor) as ready:
        ready.run(RULES.format(two=()) + READY)
        yield ready


def at_once(portal, before, act, *, two=()):
    rules = RULES.format(two=tuple(two))
    key = int(portal.run(rules + MARKET.format(name=time.time(), before=before)).split()[-1])
    moment = time.time() + WARM_UP
    scripts = [rules + AT_ONCE.format(n=n, moment=moment, act=act, key=key) for n in range(PROCESSES)]
    running = [portal.start(script) for script in scripts]
    assert [process.wait() for process in running] == [0] * PROCESSES
    return json.loads(portal.run(rules + COUNTS.format(key=key)))


SUBMIT = "submit(record=market, user=author)"


def test_of_four_reviewers_one_signs(portal):
    found = at_once(portal, SUBMIT, SIGN)
    assert (found["live"], found["decided"], found["signed"], found["published"]) == (True, 1, 1, 1)


def test_of_four_first_signatures_one_counts_and_none_is_the_second(portal):
    found = at_once(portal, SUBMIT, SIGN, two=["facilities:thiet_yeu"])
    assert (found["live"], found["waits"], found["signed"], found["published"]) == (False, True, 1, 0)


def test_of_a_signature_and_a_return_one_holds(portal):
    act = f"{SIGN} if n % 2 else send_back(record=market, reviewer=cdc, user=signer, comment='Thiếu')"
    found = at_once(portal, SUBMIT, act)
    assert (found["decided"], found["live"]) == (1, found["signed"] == 1)


def test_it_is_published_at_once_one_time(portal):
    found = at_once(portal, "", PUBLISH)
    assert (found["live"], found["urgent"], found["published"]) == (True, 1, 1)


def test_of_a_signature_and_a_publication_at_once_one_publishes(portal):
    found = at_once(portal, SUBMIT, f"{SIGN} if n % 2 else {PUBLISH}")
    assert (found["live"], found["published"]) == (True, 1)
    assert found["signed"] + found["urgent"] == 1


def test_of_a_confirmation_and_a_taking_down_one_holds(portal):
    before = PUBLISH
    act = "review_later(publication=UrgentPublication.objects.get(object_id=market.pk), user=signer, note='Xem', "
    act += "outcome='confirmed' if n % 2 else 'taken_down')"
    found = at_once(portal, before, act)
    assert json.loads(portal.manage("verify_audit", "--json"))["problems"] == []
    assert found["outcomes"] == (["confirmed"] if found["live"] else ["taken_down"])


def test_a_deputy_is_appointed_once(portal):
    act = "from core import clock; appoint_deputy(by=signer, deputy=User.objects.get(username='cdc.nhap'), "
    act += "first_day=clock.today(), last_day=clock.today(), reason='Ốm')"
    assert at_once(portal, "", act)["deputies"] == 1
