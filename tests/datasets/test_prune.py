"""What releases prepare takes room with what readers ask for, not with the number of releases."""

import os
import time

import pytest
from django.db import connection

from core import clock
from datasets.actions import prune
from datasets.actions.publish import publish_release
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import Fact
from datasets.selectors import prepared
from datasets.selectors.releases import slot_after, slot_time
from tests.datasets import factories

DAY = factories.DAY


@pytest.fixture
def province(db):
    return factories.build()


def releases(province, count: int) -> None:
    """Slot by slot, with nothing new but that the district reported."""
    day, slot = DAY, 0
    for _ in range(count):
        factories.approved(province, "ttyt-mot", "1", day=day, slot=slot)
        with clock.at(slot_time(day, slot)):
            publish_release()
        day, slot = slot_after(day, slot)


def folders() -> set[str]:
    return {path.name for path in prepared.folder().iterdir()}


def size() -> int:
    return sum(path.stat().st_size for path in prepared.folder().rglob("*") if path.is_file())


def age(path, *, days: int) -> None:
    at = time.time() - days * 24 * 3_600
    os.utime(path, (at, at))


def test_only_the_newest_two_keep_what_was_made_with_them(province):
    releases(province, 5)
    assert folders() == {"4", "5"}
    for code in ("40", "1", "2"):
        assert prepared.path_of(5, province.areas[code]).exists()


def test_an_older_release_is_made_again_when_asked_for_and_then_kept(province):
    releases(province, 4)
    whole = province.areas["40"]
    first, picture = prepared.area_view(1, whole), prepared.picture(1, whole)
    made = prepared.path_of(1, whole)
    written = made.read_bytes()
    publish_next(province, DAY + 2)
    assert made.read_bytes() == written
    assert prepared.picture(1, whole) == picture
    assert first["release"] == 1
    age(made, days=31)
    publish_next(province, DAY + 3)
    assert not made.exists(), "nobody asked for it in a month"
    assert prepared.picture(1, whole) == picture


def publish_next(province, day: int) -> None:
    factories.approved(province, "ttyt-mot", "1", day=day, slot=0)
    with clock.at(slot_time(day, 0)):
        assert publish_release().number


def test_reading_a_file_counts_as_asking_for_it(province):
    releases(province, 3)
    whole = province.areas["40"]
    prepared.picture(1, whole)
    path = next(prepared.folder().glob("1/40-*.png"))
    age(path, days=31)
    prepared.picture(1, whole)
    publish_next(province, DAY + 2)
    assert path.exists()


def test_what_was_asked_for_longest_ago_goes_first_when_there_is_no_room(province, monkeypatch):
    releases(province, 4)
    older, newer = (prepared.path_of(number, province.areas["1"]) for number in (1, 2))
    for number, days in ((1, 2), (2, 1)):
        prepared.prepare_area(number, province.areas["1"])
        age(prepared.path_of(number, province.areas["1"]), days=days)
    monkeypatch.setattr(prune, "MOST_BYTES", newer.stat().st_size)
    prune.make_room(4)
    assert newer.exists() and not older.exists()
    assert folders() == {"2", "3", "4"}


def test_what_a_former_version_drew_goes(province):
    releases(province, 1)
    former = prepared.folder().with_name("v0")
    open_data = prepared.folder().with_name("open-v1")
    for folder in (former, open_data):
        (folder / "1").mkdir(parents=True)
    publish_next(province, DAY + 1)
    assert not former.exists() and open_data.exists()


def test_a_disk_that_fails_undoes_no_release(province, monkeypatch, caplog):
    def fail(_):
        raise OSError

    monkeypatch.setattr("datasets.actions.publish.make_room", fail)
    releases(province, 1)
    assert "older prepared files stay" in caplog.text


def rows_of_figures() -> int:
    """Bytes of all tables of the room, with their indexes. What the log keeps of each release comes on top."""
    with connection.cursor() as cursor:
        cursor.execute(BYTES[connection.vendor])
        return int(cursor.fetchone()[0])


BYTES = {
    "sqlite": "SELECT sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) WHERE tbl_name LIKE 'datasets%'",
    "postgresql": "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relname LIKE "
    "'datasets%'",
}


@pytest.mark.soak
def test_a_thousand_releases_without_changes_cost_less_than_a_megabyte(province):
    """Files and rows of figures together. One release in twenty is prepared, so that there is something to drop."""
    releases(province, 2)
    files, rows, facts = size(), rows_of_figures(), Fact.objects.count()
    for number in range(3, 1_003):
        release = stage_release(day=DAY + number // 2, slot=number % 2, cells={}, kind="extra", reason="không đổi")
        move_pointer(release)
        if number % 20 == 0 or number > 1_000:
            prepared.prepare_area(number, province.areas["40"])
        prune.make_room(number)
    added = size() - files, rows_of_figures() - rows
    print(f"1,000 releases without changes on {connection.vendor}: {added[0]} bytes of files, {added[1]} of rows")
    assert folders() == {"1001", "1002"}
    assert Fact.objects.count() == facts
    assert sum(added) < 1_000_000
