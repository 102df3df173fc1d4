"""`rebuild_search`: whatever it finds is made right again, and search answers all the while."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from core import clock
from search.actions.claims import RebuildUnderWay, claimed
from search.actions.rebuild import rebuild, rebuild_engine
from search.actions.store import all_stored
from search.actions.upkeep import index_stale, mark_stale
from search.engines.current import database_engine
from search.find import find
from search.models import Rebuilding, SearchSection, Stale
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
    def late():
        yield from list(all_stored())
        held.hold(
            directive("9/QĐ-UBND", "Số 9", article(1, "cách ly")),
            directive("2/QĐ-UBND", "Số 2", article(1, "khẩu trang")),
        )
        del held.held["1-qd-ubnd"]
        mark_stale("directive", ["1-qd-ubnd"])
        assert index_stale() == 0

    monkeypatch.setattr("search.actions.rebuild.all_stored", late)
    rebuild_engine(database_engine())
    assert sorted(titles("cách ly")) == ["Số 3", "Số 4", "Số 5", "Số 9", "Tin"]
    assert titles("khẩu trang") == ["Số 2"]
    assert index_stale() == 0
    assert not Stale.objects.exists()


def test_what_is_indexed_during_a_rebuild_waits_to_be_indexed_again(held):
    """So a kill between the exchange and the end of a rebuild loses nothing either."""
    engine = database_engine()
    with claimed(engine):
        held.hold(directive("9/QĐ-UBND", "Số 9", article(1, "cách ly")))
        assert [row.held for row in Stale.objects.all()] == [True]
        assert "Số 9" in titles("cách ly"), "it is found at once nevertheless"
    assert [row.held for row in Stale.objects.all()] == [False]
    assert index_stale() == 0 and not Stale.objects.exists()


def test_of_two_rebuilds_the_second_is_refused(held):
    with claimed(database_engine()), pytest.raises(CommandError, match="tiến trình khác"):
        call_command("rebuild_search")
    call_command("rebuild_search")


def test_a_rebuild_whose_machine_is_silent_stands_in_nobodys_way(held):
    long_ago = clock.real_now() - dt.timedelta(minutes=2)
    Rebuilding.objects.create(engine="database", host="elsewhere", pid=1, beat=long_ago)
    assert rebuild() == {"directive": 5, "news": 1}
    assert not Rebuilding.objects.exists()


def test_a_rebuild_that_was_taken_over_ends(held):
    with pytest.raises(RebuildUnderWay), claimed(database_engine()) as claim:
        Rebuilding.objects.all().delete()
        claim.beat()


@pytest.mark.parametrize("fault", ["sections", "finds"])
def test_an_index_with_too_little_in_it_never_answers(held, monkeypatch, fault):
    build = type(database_engine().begin())
    monkeypatch.setattr(build, fault, {"sections": lambda self: 3, "finds": lambda self, *_: False}[fault])
    with pytest.raises(CommandError, match="Giữ nguyên chỉ mục cũ"):
        call_command("rebuild_search")
    assert len(titles("cách ly")) == 6
    assert not Rebuilding.objects.exists()


def test_a_source_that_runs_dry_does_not_empty_the_index(held, shelves):
    shelves["news"].hold(*(entry("news", f"Tin {n}", "khẩu trang") for n in range(30)))
    kept, shelves["news"].held = shelves["news"].held, {}
    with pytest.raises(CommandError, match="Nguồn của “Tin tức” thiếu 31 trong 31 mục"):
        call_command("rebuild_search")
    assert find(Query("khẩu trang", DAY)).total == 30
    call_command("rebuild_search", force=True)
    assert find(Query("khẩu trang", DAY)).total == 0
    shelves["news"].held = kept
    call_command("rebuild_search")
    assert find(Query("khẩu trang", DAY)).total == 30


def test_a_source_that_fails_is_told_and_its_entries_stay(held, shelves, monkeypatch):
    def fails(self, keys=None):
        raise ValueError("no such column")

    monkeypatch.setattr(type(shelves["news"]), "entries", fails)
    with pytest.raises(CommandError, match="Nguồn của “Tin tức” bị lỗi"):
        call_command("rebuild_search")
    assert len(titles("cách ly")) == 6


def test_rebuilding_twice_changes_nothing(held):
    before = titles("cách ly tại nhà")
    rebuild()
    rebuild()
    assert titles("cách ly tại nhà") == before
