"""The index follows what is public: on commit, retried, and never with what is not."""

import dataclasses
import time

import psycopg
import pytest
from django.db import connection, transaction

from core import clock
from core.searchable import Source
from search.actions import lock
from search.actions.rebuild import rebuild_engine
from search.actions.upkeep import index_stale, touch
from search.engines.base import EngineUnavailable
from search.engines.current import engines_in_use
from search.engines.elastic import shape
from search.engines.postgres import PostgresEngine
from search.engines.sqlite import SqliteEngine
from search.find import find
from search.models import SearchArea, SearchDocument, SearchSection, Stale
from search.query import Query
from tests.search import elastic_server
from tests.search.factories import DAY, article, directive, entry


def titles(text: str) -> list[str]:
    return [hit.title for hit in find(Query(text, DAY)).hits]


def change(shelf, *entries, gone=()):
    """As a room does it: what readers may see changes, and the search is told in the same transaction."""
    with transaction.atomic():
        shelf.held |= {found.key: found for found in entries}
        for key in gone:
            del shelf.held[key]
        touch(shelf.kind, *(found.key for found in entries), *gone)


def test_what_is_published_is_found_on_commit(shelf, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, directive("1/QĐ-UBND", "Quyết định", article(1, "cách ly")))
        assert titles("cách ly") == []
        assert Stale.objects.count() == 1
    assert titles("cách ly") == ["Quyết định"]
    assert not Stale.objects.exists()


def test_what_changed_is_found_by_its_new_words_only(shelf, django_capture_on_commit_callbacks):
    shelf.hold(directive("1/QĐ-UBND", "Quyết định", article(1, "cách ly"), article(2, "xét nghiệm"), areas=("412",)))
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, directive("1/QĐ-UBND", "Quyết định sửa", article(1, "giãn cách"), areas=("413",)))
    assert (titles("ly"), titles("xét nghiệm"), titles("giãn cách")) == ([], [], ["Quyết định sửa"])
    assert SearchSection.objects.count() == 1
    assert [row.code for row in SearchArea.objects.all()] == ["413"]


def test_what_is_no_longer_public_leaves(shelf, django_capture_on_commit_callbacks):
    shelf.hold(directive("1/QĐ-UBND", "Quyết định", article(1, "cách ly")))
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, gone=["1-qd-ubnd"])
    assert titles("cách ly") == []
    assert not SearchDocument.objects.exists()


def test_what_is_rolled_back_is_never_indexed(shelf, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        change(shelf, directive("1/QĐ-UBND", "Quyết định", article(1, "cách ly")))
        raise ZeroDivisionError
    assert not Stale.objects.exists()


def test_a_crash_between_commit_and_indexing_loses_nothing(shelf, django_capture_on_commit_callbacks):
    change(shelf, directive("1/QĐ-UBND", "Một", article(1, "cách ly")))  # its callbacks never run
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, directive("2/QĐ-UBND", "Hai", article(1, "cách ly")))
    assert set(titles("cách ly")) == {"Một", "Hai"}


def test_an_engine_that_fails_leaves_it_stale_until_it_answers(shelf, monkeypatch):
    change(shelf, directive("1/QĐ-UBND", "Một", article(1, "cách ly")))

    def refuse(*_):
        raise EngineUnavailable("down")

    with monkeypatch.context() as broken:
        for engine in (SqliteEngine, PostgresEngine):
            broken.setattr(engine, "put", refuse)
        assert index_stale() == 1
        assert not SearchDocument.objects.exists()
    assert index_stale() == 0
    assert titles("cách ly") == ["Một"]


