"""Several processes write, index, rebuild and sweep at once: all is found within seconds, whoever dies."""

import json
import os
import signal
import time

import pytest
from django.db import connection

from search import upkeep_queue
from search.actions.sweep import Compared
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


def test_what_cannot_be_mended_is_tried_less_and_less_often_and_what_is_well_as_before(monkeypatch):
    waited, outcomes = [], iter(["fails", "fails", "fails", "fails", "mends", "fails"])

    def act():
        if next(outcomes) == "fails":
            raise upkeep_queue.StillBroken("elastic")

    class Stop:
        def wait(self, seconds: float) -> bool:
            waited.append(seconds)
            return len(waited) > 6

    monkeypatch.setattr(upkeep_queue, "close_old_connections", lambda: None)
    upkeep_queue._repeat(act, 10, 60, Stop())
    assert waited == [10, 20, 40, 60, 60, 10, 20]


def test_an_index_that_cannot_be_built_anew_is_told_of(monkeypatch):
    monkeypatch.setattr(upkeep_queue, "mend_broken", lambda: {"elastic": Compared(fault="Unsound")})
    with pytest.raises(upkeep_queue.StillBroken, match="elastic"):
        upkeep_queue.tell_mending()
