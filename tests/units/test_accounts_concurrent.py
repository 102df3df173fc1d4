"""Real processes, real locks: of two hand-overs at once one is made, a link serves one, bulk issue is done once, and
of two administrators who end each other one is left."""

import json

import pytest

pytestmark = [pytest.mark.server, pytest.mark.slow]

PROCESSES = 4
READY = """
from units.models import OrganisationalUnit, UnitKind, User
kind = UnitKind.objects.create(code="k", name="Loại", level=1)
for n in range(40):
    OrganisationalUnit.objects.create(
        abbreviation=f"dv-{n}", name=f"Đơn vị {n}", short_name=f"ĐV {n}", kind=kind, level=1, head_office="Giám đốc"
    )
User.objects.create(username="admin", kind="system", is_superuser=True)
own = User(username="dv-0", unit=OrganisationalUnit.objects.get(abbreviation="dv-0"), first_name="Cũ")
own.set_password("cu-cu-cu-cu")
own.save()
"""
AT_ONCE = """
import time
from core.problems import Refused
from units.models import User
from units.actions import accounts as life
from units.actions.handover import Person, hand_over_account
from units.actions.issue_many import issue_unit_accounts
from units.actions.redeem import take_account
own, admin = User.objects.get(username="dv-0"), User.objects.get(username="admin")
time.sleep(max(0, {moment} - time.time()))
try:
    {act}
    print("xong", flush=True)
except Refused:
    print("không", flush=True)
"""
HAND_OVER = """hand_over_account(
        account=own, by=admin, outgoing=Person("Cũ", "CV"), incoming=Person("Mới {n}", "CV"), reason="nghỉ"
    )"""
TWO_ADMINISTRATORS = """
User.objects.filter(username="admin").update(state="suspended", is_active=False)
for n in (0, 1):
    User.objects.create(username=f"qt-{n}", kind="system", is_superuser=True)
"""
ONE_THE_OTHER = """(
        account=User.objects.get(username="qt-%d" % (1 - {n} % 2)),
        by=User.objects.get(username="qt-%d" % ({n} % 2)),
        reason="nghỉ",
    )"""
ADMINISTRATORS = """
from units.selectors.accounts import lasting_administrators
print(lasting_administrators().count())
"""
COUNTS = """
import json
from units.models import AccountHandover, OneTimeLink, User
print(json.dumps({
    "open": AccountHandover.objects.filter(ended_at=None, incoming_confirmed_at=None).count(),
    "handovers": AccountHandover.objects.count(),
    "links": OneTimeLink.objects.filter(used_at=None, ended_at=None).count(),
    "used": OneTimeLink.objects.exclude(used_at=None).count(),
    "accounts": User.objects.filter(kind="unit").count(),
    "state": User.objects.get(username="dv-0").state,
}))
"""


def at_once(portal, act, *, ready=READY):
    import time

    portal.run(ready)
    moment = time.time() + 2
    scripts = [AT_ONCE.format(moment=moment, act=act.replace("{n}", str(n))) for n in range(PROCESSES)]
    running = [portal.start(script) for script in scripts]
    assert [process.wait() for process in running] == [0] * PROCESSES
    assert json.loads(portal.manage("verify_audit", "--json"))["problems"] == []
    return json.loads(portal.run(COUNTS))


def test_of_hand_overs_at_once_one_is_made(portal):
    found = at_once(portal, HAND_OVER)
    assert (found["handovers"], found["open"], found["links"], found["state"]) == (1, 1, 1, "issued")


def test_bulk_issue_at_once_gives_each_unit_one_account_and_one_open_link(portal):
    found = at_once(portal, "issue_unit_accounts(by=admin)")
    assert (found["accounts"], found["links"]) == (40, 39)


def test_a_link_that_many_use_at_once_is_used_by_one(portal):
    act = (
        "from units.actions.links import digest; from units.models import OneTimeLink; from core import clock; "
        "import datetime as dt; User.objects.filter(pk=own.pk).update(state='issued', is_active=False); "
        "OneTimeLink.objects.get_or_create(digest=digest('chung'), defaults=dict(account=own, issued_at=clock.now(), "
        "expires_at=clock.now() + dt.timedelta(hours=1), issued_by='admin')); take_account(word='chung', "
        "password='mat-khau-{n}-dai')"
    )
    found = at_once(portal, act)
    assert (found["used"], found["links"]) == (1, 0)


def test_of_administrators_who_end_each_other_at_once_one_is_left(portal):
    ways = "(life.revoke, life.suspend, life.reclaim, life.suspend)[{n}]"
    at_once(portal, ways + ONE_THE_OTHER, ready=READY + TWO_ADMINISTRATORS)
    assert portal.run(ADMINISTRATORS).split() == ["1"]
