"""The index follows what is public: on commit, retried, and never with what is not."""

import pytest
from django.db import transaction

from core.searchable import Source
from search.actions.upkeep import index_stale, touch
from search.engines.base import EngineUnavailable
from search.engines.postgres import PostgresEngine
from search.engines.sqlite import SqliteEngine
from search.find import find
from search.models import SearchArea, SearchDocument, SearchSection, Stale
from search.query import Query
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
