"""kill -9 at every step of a rebuild of the search: search goes on answering, and what was written is not lost."""

import signal

import pytest
from django.db import connection

from tests import own_portal
from tests.search.elastic_server import server_url

SHELVES = """
import datetime as dt, os, sys, time
from core import clock, hooks
from search.actions import rebuild as building
from search.actions.upkeep import index_stale, mark_stale
from search.find import find
from search.models import Rebuilding, SearchDocument, Stale
from search.query import Query
from tests.search.factories import DAY, Shelf, article, directive
shelf = Shelf("directive")
for n in range(1, 251):
    made = directive("%d/QĐ-UBND" % n, "Số %d" % n, article(1, "Cách ly tại nhà."), article(2, "Khẩu trang."))
    shelf.held[made.key] = made
late = directive("999/QĐ-UBND", "Muộn", article(1, "Phong tỏa."))
sources = hooks.Hook("search_sources")
sources.functions = lambda: [lambda: [shelf]]
hooks.search_sources = sources
"""
FIRST = SHELVES + "building.rebuild()"
DIE = """
def die(*_, **__):
    print("died", flush=True)
    os.kill(os.getpid(), 9)
def after(whole):
    def acted(*args, **kwargs):
        whole(*args, **kwargs)
        die()
    return acted
def write():
    "Another process publishes one decision and withdraws another."
    shelf.held[late.key] = late
    del shelf.held["7-qd-ubnd"]
    mark_stale("directive", [late.key, "7-qd-ubnd"])
    index_stale()
def written_and(then):
    def acted(*args):
        write()
        return then(*args)
    return acted
build = type(building.Filling(ENGINE.begin()).of)
"""
STEPS = {
    "claiming": "building.Filling = die",
    "filling": "build.add = after(build.add)",
    "writing": "building._complete = written_and(die)",
    "catching up": "building._complete = written_and(after(building._complete))",
    "looking": "build.finds = die",
    "swapping": "building._complete = written_and(building._complete); build.swap = after(build.swap)",
    "giving back": "building._complete = written_and(building._complete); building.Claim.give_back = die",
    "finishing": "building._complete = written_and(building._complete); build.finish = die",
}
ENGINES = "from search.engines.current import engines_in_use\nENGINE = engines_in_use()[-1]\n"
KILLED = SHELVES + ENGINES + DIE + "{step}\nbuilding.rebuild_engine(ENGINE)"
GONE = """
from search.engines.elastic.server import client_of, names_of
client = client_of(ENGINE._engine._url)
for index in names_of(client, ENGINE._engine.alias + "-*"):
    client.indices.delete(index=index)
"""
ANSWER = SHELVES + "print(find(Query('cách ly', DAY)).total)"
WRITTEN = """
shelf.held[late.key] = late
del shelf.held["7-qd-ubnd"]
"""
LATER = (
    WRITTEN
    + """
found = [{hit.title for hit in find(Query(text, DAY)).hits} for text in ("phong tỏa", "7/QĐ-UBND")]
print("Muộn" in found[0], "Số 7" in found[1])
"""
)
AGAIN = SHELVES + ENGINES + WRITTEN + "building.rebuild()\n"
LEFT = "index_stale(); print(Rebuilding.objects.count(), Stale.objects.count(), SearchDocument.objects.count())"
CATCH_UP = SHELVES + WRITTEN + "Stale.objects.update(next_try=clock.real_now())\nindex_stale()\n"


@pytest.fixture(scope="module", params=["database", "elastic"])
def portal(request, tmp_path_factory):
    """With 250 decisions, and the engine whose rebuilds are killed."""
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "elastic":
            environment.setenv("ELASTICSEARCH_URL", server_url())
        with own_portal.ready(tmp_path_factory.mktemp("portal"), connection.vendor) as found:
            found.run(FIRST)
            yield found
            if request.param == "elastic":
                found.run(ENGINES + GONE)


@pytest.mark.server
@pytest.mark.parametrize("step", STEPS)
def test_a_rebuild_killed_at_any_step_leaves_search_and_writes_whole(portal, step):
    portal.run(SHELVES + "building.rebuild(force=True)")
    killed = portal.start(KILLED.format(step=STEPS[step]))
    assert killed.wait() == -signal.SIGKILL, killed.printed()
    assert 249 <= int(portal.run(ANSWER)) <= 251, "search answers as if nothing had been"
    if "write" in STEPS[step]:
        portal.run(CATCH_UP)
        assert portal.run(SHELVES + LATER).split() == ["True", "False"]
    portal.run(AGAIN)
    assert portal.run(SHELVES + LATER).split() == ["True", "False"]
    assert portal.run(SHELVES + WRITTEN + LEFT).split() == ["0", "0", "250"]