def test_one_entry_that_breaks_does_not_block_the_others(shelf, monkeypatch):
    change(shelf, *(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly")) for n in (1, 2, 3)))
    whole = type(shelf).entries

    def entries(self, keys=None):
        for found in whole(self, keys):
            if found.key == "2-qd-ubnd":
                raise ValueError("broken page")
            yield found

    monkeypatch.setattr(type(shelf), "entries", entries)
    assert index_stale() == 1
    assert set(titles("cách ly")) == {"Số 1", "Số 3"}


def test_a_change_while_indexing_is_indexed_again(shelf, monkeypatch):
    change(shelf, directive("1/QĐ-UBND", "Một", article(1, "cách ly")))
    whole = type(shelf).entries

    def entries(self, keys=None):
        yield from list(whole(self, keys))
        with monkeypatch.context() as once:
            once.setattr(type(shelf), "entries", whole)
            change(shelf, directive("1/QĐ-UBND", "Hai", article(1, "cách ly")))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(type(shelf), "entries", entries)
        assert index_stale() == 1
    assert index_stale() == 0
    assert titles("cách ly") == ["Hai"]


def test_a_kind_without_source_is_nothing(shelf):
    touch("dataset", "x")
    assert index_stale() == 0


def test_nothing_is_touched_by_nothing(shelf):
    touch("directive")
    assert not Stale.objects.exists()


def test_entries_longer_than_columns_are_cut(shelves):
    shelves["news"].hold(entry("news", "Tin " + "dài " * 300, "cách ly", issuer="S" * 400, number="1" * 300))
    assert len(titles("cách ly")[0]) == 500


def test_sources_are_a_closed_promise():
    with pytest.raises(TypeError):
        Source()


def fails_for(monkeypatch, shelf, key):
    whole = type(shelf).entries

    def entries(self, keys=None):
        for found in whole(self, keys):
            if found.key == key:
                raise ValueError("broken page")
            yield found

    monkeypatch.setattr(type(shelf), "entries", entries)


def test_what_fails_is_tried_again_later_and_later_up_to_some_minutes(shelf, monkeypatch):
    change(shelf, directive("1/QĐ-UBND", "Một", article(1, "cách ly")))
    waits = []
    with monkeypatch.context() as broken:
        fails_for(broken, shelf, "1-qd-ubnd")
        for _ in range(12):
            Stale.objects.update(next_try=clock.real_now())
            assert index_stale() == 1
            waits.append((Stale.objects.get().next_try - clock.real_now()).total_seconds())
            assert index_stale() == 1 and Stale.objects.get().attempts == len(waits), "not before its time"
    assert [round(wait) for wait in waits[:4]] == [2, 4, 8, 16]
    assert max(waits) <= 300
    assert index_stale() == 1, "still not its time"
    with transaction.atomic():
        touch("directive", "1-qd-ubnd")
    assert index_stale() == 0, "a new change is tried at once"
    assert titles("cách ly") == ["Một"]
    assert not Stale.objects.exists()


def test_a_publisher_indexes_what_he_changed_not_what_others_left(shelf, django_capture_on_commit_callbacks):
    others = [directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly")) for n in range(1, 251)]
    change(shelf, *others)  # its callbacks never run
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, directive("999/QĐ-UBND", "Của tôi", article(1, "khẩu trang")))
    assert titles("khẩu trang") == ["Của tôi"]
    assert SearchDocument.objects.count() == 100
    assert index_stale() == 0
    assert SearchDocument.objects.count() == 251


def test_many_changes_of_one_import_are_indexed_together(
    shelf, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    with django_assert_max_num_queries(350), django_capture_on_commit_callbacks(execute=True):
        for n in range(1, 61):
            change(shelf, directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly")))
    assert SearchDocument.objects.count() == 60
    assert not Stale.objects.exists()


def test_a_broken_entry_that_waits_keeps_no_publisher_from_his_own(
    shelf, django_capture_on_commit_callbacks, monkeypatch
):
    change(shelf, directive("1/QĐ-UBND", "Hỏng", article(1, "cách ly")))
    fails_for(monkeypatch, shelf, "1-qd-ubnd")
    with django_capture_on_commit_callbacks(execute=True):
        change(shelf, directive("2/QĐ-UBND", "Lành", article(1, "cách ly")))
    assert titles("cách ly") == ["Lành"]


def test_the_last_of_many_changes_to_one_entry_counts(shelf):
    for title in ("Một", "Hai", "Ba"):
        change(shelf, directive("1/QĐ-UBND", title, article(1, "cách ly")))
    assert index_stale() == 0
    assert titles("cách ly") == ["Ba"]
    change(shelf, directive("1/QĐ-UBND", "Bốn", article(1, "cách ly")))
    change(shelf, gone=["1-qd-ubnd"])
    assert index_stale() == 0
    assert titles("cách ly") == []


def _address() -> dict:
    wanted = ("dbname", "user", "password", "host", "port")
    return {name: value for name, value in connection.get_connection_params().items() if name in wanted}


def test_a_publisher_does_not_wait_for_another_writer_of_the_index(shelf, django_capture_on_commit_callbacks):
    if connection.vendor != "postgresql":
        return  # SQLite's writers wait for each other anyway, and the change itself is written
    with psycopg.connect(**_address()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [lock.LOCK])
        begun = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            change(shelf, directive("1/QĐ-UBND", "Một", article(1, "cách ly")))
        assert time.monotonic() - begun < 2
        assert Stale.objects.count() == 1
    assert index_stale() == 0
    assert titles("cách ly") == ["Một"]


@pytest.mark.server
def test_an_entry_that_elasticsearch_refuses_is_its_own_fault(shelf, settings, monkeypatch):
    with elastic_server.in_front(settings, monkeypatch):
        good, bad = (directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly")) for n in (1, 2))
        change(shelf, good, dataclasses.replace(bad, areas=("412",)))
        whole = shape.facts_of

        def facts(document):
            return whole(document) | ({"nobody": "knows this field"} if document.areas else {})

        monkeypatch.setattr(shape, "facts_of", facts)
        assert index_stale() == 1
        assert titles("cách ly") == ["Số 1"], "Elasticsearch has answered"
        assert find(Query("cách ly", DAY)).degraded_since is None
        rebuild_engine(engines_in_use()[-1])
        assert titles("cách ly") == ["Số 1"], "nor does it keep a rebuild from the others"
