"""`index_stale`: what was left over gets into the index, and what cannot is said."""

import pytest
from django.core.management import CommandError, call_command

from search.actions.upkeep import mark_stale
from search.find import find
from search.models import Stale
from search.query import Query
from tests.search.factories import DAY, article, directive
from tests.search.faulty_servers import refusing


@pytest.fixture
def left_over(shelf):
    """A decision that was written down as stale when the process died before indexing it."""
    entry = directive("1/QĐ-UBND", "Cách ly", article(1, "Cách ly tại nhà."))
    shelf.held[entry.key] = entry
    mark_stale("directive", [entry.key])


def test_it_indexes_what_a_crash_left_over(left_over):
    assert find(Query("cách ly", DAY)).total == 0
    call_command("index_stale")
    assert find(Query("cách ly", DAY)).total == 1
    assert not Stale.objects.exists()


def test_it_fails_while_a_search_server_is_away(left_over, settings):
    settings.ELASTICSEARCH_URL = refusing()
    mark_stale("directive", ["1-qd-ubnd"])
    with pytest.raises(CommandError, match="Còn 1 mục"):
        call_command("index_stale")
    assert find(Query("cách ly", DAY)).total == 1
