"""How a measure is taken and told: a figure, its peer's in the same run, their ratio, the goal."""

import gzip
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
FILES = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}

missed: list[str] = []


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that `share` of them do not exceed."""
    return sorted(figures)[min(int(len(figures) * share), len(figures) - 1)]


def say(what: str, figure: float, peer: str, peers: float, reached: bool, goal: str) -> None:
    """One line; a goal that is not reached is remembered in `missed`."""
    ratio = figure / peers if peers else float("nan")
    answer = "yes" if reached else "NO"
    print(f"{what}: {figure:,.1f} · {peer}: {peers:,.1f} · ratio {ratio:.3f} · goal {goal}: {answer}", flush=True)
    if not reached:
        missed.append(what)


def visit(path: str) -> tuple[int, int]:
    """(queries, gzip bytes) of a page for its second reader: no page is cached as a whole."""
    Client().get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get(path)
    assert answer.status_code == 200, answer.status_code
    return len(asked), len(gzip.compress(answer.content))


def raw_insert(rows: int) -> None:
    with scratch() as database:
        database.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", [(n % 12, n, n, 0, 1, 2, 3) for n in range(rows)]
        )


@contextmanager
def scratch() -> Iterator[sqlite3.Connection]:
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(f"{folder}/t.sqlite3")
        database.execute("CREATE TABLE t (a, b, c, d, e, f, g)")
        with database:
            yield database
        database.close()
