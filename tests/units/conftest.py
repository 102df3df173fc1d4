"""What only the tests of units share."""

import pytest
from django.db import connection

from tests import own_portal


@pytest.fixture
def portal(tmp_path):
    """An empty portal with a database of its own, of the kind that the tests run on, for processes to work in."""
    with own_portal.ready(tmp_path, connection.vendor) as ready:
        yield ready
