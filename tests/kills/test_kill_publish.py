"""kill -9 at any moment of a release leaves nothing, a whole staged release, or a published one; never a part.

Five random moments of a release under way on the database of the run (`make test-all` has one run for each), fifty on
each in `make soak`.
"""

import os
import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests import own_portal
from tests.own_portal import OwnPortal

NOW = "2021-10-08T18:05:00"
LONGEST_GOODBYE = 60
OVER = "over before"
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
PUBLISH = "from django.core.management import call_command; call_command('publish_release')"
COUNTS = {
    "facts": "SELECT count(*) FROM datasets_fact",
    "carried": "SELECT count(*) FROM datasets_report WHERE release_id IS NOT NULL",
    "pointer": "SELECT number FROM datasets_pointer",
    "published": "SELECT count(*) FROM datasets_release WHERE published_at IS NOT NULL",
    "releases": "SELECT count(*) FROM datasets_release",
}


class OnSqlite:
    """460 communes' approved reports and no release yet, put back before every kill."""

    def __init__(self, folder: Path) -> None:
        self.kept, self.folder = folder / "kept", folder / "killed"
        self.settings: dict[str, str] = {}
        shutil.copytree(own_portal.migrated_folder(), self.folder)

    def keep(self) -> None:
        shutil.copytree(self.folder, self.kept)

    def put_back(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder)

    def counts(self) -> dict[str, int]:
        with closing(sqlite3.connect(self.folder / "portal.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            return {name: database.execute(query).fetchone()[0] for name, query in COUNTS.items()}


class OnPostgres:
    """The same; the server is not killed, and goes on until it sees that nobody listens."""

    def __init__(self, folder: Path, url: str, kept: str) -> None:
        self.folder, self.url, self.name = folder / "killed", url, urlsplit(url).path.strip("/")
        self.settings, self.kept = {"DATABASE_URL": url}, urlsplit(kept).path.strip("/")
        self.folder.mkdir()

    def keep(self) -> None:
        self._copy(self.name, to=self.kept)

    def put_back(self) -> None:
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self._copy(self.kept, to=self.name)

    def counts(self) -> dict[str, int]:
        self._wait_until_left()
        with psycopg.connect(self.url) as database:
            return {name: database.execute(query).fetchone()[0] for name, query in COUNTS.items()}

    def _copy(self, name: str, *, to: str) -> None:
        with own_portal.server() as server:
            server.execute(f"DROP DATABASE {to} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {to} TEMPLATE {name}")

    def _wait_until_left(self) -> None:
        until = time.monotonic() + LONGEST_GOODBYE
        with own_portal.server() as server:
            while server.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [self.name]).fetchone():
                assert time.monotonic() < until, "a killed publisher's work went on"
                time.sleep(0.02)


@contextmanager
def ready(folder: Path, vendor: str) -> Iterator[tuple[OnSqlite | OnPostgres, OwnPortal]]:
    """The database, and a portal on it whose clock stands just after the slot."""
    if vendor != "postgresql":
        with _filled(OnSqlite(folder)) as portal:
            yield portal
        return
    with (
        own_portal.database(own_portal.migrated()) as url,
        own_portal.database() as kept,
        _filled(OnPostgres(folder, url, kept)) as portal,
    ):
        yield portal


@contextmanager
def _filled(database: OnSqlite | OnPostgres) -> Iterator[tuple[OnSqlite | OnPostgres, OwnPortal]]:
    portal = OwnPortal(database.folder, database.settings | {"NOW": NOW})
    try:
        portal.manage("load_province", "nghe-an")
        portal.run(MAKE_REPORTS)
        database.keep()
        yield database, portal
    finally:
        portal.end()


@pytest.mark.server
def test_a_few_kills(tmp_path):
    with ready(tmp_path, connection.vendor) as (database, portal):
        kill_often(database, portal, count=5, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_many_kills(tmp_path, vendor):
    with ready(tmp_path, vendor) as (database, portal):
        kill_often(database, portal, count=50, seed=2)


def kill_often(database: OnSqlite | OnPostgres, portal: OwnPortal, *, count: int, seed: int) -> None:
    start = time.monotonic()
    portal.run(PUBLISH)
    seconds, whole = time.monotonic() - start, database.counts()
    assert whole["facts"] > whole["carried"] > 400
    assert (whole["pointer"], whole["published"], whole["releases"]) == (1, 1, 1)
    rnd, outcomes = random.Random(seed), Counter[str]()
    while outcomes.total() - outcomes[OVER] < count:
        outcomes[killed_once(database, portal, rnd.uniform(0, seconds), whole)] += 1
        assert outcomes[OVER] <= count, "kills that come too late prove nothing"
    print(f"kills within {seconds:.1f} s: {count}, outcomes: {dict(sorted(outcomes.items()))}")


def killed_once(database: OnSqlite | OnPostgres, portal: OwnPortal, after: float, whole: dict[str, int]) -> str:
    database.put_back()
    publishing = portal.start(PUBLISH)
    time.sleep(after)
    os.kill(publishing.pid, signal.SIGKILL)
    ended = publishing.wait()
    left = database.counts()
    assert (left["facts"], left["carried"]) in ((0, 0), (whole["facts"], whole["carried"])), "never a part"
    assert left["pointer"] == left["published"]
    portal.run(PUBLISH)  # the next try discards or finds it done
    assert database.counts() == whole
    if ended == 0:
        return OVER
    return "published" if left["published"] else "staged" if left["facts"] else "nothing"
