"""`rebuild_search`: whatever it finds is made right again, and search answers all the while."""

import pytest
from django.core.management import CommandError, call_command

from search.actions.rebuild import rebuild, rebuild_engine
from search.actions.store import all_stored
from search.actions.upkeep import index_stale, mark_stale
from search.engines.current import database_engine
from search.find import find
from search.models import SearchDocument, SearchSection
from search.query import Query
from tests.search.factories import DAY, article, directive, entry


def titles(text: str) -> list[str]:
    return [hit.title for hit in find(Query(text, DAY)).hits]


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly tại nhà")) for n in range(1, 6)))
    shelves["news"].hold(entry("news", "Tin", "cách ly"))
    return shelf


def test_it_prints_counts_by_kind(held, capsys):
    call_command("rebuild_search")
    assert capsys.readouterr().out == "Văn bản: 5\nTin tức: 1\n"


def test_an_unknown_engine_is_named(held):
    with pytest.raises(CommandError, match="đang dùng: database"):
        call_command("rebuild_search", engine="solr")


def test_lost_rows_come_back_and_forgotten_ones_go(held):
    SearchSection.objects.all().delete()
    database_engine().rebuild([])
    del held.held["3-qd-ubnd"]
    assert rebuild() == {"directive": 4, "news": 1}
    assert sorted(titles("cách ly tại nhà"))[:4] == ["Số 1", "Số 2", "Số 4", "Số 5"]


def test_the_old_index_answers_until_the_new_one_is_whole(held):
    seen = []

    def slowly():
        for stored in all_stored():
            seen.append(len(titles("cách ly")))
            yield stored

    assert database_engine().rebuild(slowly()) == 6
    assert set(seen) == {6}
    assert len(titles("cách ly")) == 6


def test_a_rebuild_that_breaks_off_leaves_the_old_index(held):
    def breaks():
        yield next(all_stored())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database_engine().rebuild(breaks())
    assert len(titles("cách ly")) == 6
    assert rebuild() == {"directive": 5, "news": 1}


def test_a_change_during_a_rebuild_is_not_lost(held, monkeypatch):
    engine = database_engine()
    whole = type(engine).rebuild

    def late(self, documents):
        kept = list(documents)
        held.hold(directive("9/QĐ-UBND", "Số 9", article(1, "cách ly")))
        del held.held["1-qd-ubnd"]
        mark_stale("directive", ["1-qd-ubnd"])
        index_stale()
        return whole(self, kept)

    monkeypatch.setattr(type(engine), "rebuild", late)
    rebuild_engine(engine)
    found = titles("cách ly")
    assert "Số 9" in found
    assert "Số 1" not in found
    assert SearchDocument.objects.count() == len(found) == 6


def test_rebuilding_twice_changes_nothing(held):
    before = titles("cách ly tại nhà")
    rebuild()
    rebuild()
    assert titles("cách ly tại nhà") == before
