"""kill -9 at any moment of reading what was handed in: each document becomes one draft; none lost, none doubled."""

import json
import os
import random
import signal
import time

import pytest
from django.db import connection

from tests import own_portal

HAND_IN = """
from directives.actions.intake import hand_in
from directives.actions.take_in import HandedIn
from tests.directives import files
from units.selectors.organisations import unit_named
sent = []
for n in range(8):
    text = files.DECISION.replace("415", str(500 + n))
    name, make = (("%d.pdf", files.pdf), ("%d.docx", files.docx), ("%d.txt", files.txt))[n % 3]
    sent.append(HandedIn.of(name % n, make(text)))
hand_in(files=sent, unit=unit_named("syt"), received_by="syt")
"""
READ = """
import datetime as dt
from directives import intake_queue
from directives.actions import intake
intake.LEASE = dt.timedelta(seconds=1)
intake_queue.read_waiting()
"""
STATE = """
import json
from django.core.files.storage import storages
from directives.models import DirectivePage, Intake, Original
print(json.dumps({
    "states": sorted(Intake.objects.values_list("state", flat=True)),
    "drafts": sorted(DirectivePage.objects.values_list("number", flat=True)),
    "originals": Original.objects.exclude(directive=None).count(),
    "whole": all(one.file.size == one.size for one in Original.objects.all()),
    "waiting": len(storages["originals"].listdir("cho-doc")[1]),
}))
"""


@pytest.mark.server
def test_kills_lose_nothing_and_double_nothing(tmp_path):
    rnd = random.Random(7)
    with own_portal.ready(tmp_path, connection.vendor) as portal:
        portal.manage("load_province", "nghe-an")
        portal.run(HAND_IN)
        ended = [_killed(portal, rnd.uniform(0.2, 1.6)) for _ in range(8)]
        for _ in range(3):
            time.sleep(1.1)  # until nobody's time is running any more
            portal.run(READ)
        left = json.loads(portal.run(STATE))
    assert -signal.SIGKILL in ended, "kills that come too late prove nothing"
    assert left["states"] == ["read"] * 8
    assert left["drafts"] == [str(500 + n) for n in range(8)]
    assert left["originals"] == 8 and left["whole"]
    assert left["waiting"] <= len(ended), (
        "a kill between the last two steps may leave bytes, never a row without them"
    )


def _killed(portal, after):
    reading = portal.start(READ)
    time.sleep(after)
    os.kill(reading.pid, signal.SIGKILL)
    return reading.wait()
