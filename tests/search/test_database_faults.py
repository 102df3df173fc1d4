"""The database's own full text may fail too, or take too long: told in words, and mended; never a server's error."""

import json
import time

import pytest
from django.db import connection, transaction

from search.actions.sweep import mend_broken
from search.engines import database
from search.engines.base import EngineUnavailable
from search.engines.current import database_engine
from search.engines.question import rows, run
from search.find import find
from search.query import Query
from tests.search.factories import DAY, article, directive

SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
    " SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}


@pytest.fixture
def held(shelf, monkeypatch):
    """Outside of tests a search lies in no transaction that its fault could spoil; here it needs a savepoint."""
    engine = type(database_engine())
    monkeypatch.setattr(engine, "search", transaction.atomic(engine.search))
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly tại nhà")) for n in (1, 2)))
    return shelf


@pytest.fixture
def broken(held):
    """Without the table of the texts."""
    with transaction.atomic():
        run(f"ALTER TABLE {database_engine().table} RENAME TO search_lost")
    return held


def test_the_page_says_so_and_leads_on(broken, client):
    answer = client.get("/tim-kiem/", {"q": "cách ly"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Cổng chưa trả lời được điều bạn tìm" in page
    assert "/duong-day-nong/" in page


def test_a_number_is_found_all_the_same(broken, client):
    answer = client.get("/tim-kiem/", {"q": "2/QĐ-UBND"})
    assert answer.status_code == 200
    assert "Số 2" in answer.content.decode()


def test_the_api_says_so_as_a_problem(broken, client):
    answer = client.get("/api/v1/search/", {"q": "cách ly"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Content-Type"].startswith("application/problem+json")
    told = json.loads(answer.content)
    assert told["title"] == "Tạm thời không trả lời được"
    assert told["detail"] == "Tìm kiếm đang gián đoạn; vui lòng thử lại sau ít phút."


def test_ready_it_is_not(broken, client):
    assert client.get("/readyz").status_code == 503


def test_the_database_serves_on_after_a_failed_search(broken):
    with pytest.raises(EngineUnavailable):
        find(Query("cách ly", DAY))
    assert rows("SELECT 1", ()) == [(1,)]


def test_on_sqlite_a_lost_table_is_made_anew_by_the_watch(broken):
    if connection.vendor != "sqlite":
        return  # PostgreSQL loses no table by itself
    assert not mend_broken()["database"].fault
    assert find(Query("cách ly", DAY)).total == 2
    assert mend_broken() == {}


def test_a_search_that_takes_too_long_is_broken_off(held, monkeypatch, client):
    engine = type(database_engine())
    monkeypatch.setattr(engine, "_search", lambda *_: rows(SLOW[connection.vendor], ()))
    monkeypatch.setattr(database, "MOST_SECONDS", 0.2)
    begun = time.monotonic()
    answer = client.get("/tim-kiem/", {"q": "cách ly"})
    assert time.monotonic() - begun < 2
    assert answer.status_code == 503


def test_the_limit_is_that_of_the_search_alone(held, monkeypatch):
    with database_engine().limited(0.05):
        rows("SELECT 1", ())
    slow = {"sqlite": SLOW["sqlite"].replace("1000000000", "1000000"), "postgresql": "SELECT pg_sleep(0.2)"}
    assert rows(slow[connection.vendor], ())
