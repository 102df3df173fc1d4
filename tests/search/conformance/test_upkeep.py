"""What is written, replaced, removed and built anew."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.force import Force
from search.actions.store import all_stored, forget, store
from search.engines.base import Plan
from tests.search.conformance.asking import MARKETS, QUARANTINE, ask, keys, many, put, terms
from tests.search.elastic_server import fresh_engine, indexes_of
from tests.search.factories import DAY, article, directive

pytestmark = pytest.mark.django_db


def test_what_is_put_again_is_replaced(engine):
    put(engine, directive("1/QĐ", "Chợ", article(1, "Cũ"), article(2, "Bãi bỏ"), article(3, "Bãi bỏ")))
    put(engine, directive("1/QĐ", "Siêu thị", article(1, "Mới")))
    assert [ask(engine, text).total for text in ("chợ", "cũ", "bãi bỏ")] == [0, 0, 0]
    assert keys(ask(engine, "siêu thị mới")) == ["1-qd"]


def test_what_is_removed_is_not_found(engine):
    put(engine, QUARANTINE, MARKETS)
    engine.remove(forget("directive", ["3691-qd-ubnd"]))
    assert ask(engine, "cách ly").total == 0
    engine.remove([987_654])
    engine.remove([])
    assert ask(engine, "chợ").total == 1


def test_a_draft_whose_row_has_gone_is_never_shown(engine):
    """Even while the engine does not know yet."""
    put(engine, QUARANTINE)
    forget("directive", ["3691-qd-ubnd"])
    assert not ask(engine, "cách ly").matches


def test_while_it_is_rebuilt_the_old_index_answers(engine):
    stored = store("directive", many(30))
    engine.put(stored)
    totals = []

    def slowly():
        for pair in stored[:20]:
            totals.append(ask(engine, "cách ly").total)
            yield pair

    assert engine.rebuild(slowly()) == 20
    assert totals == [30] * 20
    assert ask(engine, "cách ly").total == 20


def test_what_is_put_twice_is_found_once(engine):
    put(engine, QUARANTINE)
    put(engine, QUARANTINE)
    assert (ask(engine, "cách ly").total, len(ask(engine, "cách ly", by_article=True).matches)) == (1, 1)


def test_new_facts_of_the_same_text_count(engine):
    """Its issuer, area and force change; no word does."""
    put(engine, directive("1/QĐ", "Chợ", areas=("412",)))
    put(engine, directive("1/QĐ", "Chợ", areas=("413",), issuer="Sở Y tế", force=Force(ended=DAY)))
    assert ask(engine, "chợ", area_codes=("412",)).total == 0
    assert ask(engine, "chợ", area_codes=("413",), issuer="Sở Y tế", status="het_hieu_luc").total == 1


def test_others_stay_when_one_is_removed(engine):
    put(engine, *many(20))
    engine.remove(forget("directive", ["7-qd-ubnd"]))
    assert ask(engine, "cách ly").total == 19
    assert "7-qd-ubnd" not in keys(ask(engine, "cách ly", limit=20))


def test_what_was_removed_may_come_back(engine):
    put(engine, QUARANTINE)
    engine.remove(forget("directive", ["3691-qd-ubnd"]))
    put(engine, QUARANTINE)
    assert keys(ask(engine, "cách ly")) == ["3691-qd-ubnd"]


def test_a_rebuild_holds_exactly_what_it_is_given(engine):
    put(engine, QUARANTINE, MARKETS)
    gone = forget("directive", ["3691-qd-ubnd"])
    assert engine.rebuild(all_stored()) == len(gone) == 1
    assert [ask(engine, text).total for text in ("cách ly", "chợ")] == [0, 1]


def test_a_rebuild_ranks_as_before(engine):
    put(engine, *(directive(f"{n}/QĐ", f"Số {n}", article(1, "cách ly " * (n % 5 + 1))) for n in range(25)))
    before = ask(engine, "cách ly", limit=25).matches
    engine.rebuild(all_stored())
    assert ask(engine, "cách ly", limit=25).matches == before


def test_it_tells_what_it_holds_as_it_would_be_written(engine):
    stored = store("directive", many(3))
    engine.put(stored)
    first, last = stored[0][0].pk, stored[-1][0].pk
    assert engine.held(first, last) == {pair[0].pk: engine.print_of(pair) for pair in stored}


@pytest.mark.server
def test_readers_of_elasticsearch_never_meet_an_empty_moment(db):
    from search.engines.elastic import questions
    from search.engines.elastic.server import Server
    from search.engines.widening import all_words

    with fresh_engine() as engine:
        stored = store("directive", many(40))
        engine.put(stored)
        plan, level = Plan(terms("cách ly"), DAY), all_words([("cach", "ly")])
        totals, finished = [], threading.Event()

        def read():
            while not finished.is_set():
                answers = Server(engine._url, 5).ask(engine.alias, questions.counts(plan, level))
                totals.append(questions.counted_in(plan, answers[0]).documents)

        with ThreadPoolExecutor(1) as pool:
            reader = pool.submit(read)
            for _ in range(3):
                engine.rebuild(stored)
            finished.set()
        reader.result()
        assert set(totals) == {40}
        assert len(totals) > 10
        assert len(indexes_of(engine)) == 1


@pytest.mark.server
def test_a_rebuild_that_broke_off_leaves_the_old_index_and_no_rest(db):
    with fresh_engine() as engine:
        stored = store("directive", many(25))
        engine.put(stored)

        def broken():
            yield from stored
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            engine.rebuild(broken())
        assert ask(engine, "cách ly").total == 25
        engine.rebuild(stored)
        assert len(indexes_of(engine)) == 1
