"""What every engine owes: the same tests on the database's own (SQLite or PostgreSQL) and on Elasticsearch."""

import datetime as dt
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from core.force import PARTLY, SUSPENDED, Force, Spell
from core.searchable import Entry, Section
from core.text import words
from search.actions.store import forget, store
from search.engines.base import Found, Plan, Terms
from search.engines.current import database_engine
from search.query import Filters
from tests.search.elastic_server import emptied_engine, fresh_engine, indexes_of
from tests.search.factories import DAY, article, directive

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.server)])
def engine(request, db):
    """An engine that holds nothing."""
    if request.param == "database":
        found = database_engine()
        found.rebuild([])
        return found
    return emptied_engine()


def put(engine, *entries: Entry) -> None:
    """Store entries and index them."""
    for kind in {entry.kind for entry in entries}:
        engine.put(store(kind, [entry for entry in entries if entry.kind == kind]))


def terms(text: str, **more) -> Terms:
    """All words of a text, with all neighbours."""
    folded = tuple(words(text))
    return Terms(folded, tuple(pairwise(folded)), **more)


def ask(engine, text: str, *, offset=0, limit=10, area_codes=(), day=DAY, by_article=False, **filters) -> Found:
    """Search for the words of a text."""
    plan = Plan(terms(text), day, Filters(**filters), tuple(area_codes), offset, limit, by_article)
    return engine.search(plan)


def keys(found: Found) -> list[str]:
    """The documents' keys, best first."""
    from search.models import SearchDocument

    by_pk = dict(SearchDocument.objects.values_list("pk", "key"))
    return [by_pk[match.document] for match in found.matches]


def many(count: int, text: str = "cách ly tại nhà", **more) -> list[Entry]:
    """Decisions 1, 2, … with the same words."""
    return [directive(f"{n}/QĐ-UBND", f"Quyết định số {n}", article(1, text), **more) for n in range(1, count + 1)]


QUARANTINE = directive(
    "3691/QĐ-UBND", "Về cách ly y tế tại nhà", article(1, "Người về từ vùng dịch phải cách ly 14 ngày.")
)
MARKETS = directive("12/CT-UBND", "Về hoạt động của chợ", article(1, "Chợ đầu mối ở Đô Lương đóng cửa từ 06 giờ."))


@pytest.mark.parametrize(
    "text",
    [
        "vùng dịch",
        "vung dich",
        "VÙNG DỊCH",
        unicodedata.normalize("NFD", "vùng dịch"),
        unicodedata.normalize("NFC", "vùng dịch"),
        "vùng, dịch!",
    ],
)
def test_words_are_found_however_they_are_written(engine, text):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, text)) == ["3691-qd-ubnd"]


@pytest.mark.parametrize("text", ["Đô Lương", "đô lương", "do luong", unicodedata.normalize("NFD", "Đô Lương")])
def test_the_stroked_d_is_a_d(engine, text):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, text)) == ["12-ct-ubnd"]


def test_text_stored_in_pieces_is_found(engine):
    put(engine, directive("7/QĐ-UBND", "Quyết định", article(1, unicodedata.normalize("NFD", "Khử khuẩn phòng học"))))
    assert ask(engine, "khử khuẩn").total == 1


def test_a_word_is_not_part_of_another(engine):
    put(engine, QUARANTINE, MARKETS)
    assert ask(engine, "an").total == 0


def test_numbers_and_their_letters_are_words(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, "3691/QĐ-UBND"))[0] == "3691-qd-ubnd"


def test_the_title_the_heading_and_the_body_are_searched_as_one(engine):
    put(engine, directive("9/QĐ-UBND", "Về thu phí", article(1, "Miễn cho hộ nghèo.", heading="Đối tượng")))
    assert ask(engine, "phí đối tượng nghèo").total == 1


def test_neighbours_rank_above_scattered_words(engine):
    scattered = article(1, "Xét duyệt hồ sơ, rồi thử nghiệm và nghiệm thu công trình; nhanh chóng, không để ùn tắc.")
    together = article(
        1, "Các điểm xét nghiệm nhanh mở cửa; hồ sơ công trình duyệt sau, rồi để thu chóng, không tắc."
    )
    put(engine, directive("1/QĐ-UBND", "Một", scattered), directive("2/QĐ-UBND", "Hai", together))
    assert keys(ask(engine, "xét nghiệm nhanh")) == ["2-qd-ubnd", "1-qd-ubnd"]


def test_the_title_ranks_above_the_body(engine):
    put(
        engine,
        directive("1/QĐ-UBND", "Về việc chung", article(1, "Tiêm vắc xin cho người cao tuổi.")),
        directive("2/QĐ-UBND", "Tiêm vắc xin", article(1, "Tổ chức thực hiện cho người cao tuổi.")),
    )
    assert keys(ask(engine, "tiêm vắc xin")) == ["2-qd-ubnd", "1-qd-ubnd"]


