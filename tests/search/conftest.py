"""An empty index on the day of the first regulation, fed by shelves that the tests fill."""

import datetime as dt

import pytest

from core import clock, hooks
from search.engines.current import database_engine
from tests.search.factories import Shelf


@pytest.fixture
def shelves(monkeypatch, db):
    """{kind: shelf}: the only sources there are; what an earlier test left in the index is gone."""
    found = {kind: Shelf(kind) for kind in ("directive", "guidance", "hotline", "news")}
    sources = hooks.Hook("search_sources")
    sources.functions = lambda: [lambda: list(found.values())]
    monkeypatch.setattr(hooks, "search_sources", sources)
    database_engine().rebuild([])
    with clock.at(dt.datetime(2021, 10, 8, 8, tzinfo=clock.ZONE)):
        yield found


@pytest.fixture
def shelf(shelves):
    """The directives' shelf."""
    return shelves["directive"]
