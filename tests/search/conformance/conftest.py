"""The engine that a test of this folder asks."""

import pytest

from search.engines.current import database_engine
from tests.search.elastic_server import emptied_engine


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.server)])
def engine(request, db):
    """An engine that holds nothing."""
    if request.param == "database":
        found = database_engine()
        found.rebuild([])
        return found
    return emptied_engine()
