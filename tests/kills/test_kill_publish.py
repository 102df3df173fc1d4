"""kill -9 at any moment of a release leaves nothing, a whole staged release, or a published one; never a part."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import own_portal, portal_process

NOW = "2021-10-08T18:05:00"
MAKE_REPORTS = """
from core import clock
from core.simulation import mark_simulated
from datasets import days
from datasets.models import Report, Source
import datetime as dt
mark_simulated(complete=True)
now = clock.real_now()
reports = {}
for source in Source.objects.filter(level=2).select_related("indicator", "duty__unit_kind"):
    for unit in source.duty.unit_kind.units.select_related("area"):
        key = dict(unit=unit, area=unit.area, day=days.number(dt.date(2021, 10, 8)), slot=1, state="approved")
        by = dict(entered_by="x", entered_at=now, approved_by="y", approved_at=now)
        report = reports.setdefault(unit.pk, Report(**key, **by))
        report.values = report.values | {source.indicator.code: 3}
Report.objects.bulk_create(reports.values(), batch_size=500)
"""


@pytest.fixture(scope="session")
def ready(tmp_path_factory) -> Path:
    """A folder whose portal has 460 communes' approved reports and no release yet."""
    folder = tmp_path_factory.mktemp("ready")
    shutil.copytree(own_portal.migrated_folder(), folder, dirs_exist_ok=True)
    portal_process.manage(folder, "load_province", "nghe-an")
    portal_process.manage(folder, "shell", "-v", "0", "-c", MAKE_REPORTS)
    return folder


@pytest.mark.server
def test_a_few_kills(ready, tmp_path):
    kill_often(ready, tmp_path, count=4, seed=1)


@pytest.mark.soak
def test_many_kills(ready, tmp_path):
    kill_often(ready, tmp_path, count=40, seed=2)


def kill_often(ready: Path, folder: Path, *, count: int, seed: int) -> None:
    whole = publish_whole(ready, folder / "whole")
    rnd = random.Random(seed)
    moments = [rnd.uniform(0.5, whole["seconds"]) for _ in range(count)]
    outcomes = [killed_once(ready, folder / str(n), after, whole["facts"]) for n, after in enumerate(moments)]
    print(f"kills: {count}, outcomes: { {name: outcomes.count(name) for name in sorted(set(outcomes))} }")


def publish_whole(ready: Path, folder: Path) -> dict:
    shutil.copytree(ready, folder)
    start = time.monotonic()
    portal_process.manage(folder, "publish_release", NOW=NOW)
    return {"seconds": time.monotonic() - start, "facts": state(folder)["facts"]}


def killed_once(ready: Path, folder: Path, after: float, facts: int) -> str:
    shutil.copytree(ready, folder)
    command = [sys.executable, str(portal_process.ROOT / "manage.py"), "publish_release"]
    process = subprocess.Popen(command, env=portal_process.environment(folder, NOW=NOW), stdout=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = state(folder)
    assert left["facts"] in (0, facts), "never a part"
    assert left["pointer"] == left["published"]
    portal_process.manage(folder, "publish_release", NOW=NOW)  # the next try discards or finds it done
    assert state(folder) | {"releases": 1} == {"facts": facts, "pointer": 1, "published": 1, "releases": 1}
    shutil.rmtree(folder)
    return "published" if left["published"] else "staged" if left["facts"] else "nothing"


def state(folder: Path) -> dict[str, int]:
    database = sqlite3.connect(folder / "portal.sqlite3")
    counts = {
        "facts": "SELECT count(*) FROM datasets_fact",
        "pointer": "SELECT number FROM datasets_pointer",
        "published": "SELECT count(*) FROM datasets_release WHERE published_at IS NOT NULL",
        "releases": "SELECT count(*) FROM datasets_release",
    }
    found = {name: database.execute(query).fetchone()[0] for name, query in counts.items()}
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    database.close()
    return found
