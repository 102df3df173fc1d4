"""A row of slots under faults: late approvals, missing units, crashes, two publishers at once, a clock that jumps.

Each slot is released exactly once, in order, or recorded as missed, and what is published is the plain sum of what
was approved.
"""

import datetime as dt
import json
import random
import re
from collections import defaultdict

import pytest
from django.db import connection

from core import clock
from core.problems import Refused
from datasets.actions import publish
from datasets.actions.publish import publish_release
from datasets.models import Fact, MissedSlot, Pointer, Release, Report, valid
from datasets.selectors import figures
from datasets.selectors.releases import slot_after, slot_time
from tests import own_portal
from tests.datasets import factories

TWICE = """
import json, threading
from django.db import connection
from core import clock
from core.problems import Refused
from datasets.actions.publish import publish_release
from datasets.models import Release
from datasets.selectors.figures import published
from datasets.selectors.releases import slot_time
from tests.datasets import factories

def publisher(moment, together, numbers):
    with clock.at(moment):
        together.wait()
        try:
            numbers.append(publish_release().number)
        except Refused:
            numbers.append(None)
        finally:
            connection.close()

def publish_twice(moment):
    together, numbers = threading.Barrier(2), []
    threads = [threading.Thread(target=publisher, args=(moment, together, numbers)) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return numbers

province, found = factories.build(), []
for step in range(10):
    day, slot = factories.DAY + step // 2, step % 2
    factories.approved(province, "ttyt-mot", "1", day=day, slot=slot)
    found.append(publish_twice(slot_time(day, slot)))
print(json.dumps({"numbers": found, "published": published(), "releases": Release.objects.count()}))
"""
DAY = factories.DAY
DISTRICTS = {"ttyt-mot": "1", "ttyt-hai": "2"}


class Killed(BaseException):
    """Where a process dies; no `except Exception` of the code under test may catch it."""


@pytest.fixture
def province(db):
    return factories.build()


class Run:
    """The days of a province: what units get approved when, and who publishes, or fails to."""

    def __init__(self, province, seed: int, monkeypatch) -> None:
        self.province, self.rnd, self.monkeypatch = province, random.Random(seed), monkeypatch
        self.moment, self.offset = (DAY, 0), dt.timedelta()
        self.waiting: list[dict] = []
        self.approved: dict[tuple[str, int, int], int] = {}
        self.counts: dict[str, int] = defaultdict(int)

    def slots(self, count: int) -> None:
        for _ in range(count):
            self.report()
            self.approve_some()
            self.publish()
            self.moment = slot_after(*self.moment)

    def report(self) -> None:
        for unit, area in DISTRICTS.items():
            if self.rnd.random() < 0.15:
                self.counts["a unit is missing"] += 1
            else:
                self.waiting.append({"unit": unit, "area": area, "at": self.moment, "ca": self.rnd.randint(0, 50)})

    def approve_some(self) -> None:
        later = [one for one in self.waiting if self.rnd.random() < 0.15]
        self.counts["an approval is late"] += len(later)
        with clock.at(slot_time(*self.moment)):
            for one in self.waiting:
                if one not in later:
                    self.approve(one)
        self.waiting = later

    def approve(self, one: dict) -> None:
        day, slot = one["at"]
        kind = "supplement" if one["at"] < self.moment else "first"
        said = {"day": day, "slot": slot, "kind": kind, "values": {"ca": one["ca"]}}
        factories.approved(self.province, one["unit"], one["area"], **said)
        self.approved[one["area"], day, slot] = one["ca"]

    def publish(self) -> None:
        fault = self.rnd.choice(["none", "none", "none", "kill", "kill", "back", "asleep", "again"])
        self.counts[fault] += 1
        due = slot_time(*self.moment)
        if fault == "asleep":
            return
        with clock.at(due + dt.timedelta(seconds=self.rnd.randint(0, 900))):
            if fault == "kill":
                self.killed_once()
            self.try_to_publish()
        if fault == "again":
            with clock.at(due + dt.timedelta(minutes=20)):
                self.try_to_publish()
        if fault == "back":
            with clock.at(due - dt.timedelta(hours=self.rnd.randint(1, 40))):
                self.try_to_publish("Chưa có báo cáo|đứng trước mốc")

    def killed_once(self) -> None:
        where = self.rnd.choice(["_stage", "prepare_release", "move_pointer"])
        with self.monkeypatch.context() as broken, pytest.raises((Killed, Refused)):
            broken.setattr(publish, where, _die)
            publish_release()

    def try_to_publish(self, refused: str = "Chưa có báo cáo") -> None:
        try:
            publish_release(prepare=False)
        except Refused as refusal:
            assert re.search(refused, str(refusal))


def _die(*_, **__):
    raise Killed


def run(province, monkeypatch, *, slots: int, seed: int) -> Run:
    done = Run(province, seed, monkeypatch)
    done.slots(slots)
    print({name: done.counts[name] for name in sorted(done.counts)})
    return done


