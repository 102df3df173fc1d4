"""Real processes and real locks: many writers leave one unbroken chain, and so does a kill at the worst moment."""

import json
import signal

import pytest

pytestmark = [pytest.mark.server, pytest.mark.slow]

PROCESSES, THREADS, WRITES = 3, 4, 12
WRITE = """
import threading
from django.db import connection, transaction
from units.models import UnitKind
def write(name):
    for n in range({writes}):
        with transaction.atomic():
            kind = UnitKind.objects.create(code=f"{{name}}-{{n}}", name="Loại", level=1)
            kind.name = "Loại khác"
            kind.save()
        try:
            with transaction.atomic():
                UnitKind.objects.create(code=f"{{name}}-{{n}}", name="trùng", level=1)
        except Exception:
            pass
    connection.close()
threads = [threading.Thread(target=write, args=(f"{name}-{{n}}",)) for n in range({threads})]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
KILLED = """
import os, signal
from units.actions import audit
from units.models import UnitKind
audit._seal_some = lambda: os.kill(os.getpid(), signal.SIGKILL)
UnitKind.objects.create(code="bi-giet", name="Loại", level=1)
"""
KILLED_BEFORE = """
import os, signal
from units import traced
from units.models import UnitKind
traced.record = lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL)
UnitKind.objects.create(code="bi-giet", name="Loại", level=1)
"""
SEAL = "from units.actions.audit import seal; seal()"
COUNT = "from units.models import UnitKind; print(UnitKind.objects.count())"


def verified(portal) -> dict:
    return json.loads(portal.manage("verify_audit", "--json"))


def test_many_writers_leave_one_unbroken_chain(portal):
    scripts = [WRITE.format(name=f"p{n}", threads=THREADS, writes=WRITES) for n in range(PROCESSES)]
    running = [portal.start(script) for script in scripts]
    assert [process.wait() for process in running] == [0] * PROCESSES
    portal.run(SEAL)
    found = verified(portal)
    assert found["problems"] == []
    assert found["unsealed"] == 0
    assert found["count"] == PROCESSES * THREADS * WRITES * 2, "what was rolled back left no entry"


def test_a_kill_between_commit_and_seal_loses_nothing(portal):
    assert portal.start(KILLED).wait() == -signal.SIGKILL
    found = verified(portal)
    assert (found["ok"], found["count"], found["unsealed"]) == (True, 0, 1)
    assert portal.start(WRITE.format(name="sau", threads=1, writes=1)).wait() == 0
    portal.run(SEAL)
    found = verified(portal)
    assert (found["ok"], found["count"], found["unsealed"]) == (True, 3, 0)


def test_a_kill_between_a_change_and_its_entry_takes_the_change_back(portal):
    assert portal.start(KILLED_BEFORE).wait() == -signal.SIGKILL
    assert portal.run(COUNT).strip() == "0"
    assert verified(portal)["count"] == 0
