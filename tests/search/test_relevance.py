"""Citizens' questions over the demo content: a change that makes search worse fails here, naming what fell.

The questions stand in `relevance/<province>.csv`; the format in `relevance/README.md`.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from config.management.commands.load_province import load
from core import clock
from core.text import fold
from search.find import Results, find
from search.hits import Hit
from search.indexed import running
from search.query import Query
from tests.search.elastic_server import in_front

PROVINCES = [
    pytest.param(slug, marks=pytest.mark.xdist_group(f"demo of {slug}")) for slug in ("nghe-an", "thanh-hoa")
]
ACCENTED, NUMBERS, UNACCENTED_OF_ACCENTED = 0.85, 1.0, 0.95
A_HOTLINE = "tel:"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=PROVINCES)
def demo(request, django_db_setup, django_db_blocker):
    """A province with its demo content, rolled back after the tests that ask it; gives its slug."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load(request.param)
            call_command("load_demo", days=15, password="thu-nghiem-2021", verbosity=0)
            yield request.param
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.server)])
def engine(request, demo, db, settings, monkeypatch):
    """What answers is the database's own engine, or Elasticsearch with its own index; gives the name."""
    if request.param == "database":
        yield request.param
        return
    with in_front(settings, monkeypatch):
        yield request.param


def test_questions_find_their_answers(demo, engine):
    accented = reciprocal_ranks(questions(demo, "accented"))
    unaccented = reciprocal_ranks(questions(demo, "accented"), fold)
    numbers = reciprocal_ranks(questions(demo, "number"))
    measured = {"accented": accented, "unaccented": unaccented, "numbers": numbers}
    print("\nMRR@10", engine, demo, *(f"{kind} {mean(ranks):.3f}" for kind, ranks in measured.items()), sep=" | ")
    print(fallen(accented))
    assert mean(numbers) >= NUMBERS, fallen(numbers)
    assert mean(accented) >= ACCENTED, fallen(accented)
    assert mean(unaccented) >= UNACCENTED_OF_ACCENTED * mean(accented), fallen(unaccented)


def questions(province: str, kind: str) -> dict[str, list[str]]:
    """{question: acceptable addresses}, of grades 2 and 3 where there are any."""
    with (Path(__file__).parent / "relevance" / f"{province}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    found: dict[str, dict[bool, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["question"]][int(row["grade"]) >= 2].append(row["expected"])
    return {question: graded[True] or graded[False] for question, graded in found.items()}


def reciprocal_ranks(asked: dict[str, list[str]], spell: Callable[[str], str] = str) -> dict[str, float]:
    """{question: 1 / the place of its first answer among ten, 0 without one}."""
    found = {}
    for question, expected in asked.items():
        hits = searched(spell(question)).hits
        places = [place for place, hit in enumerate(hits, 1) if any(answers(hit, address) for address in expected)]
        found[question] = 1 / places[0] if places else 0.0
    return found


def searched(text: str) -> Results:
    """As the page searches; never by the engine that stands in for another."""
    found = find(Query(text, clock.today()))
    assert found.degraded_since is None
    return found


def answers(hit: Hit, expected: str) -> bool:
    """Whether the hit is that page or that hotline, or leads to that article, or to a clause of the article."""
    if expected.startswith(A_HOTLINE):
        return hit.kind == "hotline" and expected.removeprefix(A_HOTLINE) in running(hit.title).split()
    page, _, anchor = expected.partition("#")
    if hit.url.partition("#")[0] != page:
        return False
    return anchor in ("", hit.url.partition("#")[2]) or any(
        f"{found.anchor}-".startswith(f"{anchor}-") for found in hit.articles
    )


def mean(ranks: dict[str, float]) -> float:
    return sum(ranks.values()) / len(ranks)


def fallen(ranks: dict[str, float]) -> str:
    """The questions whose answer did not come first, worst first."""
    worse = sorted((rank, question) for question, rank in ranks.items() if rank < 1)
    return "\n".join(f"{rank:.2f}  {question}" for rank, question in worse)
