"""Citizens' questions over the demo content: a change that makes search worse fails here, naming what fell.

The questions stand in `relevance/<province>.csv`; the format in `relevance/README.md`.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.management import call_command

from config.management.commands.load_province import load
from core import clock
from core.text import fold
from search.find import find
from search.hits import Hit
from search.query import Query

PROVINCE = "nghe-an"
QUESTIONS = Path(__file__).parent / "relevance" / f"{PROVINCE}.csv"
FLOORS = {"accented": 0.85, "number": 1.0}
UNACCENTED_OF_ACCENTED = 0.95
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not QUESTIONS.exists(), reason=f"no questions in {QUESTIONS.name}"),
]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The province with its demo content, rolled back after this module."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load(PROVINCE)
        call_command("load_demo", days=15, password="thu-nghiem-2021", verbosity=0)
        try:
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def questions(kind: str) -> dict[str, list[str]]:
    """{question: acceptable addresses}, of grades 2 and 3 where there are any."""
    rows = [row for row in csv.DictReader(QUESTIONS.open(encoding="utf-8")) if row["kind"] == kind]
    found: dict[str, dict[bool, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["question"]][int(row["grade"]) >= 2].append(row["expected"])
    return {question: graded[True] or graded[False] for question, graded in found.items()}


def answers(hit: Hit, expected: str) -> bool:
    """Whether the hit is that page, or leads to that article of it, or to a clause of the article."""
    url, _, anchor = expected.partition("#")
    page = hit.url.partition("#")[0]
    if page != url or not anchor or not hit.articles:
        return page == url
    return any(found.anchor == anchor or found.anchor.startswith(f"{anchor}-") for found in hit.articles)


def reciprocal_ranks(asked: dict[str, list[str]], spell=str) -> dict[str, float]:
    """{question: 1 / the place of its first answer among ten, 0 without one}."""
    found = {}
    for question, expected in asked.items():
        hits = find(Query(spell(question), clock.today())).hits
        places = [place for place, hit in enumerate(hits, 1) if any(answers(hit, url) for url in expected)]
        found[question] = 1 / places[0] if places else 0.0
    return found


def mean(ranks: dict[str, float]) -> float:
    return sum(ranks.values()) / len(ranks)


def fallen(ranks: dict[str, float]) -> str:
    return "\n".join(
        f"{rank:.2f}  {question}" for question, rank in sorted(ranks.items(), key=lambda r: r[1]) if rank < 1
    )


@pytest.mark.parametrize("kind", FLOORS)
def test_questions_find_their_answers(demo, db, kind):
    ranks = reciprocal_ranks(questions(kind))
    print(f"\n{kind}: MRR@10 {mean(ranks):.3f} of {len(ranks)}\n{fallen(ranks)}")
    assert mean(ranks) >= FLOORS[kind], fallen(ranks)


def test_without_accents_they_find_nearly_as_much(demo, db):
    asked = questions("accented")
    accented, plain = reciprocal_ranks(asked), reciprocal_ranks(asked, fold)
    print(f"\nunaccented: MRR@10 {mean(plain):.3f} of {len(plain)}\n{fallen(plain)}")
    assert mean(plain) >= UNACCENTED_OF_ACCENTED * mean(accented), fallen(plain)
