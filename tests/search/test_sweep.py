"""`sweep_search`: whatever nobody told the index, or a fault has damaged, is found and mended, and told."""

import json
import random

import pytest
from django.core.management import CommandError, call_command

from search.actions.store import all_stored
from search.actions.sweep import sweep
from search.engines.current import database_engine
from search.engines.question import rows, run
from search.find import find
from search.models import SearchArea, SearchDocument, SearchSection, Stale
from search.query import Query
from tests.search import elastic_server
from tests.search.factories import DAY, article, directive, entry


def titles(text: str) -> list[str]:
    return sorted(hit.title for hit in find(Query(text, DAY)).hits)


@pytest.fixture
def held(shelf, shelves):
    shelf.hold(*(directive(f"{n}/QĐ-UBND", f"Số {n}", article(1, "cách ly tại nhà")) for n in range(1, 6)))
    shelves["news"].hold(entry("news", "Tin", "cách ly", areas=("412",)))
    return shelf


def told(capsys, **options) -> str:
    call_command("sweep_search", **options)
    return capsys.readouterr().out


def test_where_all_is_well_it_says_so_and_writes_nothing(held, capsys):
    before = list(SearchDocument.objects.values_list("pk", "written_at"))
    assert told(capsys) == "Chỉ mục khớp với nội dung đang công bố.\n"
    assert list(SearchDocument.objects.values_list("pk", "written_at")) == before


def test_what_nobody_told_is_found(held, capsys):
    held.held["9-qd-ubnd"] = directive("9/QĐ-UBND", "Số 9", article(1, "cách ly"))
    held.held["2-qd-ubnd"] = directive("2/QĐ-UBND", "Số 2", article(1, "khẩu trang"))
    del held.held["1-qd-ubnd"]
    assert told(capsys).splitlines() == ["Văn bản: bổ sung 1 mục.", "Văn bản: sửa 1 mục.", "Văn bản: gỡ 1 mục."]
    assert titles("cách ly") == ["Số 3", "Số 4", "Số 5", "Số 9", "Tin"]
    assert told(capsys) == "Chỉ mục khớp với nội dung đang công bố.\n"


def test_damaged_rows_are_mended(held, capsys):
    SearchSection.objects.filter(document__key="1-qd-ubnd").update(text="khác")
    SearchSection.objects.filter(document__key="2-qd-ubnd").delete()
    SearchDocument.objects.filter(key="3-qd-ubnd").update(issuer="Ai đó")
    SearchArea.objects.all().delete()
    SearchDocument.objects.filter(key="4-qd-ubnd").delete()
    assert told(capsys).splitlines()[:3] == [
        "Văn bản: bổ sung 1 mục.",
        "Văn bản: sửa 3 mục.",
        "Tin tức: sửa 1 mục.",
    ]
    assert len(titles("cách ly")) == 6


def test_a_damaged_index_is_mended(held, capsys):
    engine, stored = database_engine(), list(all_stored())
    engine.remove([stored[0][0].pk])
    SearchDocument.objects.filter(pk=stored[1][0].pk).update(title="Khác")
    engine.put([one for one in all_stored() if one[0].pk == stored[1][0].pk])
    SearchDocument.objects.filter(pk=stored[1][0].pk).update(title=stored[1][0].title)
    SearchDocument.objects.filter(pk=stored[2][0].pk).delete()
    del held.held[stored[2][0].key]
    assert "Chỉ mục database: bổ sung 1, sửa 1, gỡ 1 nội dung." in told(capsys)
    assert len(titles("cách ly")) == 5
    assert titles("khác") == []


def test_words_that_are_counted_wrong_are_counted_anew(held, capsys):
    run("UPDATE search_word SET sections = 1 WHERE word = ''")
    assert told(capsys) == "Chỉ mục database: lập lại toàn bộ.\n"
    assert rows("SELECT sections FROM search_word WHERE word = ''", ()) == [(6,)]


def test_it_tells_as_json_too(held, capsys):
    del held.held["1-qd-ubnd"]
    answer = json.loads(told(capsys, json=True))
    assert (answer["mended"], answer["rows"]["gone"], answer["waiting"]) == (1, {"directive": 1}, 0)
    assert answer["engines"]["database"]["fault"] == ""


def test_a_source_that_runs_dry_is_told_and_loses_nothing(held, shelves, capsys):
    shelves["news"].hold(*(entry("news", f"Tin {n}", "khẩu trang") for n in range(40)))
    shelves["news"].held.clear()
    del held.held["1-qd-ubnd"]
    with pytest.raises(CommandError, match="thiếu 41 trong 41 mục"):
        call_command("sweep_search")
    assert "Văn bản: gỡ 1 mục." in capsys.readouterr().out, "the other kinds are mended"
    assert find(Query("khẩu trang", DAY)).total == 40
    call_command("sweep_search", force=True)
    assert find(Query("khẩu trang", DAY)).total == 0


def test_a_kind_that_nobody_offers_any_more_goes(held, shelves, capsys):
    shelves["news"].hold(*(entry("news", f"Tin {n}", "khẩu trang") for n in range(40)))
    del shelves["news"]
    assert told(capsys) == "Tin tức: gỡ 41 mục.\n"


def test_whatever_is_done_to_rows_and_index_one_sweep_is_enough(held, shelves):
    wanted = titles("cách ly")
    for seed in range(15):
        _damage(random.Random(seed))
        sweep()
        assert titles("cách ly") == wanted, seed
        assert sweep().mended == 0 and not Stale.objects.exists(), seed


def _damage(rnd: random.Random) -> None:
    table = database_engine().table
    acts = [
        lambda pk: SearchDocument.objects.filter(pk=pk).delete(),
        lambda pk: SearchSection.objects.filter(document=pk).update(text="hỏng"),
        lambda pk: SearchDocument.objects.filter(pk=pk).update(key=f"khac-{pk}"),
        lambda pk: database_engine().remove([pk]),
        lambda pk: run(f"UPDATE {table} SET body = 'hong' WHERE {database_engine().key} = {pk * 10_000}"),
        lambda pk: run(f"DELETE FROM {table} WHERE {database_engine().key} = {pk * 10_000}"),
    ]
    for pk in SearchDocument.objects.values_list("pk", flat=True):
        rnd.choice([*acts, lambda pk: None])(pk)


@pytest.mark.server
def test_another_server_that_lost_things_is_mended(held, settings, monkeypatch, capsys):
    with elastic_server.in_front(settings, monkeypatch):
        engine = elastic_server.ElasticEngine()
        stored = list(all_stored())
        engine.remove([stored[0][0].pk])
        engine.put([(SearchDocument(pk=10**6, kind="news", title="Ma"), [SearchSection(document_id=10**6, order=0)])])
        assert told(capsys) == "Chỉ mục elastic: bổ sung 1, sửa 0, gỡ 1 nội dung.\n"
        assert told(capsys) == "Chỉ mục khớp với nội dung đang công bố.\n"
        assert sorted(engine.held(1, 2**31 - 1)) == [document.pk for document, _ in stored]


@pytest.mark.server
def test_another_server_that_lost_its_index_gets_it_again(held, settings, monkeypatch, capsys):
    with elastic_server.in_front(settings, monkeypatch):
        engine = elastic_server.ElasticEngine()
        for index in elastic_server.indexes_of(engine):
            elastic_server.ask("DELETE", f"/{index}")
        assert told(capsys) == "Chỉ mục elastic: lập lại toàn bộ.\n"
        assert len(titles("cách ly")) == 6