def test_all_words_rank_above_some(engine):
    put(
        engine,
        directive("1/QĐ-UBND", "Một", article(1, "Giấy đi đường của công nhân.")),
        directive("2/QĐ-UBND", "Hai", article(1, "Giấy xác nhận, giấy phép, giấy tờ.")),
    )
    assert keys(ask(engine, "giấy đi đường"))[0] == "1-qd-ubnd"


def test_an_unknown_word_does_not_hide_the_others(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask(engine, "vùng dịch xyzzy")) == ["3691-qd-ubnd"]
    assert ask(engine, "xyzzy plugh").total == 0


def test_articles_stand_under_their_document_best_first(engine):
    sections = [article(1, "Phạm vi áp dụng."), article(2, "Cách ly tại nhà 14 ngày."), article(3, "Cách ly.")]
    put(engine, directive("5/QĐ-UBND", "Quy định", *sections))
    found = ask(engine, "cách ly tại nhà")
    (match,) = found.matches
    assert (found.total, match.sections[0] % 10_000) == (1, 1)
    assert {section % 10_000 for section in ask(engine, "cách ly").matches[0].sections} == {1, 2}


def test_by_article_each_is_a_match_and_counted(engine):
    sections = [article(n, f"Cách ly, trường hợp {n}.") for n in range(1, 13)]
    put(engine, directive("5/QĐ-UBND", "Quy định", *sections), QUARANTINE)
    pages = [ask(engine, "cách ly", by_article=True, offset=offset, limit=5) for offset in (0, 5, 10)]
    assert {page.total for page in pages} == {13}
    assert [len(page.matches) for page in pages] == [5, 5, 3]
    assert len({match.sections for page in pages for match in page.matches}) == 13


def test_a_phrase_must_stand_as_quoted(engine):
    put(engine, QUARANTINE, directive("8/QĐ-UBND", "Khác", article(1, "Dịch ở một vùng khác.")))
    quoted = terms("vùng dịch", phrases=(("vung", "dich"),))
    assert keys(engine.search(Plan(quoted, DAY))) == ["3691-qd-ubnd"]
    assert engine.search(Plan(terms("vùng xanh", phrases=(("vung", "xanh"),)), DAY)).total == 0


NEWS = Entry("news", "tin", "Tin", "/tin-tuc/tin/", sections=(Section("Chợ mở lại."),), date=dt.date(2021, 10, 7))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ("news",)}, {"tin"}),
        ({"kinds": ("news", "directive")}, {"tin", "1-qd", "2-ct"}),
        ({"type": "Chỉ thị"}, {"2-ct"}),
        ({"issuer": "Sở Y tế"}, {"2-ct"}),
        ({"since": dt.date(2021, 10, 7)}, {"tin"}),
        ({"until": dt.date(2021, 9, 30)}, {"2-ct"}),
        ({"since": dt.date(2021, 10, 1), "until": dt.date(2021, 10, 1)}, {"1-qd"}),
        ({"status": "con_hieu_luc"}, {"1-qd"}),
        ({"status": "het_hieu_luc"}, {"2-ct"}),
        ({"area_codes": ("412", "16681")}, {"1-qd"}),
        ({"area_codes": ("999",)}, set()),
        ({"type": "Chỉ thị", "status": "con_hieu_luc"}, set()),
    ],
)
def test_filters(engine, filters, expected):
    ended = Force(start=dt.date(2021, 9, 1), ended=dt.date(2021, 10, 1))
    put(
        engine,
        NEWS,
        directive("1/QĐ", "Chợ", areas=("16681",)),
        directive("2/CT", "Chợ", date=dt.date(2021, 9, 1), type="Chỉ thị", issuer="Sở Y tế", force=ended),
    )
    assert set(keys(ask(engine, "chợ", **filters))) == expected
    assert ask(engine, "chợ", **filters).total == len(expected)


def test_a_phrase_runs_neither_into_what_people_say_nor_from_the_summary_into_the_text(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Kháng nguyên dương tính."), summary="Cách ly"),
        directive("2/QĐ", "Hai", article(1, "test nhanh hai vạch")),
    )
    for text, found in (("test nhanh", {"2-qd"}), ("cách ly kháng nguyên", set()), ("kháng nguyên", {"1-qd"})):
        phrase = tuple(words(text))
        asked = engine.search(Plan(terms(text, phrases=(phrase,)), DAY))
        assert set(keys(asked)) == found
    assert set(keys(ask(engine, "test nhanh"))) == {"1-qd", "2-qd"}


def test_an_area_may_take_in_what_holds_everywhere(engine):
    text = article(1, "chợ mở cửa")
    put(
        engine,
        directive("1/QĐ", "Một", text, areas=("421",)),
        directive("2/QĐ", "Hai", text),
        directive("3/QĐ", "Ba", text, areas=("425",)),
    )
    found = engine.search(Plan(terms("chợ"), DAY, area_codes=("421",), or_everywhere=True))
    assert (set(keys(found)), found.total) == ({"1-qd", "2-qd"}, 2)


