"""Several processes write, index, rebuild and sweep at once: all is found within seconds, whoever dies."""

import json
import os
import signal
import time

import pytest
from django.db import connection

from tests import own_portal

SHELVES = """
import json, random, threading, time
from django.db import transaction
from core import hooks
from search.actions import rebuild as building, sweep as sweeping
from search.actions.upkeep import index_stale, mark_stale, touch
from search.find import find
from search.models import Rebuilding, SearchDocument, Stale
from search.query import Query
from search import upkeep_queue
from units.models import AdministrativeArea
from search.sources import area_key
from tests.search.factories import DAY, district
"""
DISTRICTS = SHELVES + "for n in range(500, 560): district(str(n), 'Huyện Số %d' % n)\nbuilding.rebuild()"
WATCH = SHELVES + "upkeep_queue.watch(threading.Event())[0].join()"
RENAME_AND_DIE = (
    SHELVES
    + """
import os
with transaction.atomic():
    AdministrativeArea.objects.filter(code="501").update(name="Huyện Tên Mới")
    touch("area", area_key(AdministrativeArea.objects.get(code="501")))
    from search.actions import upkeep
    upkeep.index_touched = lambda *_: os.kill(os.getpid(), 9)
"""
)
FOUND = SHELVES + "print(sum(hit.title == 'Huyện Tên Mới' for hit in find(Query('huyện tên mới', DAY)).hits))"
WRITER = (
    SHELVES
    + """
rnd = random.Random({seed})
areas = list(AdministrativeArea.objects.filter(code__gte="500", code__lt="560"))
for turn in range(20):
    mine = rnd.sample(areas, 5)
    with transaction.atomic():
        for area in mine:
            touch("area", area_key(area))
            time.sleep(0.001)
    if rnd.random() < 0.2:
        index_stale()
"""
)
REBUILDER = (
    SHELVES
    + """
for turn in range(3):
    try:
        building.rebuild()
    except building.RebuildUnderWay:
        pass
    sweeping.sweep()
"""
)
STATE = (
    SHELVES
    + """
left = index_stale(), Stale.objects.count(), Rebuilding.objects.count()
print(json.dumps([*left, sweeping.sweep().mended]))
"""
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    with own_portal.ready(tmp_path_factory.mktemp("portal"), connection.vendor) as found:
        found.run(DISTRICTS)
        yield found


@pytest.mark.server
def test_the_watch_finds_within_five_seconds_what_a_killed_publisher_left(portal):
    publisher = portal.start(RENAME_AND_DIE)
    assert publisher.wait() == -signal.SIGKILL, publisher.printed()
    assert portal.run(FOUND).strip() == "0"
    watch = portal.start(WATCH)
    try:
        begun = time.monotonic()
        while portal.run(FOUND).strip() != "1" and time.monotonic() - begun < 20:
            time.sleep(0.1)
        assert time.monotonic() - begun < 5
    finally:
        os.kill(watch.pid, signal.SIGTERM)
        watch.wait()


@pytest.mark.server
def test_writers_rebuilds_and_sweeps_side_by_side_never_wait_crosswise(portal):
    running = [portal.start(WRITER.replace("{seed}", str(seed))) for seed in range(4)]
    running += [portal.start(REBUILDER), portal.start(REBUILDER)]
    for process in running:
        assert process.wait() == 0, process.printed()
        assert "deadlock" not in process.printed() and "not indexed" not in process.printed(), process.printed()
    assert json.loads(portal.run(STATE)) == [0, 0, 0, 0]
