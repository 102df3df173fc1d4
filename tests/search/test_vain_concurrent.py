"""Real processes and real locks: no search in vain is counted twice or lost, and nobody waits for another writer."""

import json

import pytest
from django.db import connection

from tests import own_portal

pytestmark = pytest.mark.server
PROCESSES, SEARCHES = 4, 25
COUNTER = f"""
from search import vain
vain.SECONDS_BETWEEN = 0
for n in range({SEARCHES}):
    vain.waiting.add("mua thuoc o dau")
    vain.waiting.add("chu %d" % n)
    vain.store_waiting()
while vain.waiting._texts:
    vain.store_waiting()
"""
COUNTED = """
import json
from search.models import VainSearch
print(json.dumps(dict(VainSearch.objects.values_list("text", "times"))))
"""
IMPATIENT = """
import threading, time
from django.db import DatabaseError, connection, transaction
from search.actions.vain import count
from search.models import VainSearch
count({"mua thuoc o dau": 1})
held, done = threading.Event(), threading.Event()
def hold():
    with transaction.atomic():
        VainSearch.objects.update(times=0)
        held.set()
        done.wait()
    connection.close()
holder = threading.Thread(target=hold)
holder.start()
held.wait()
begun = time.monotonic()
try:
    count({"mua thuoc o dau": 1})
except DatabaseError:
    print(time.monotonic() - begun)
done.set()
holder.join()
count({"mua thuoc o dau": 1})
"""


@pytest.fixture
def portal(tmp_path):
    with own_portal.ready(tmp_path, connection.vendor) as found:
        yield found


def test_processes_that_count_at_once_count_each_search_once(portal):
    running = [portal.start(COUNTER) for _ in range(PROCESSES)]
    for process in running:
        assert process.wait() == 0, process.printed()
    counted = json.loads(portal.run(COUNTED))
    assert counted == {"mua thuoc o dau": PROCESSES * SEARCHES} | {f"chu {n}": PROCESSES for n in range(SEARCHES)}


def test_nobody_waits_long_for_another_writer(portal):
    assert 0.1 < float(portal.run(IMPATIENT)) < 2