@pytest.mark.parametrize("count", [3, 70])
def test_liked_words_need_not_stand_but_what_holds_them_comes_first(engine, count):
    put(engine, *many(count, "cách ly tại nhà"), directive("99/CT", "Sau", article(1, "cách ly ở Quỳnh Lưu")))
    found = engine.search(Plan(terms("cách ly", liked=("quynh", "luu", "zzz")), DAY))
    assert (found.total, keys(found)[0]) == (count + 1, "99-ct")
    assert engine.search(Plan(terms("quản lý", liked=("quynh", "luu")), DAY)).total == count + 1
    assert engine.search(Plan(terms("zzz", liked=("quynh", "luu")), DAY)).total == 0


def test_facets_count_documents_with_every_filter_but_their_own(engine):
    put(
        engine,
        NEWS,
        directive("1/QĐ", "Chợ", article(1, "Chợ"), article(2, "Chợ")),
        directive("2/CT", "Chợ", article(1, "Chợ"), date=dt.date(2020, 9, 1), type="Chỉ thị", issuer="Sở Y tế"),
    )
    facets = ask(engine, "chợ", type="Chỉ thị").facets
    assert facets["kind"] == {"directive": 1}
    assert facets["type"] == {"Quyết định": 1, "Chỉ thị": 1}
    assert facets["issuer"] == {"Sở Y tế": 1}
    assert facets["year"] == {"2020": 1}
    assert facets["status"] == {"con_hieu_luc": 1}
    assert ask(engine, "chợ").facets["kind"] == {"directive": 2, "news": 1}


FORCE = Force(
    start=dt.date(2021, 2, 1),
    spells=(
        Spell(PARTLY, dt.date(2021, 3, 1)),
        Spell(SUSPENDED, dt.date(2021, 3, 10), dt.date(2021, 3, 20)),
        Spell(SUSPENDED, dt.date(2021, 4, 1), dt.date(2021, 4, 28)),
    ),
    ended=dt.date(2021, 5, 1),
    withdrawn=dt.date(2021, 6, 1),
)


@pytest.mark.parametrize("month", range(1, 7))
@pytest.mark.parametrize("day", [1, 15, 28])
def test_the_status_is_that_of_the_day_asked_for(engine, month, day):
    put(engine, directive("1/QĐ", "Chợ", force=FORCE), directive("2/QĐ", "Chợ", force=Force()))
    on = dt.date(2021, month, day)
    status = FORCE.at(on)
    assert "1-qd" in keys(ask(engine, "chợ", day=on, status=status))
    assert ask(engine, "chợ", day=on).facets["status"] == {status: 1, "con_hieu_luc": 1} or status == "con_hieu_luc"
    others = {"chua_hieu_luc", "con_hieu_luc", "het_hieu_luc", "thu_hoi", "ngung_hieu_luc"} - {status}
    assert not any("1-qd" in keys(ask(engine, "chợ", day=on, status=other)) for other in others)


def test_only_what_is_shown_on_the_day_is_found(engine):
    put(
        engine,
        directive("1/QĐ", "Chợ", shown_until=dt.date(2021, 10, 7)),
        directive("2/QĐ", "Chợ", shown_from=DAY, shown_until=DAY),
        directive("3/QĐ", "Chợ", shown_from=dt.date(2021, 10, 9)),
    )
    assert keys(ask(engine, "chợ")) == ["2-qd"]
    assert ask(engine, "chợ").facets["kind"] == {"directive": 1}


@pytest.mark.parametrize("by_article", [False, True])
def test_paging_is_complete_and_never_repeats(engine, by_article):
    put(engine, *many(257))
    pages = [ask(engine, "cách ly", offset=offset, limit=20, by_article=by_article) for offset in range(0, 280, 20)]
    seen = [match.document for page in pages for match in page.matches]
    assert {page.total for page in pages} == {257}
    assert (len(seen), len(set(seen))) == (257, 257)
    assert not pages[-1].matches


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


@pytest.mark.server
def test_readers_of_elasticsearch_never_meet_an_empty_moment(db):
    from search.engines.elastic import questions
    from search.engines.elastic.server import Server
    from search.engines.widening import Level

    with fresh_engine() as engine:
        stored = store("directive", many(40))
        engine.put(stored)
        plan, level = Plan(terms("cách ly"), DAY), Level((("cach", "ly"),), 0)
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


HOSTILE = ["and", "or", "not", "near", "select", "null", "drop", "0", "a" * 60, "한국", "ﬁ", "١٢", "x1y2", "true"]


@pytest.mark.parametrize("word", HOSTILE)
def test_every_word_is_only_a_word(engine, word):
    put(engine, directive("1/QĐ", "Chợ", article(1, f"Trước {word} sau")))
    assert ask(engine, f"trước {word} sau").total == 1
    assert ask(engine, word).total == 1


def test_a_long_query_is_answered(engine):
    put(engine, QUARANTINE)
    assert ask(engine, " ".join(f"từ{n}" for n in range(60)) + " vùng dịch").total == 1


def test_nothing_is_found_for_no_words(engine):
    put(engine, QUARANTINE)
    assert ask(engine, "").total == 0


def test_the_same_word_twice_counts_once(engine):
    put(engine, QUARANTINE)
    assert ask(engine, "vùng vùng vùng dịch").total == 1
