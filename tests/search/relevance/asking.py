"""The questions of a province put to whatever engine answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction

from config.management.commands.load_province import load
from core import clock
from search.engines.current import engine
from search.find import Results, find
from search.query import Query
from tests.search.relevance.measures import Outcome, outcome
from tests.search.relevance.questions import questions


@contextmanager
def demo_of(province: str) -> Iterator[None]:
    """Meanwhile the database holds the province with its demo content; then it is as before."""
    with transaction.atomic():
        load(province)
        call_command("load_demo", days=15, password="thu-nghiem-2021", verbosity=0)
        yield
        transaction.set_rollback(True)


def engine_name() -> str:
    """ "sqlite", "postgresql" or "elastic"."""
    name = engine().name
    return connection.vendor if name == "database" else name


def ask_all(province: str) -> list[Outcome]:
    return [outcome(question, searched(question.typed).hits) for question in questions(province)]


def searched(text: str) -> Results:
    """As the page searches; never by the engine that stands in for another."""
    found = find(Query(text, clock.today()))
    assert found.degraded_since is None
    return found