def accounted_for(last: tuple[int, int]) -> None:
    """Every slot up to the newest ordinary release was released once or recorded as missed, in order."""
    released = list(Release.objects.filter(kind="ordinary").order_by("number").values_list("day", "slot"))
    missed = set(MissedSlot.objects.values_list("day", "slot"))
    assert released == sorted(set(released))
    assert not missed & set(released)
    step, expected = released[0], set()
    while step <= released[-1]:
        expected.add(step)
        step = slot_after(*step)
    assert expected == missed | set(released)
    assert released[-1] <= last
    numbers = list(Release.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Pointer.objects.get().number + 1))


def equal_to_plain_sums(done: Run) -> None:
    """What readers see is each approved figure, and the district's sums above."""
    newest, ca = figures.published(), done.province.indicators["ca"].pk
    areas = {area.pk: code for code, area in done.province.areas.items()}
    rows = Fact.objects.filter(valid(newest), indicator=ca).values_list("area_id", "day", "slot", "value")
    shown = {(areas[area], day, slot): value for area, day, slot, value in rows}
    carried = set(Report.objects.exclude(release=None).values_list("area__code", "day", "slot"))
    plain = {key: value for key, value in done.approved.items() if key in carried}
    assert {key: value for key, value in shown.items() if key[0] != "40"} == plain
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for (_, day, slot), value in plain.items():
        sums[day, slot] += value
    assert {key[1:]: value for key, value in shown.items() if key[0] == "40"} == sums
    assert Report.objects.filter(release=None).count() == len(done.approved) - len(plain)


def test_sixty_slots_with_faults(province, monkeypatch):
    done = run(province, monkeypatch, slots=60, seed=1)
    accounted_for(done.moment)
    equal_to_plain_sums(done)
    assert min(done.counts[fault] for fault in ("kill", "back", "asleep", "an approval is late")) > 3


@pytest.mark.soak
def test_a_thousand_slots_with_faults(province, monkeypatch):
    done = run(province, monkeypatch, slots=1_000, seed=2)
    accounted_for(done.moment)
    equal_to_plain_sums(done)


def test_what_was_missing_is_kept_though_duties_change(province, evening):
    factories.report(province, "ttyt-mot", "1", state="approved", approved_by="x", approved_at=clock.now())
    publish_release()
    kept = Release.objects.get().contents
    assert kept["levels"] == [
        {"level": 1, "expected": 2, "reported": 1},
        {"level": 2, "expected": 1, "reported": 0},
    ]
    assert (kept["reports"], kept["units"], kept["values"]) == (1, 1, 1)
    [gap] = kept["missing"]
    assert (gap["day"], gap["slot"]) == (DAY, 1)
    assert [row["unit"] for row in gap["units"]] == ["ttyt-hai", "tyt-11"]
    province.units["ttyt-hai"].delete()
    assert Release.objects.get().contents == kept


def test_a_missed_slot_names_who_was_missing_in_it(province):
    with clock.at(slot_time(DAY, 0)):
        factories.approved(province, "ttyt-mot", "1", slot=0)
        publish_release()
    with clock.at(slot_time(DAY + 1, 0)):
        factories.approved(province, "ttyt-hai", "2", slot=1)
        publish_release()
    missing = Release.objects.last().contents["missing"]
    gaps = {(gap["day"], gap["slot"]): [row["unit"] for row in gap["units"]] for gap in missing}
    assert gaps == {(DAY + 1, 0): ["ttyt-hai", "ttyt-mot", "tyt-11"], (DAY, 1): ["ttyt-mot", "tyt-11"]}


def test_a_missed_slot_is_not_released_after_a_later_one(province):
    for day, slot in ((DAY, 0), (DAY + 1, 0)):
        with clock.at(slot_time(day, slot)):
            factories.approved(province, "ttyt-mot", "1", day=day, slot=slot)
            publish_release()
    factories.approved(province, "ttyt-mot", "1", slot=1)
    with clock.at(slot_time(DAY + 1, 0)), pytest.raises(Refused, match="đã lỡ"):
        publish_release(date=dt.date(2021, 10, 8), slot="18:00")
    with clock.at(slot_time(DAY, 1)), pytest.raises(Refused, match="đứng trước mốc"):
        publish_release()  # the clock went back


def test_what_another_prepares_is_left_alone(province, evening, monkeypatch):
    """A second publisher comes while the first one prepares."""
    factories.report(province, "ttyt-mot", "1", state="approved", approved_by="x", approved_at=clock.now())
    refused = []

    def second(_: Release) -> None:
        with pytest.raises(Refused, match="khác đang được thực hiện"):
            publish_release()
        refused.append(True)

    monkeypatch.setattr(publish, "prepare_release", second)
    assert publish_release().number == 1
    assert refused


@pytest.mark.server
@pytest.mark.slow
def test_two_publishers_at_once(tmp_path):
    """Two threads with a connection each, in every slot of five days."""
    with own_portal.ready(tmp_path, connection.vendor) as portal:
        found = json.loads(portal.run(TWICE).strip().splitlines()[-1])
    assert [[number for number in numbers if number] for numbers in found["numbers"]] == [[n] for n in range(1, 11)]
    assert found["published"] == found["releases"] == 10
