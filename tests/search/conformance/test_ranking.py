"""What comes first."""

import datetime as dt

import pytest

from core.force import SUSPENDED, Force, Spell
from core.searchable import Entry, Section
from search.engines.base import Plan
from tests.search.conformance.asking import ask, ask_as_typed, keys, many, put, terms
from tests.search.factories import DAY, article, directive

TEXT = article(1, "Người từ vùng dịch về cách ly tập trung.")

pytestmark = pytest.mark.django_db


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


def test_articles_stand_under_their_document_best_first(engine):
    sections = [article(1, "Phạm vi áp dụng."), article(2, "Cách ly tại nhà 14 ngày."), article(3, "Cách ly.")]
    put(engine, directive("5/QĐ-UBND", "Quy định", *sections))
    found = ask(engine, "cách ly tại nhà")
    (match,) = found.matches
    assert (found.total, match.sections[0] % 10_000) == (1, 1)
    assert {section % 10_000 for section in ask(engine, "cách ly").matches[0].sections} == {1, 2}


@pytest.mark.parametrize("count", [3, 70])
def test_liked_words_need_not_stand_but_what_holds_them_comes_first(engine, count):
    put(engine, *many(count, "cách ly tại nhà"), directive("99/CT", "Sau", article(1, "cách ly ở Quỳnh Lưu")))
    found = engine.search(Plan(terms("cách ly", liked=("quynh", "luu", "zzz")), DAY))
    assert (found.total, keys(found)[0]) == (count + 1, "99-ct")
    assert engine.search(Plan(terms("quản lý", liked=("quynh", "luu")), DAY)).total == count + 1
    assert engine.search(Plan(terms("zzz", liked=("quynh", "luu")), DAY)).total == 0


def test_the_heading_ranks_above_the_body(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Hỗ trợ bằng tiền", heading="Chung")),
        directive("2/QĐ", "Hai", article(1, "Chung quy định", heading="Hỗ trợ bằng tiền")),
    )
    assert keys(ask(engine, "hỗ trợ bằng tiền")) == ["2-qd", "1-qd"]


def test_accents_as_typed_come_first(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Hỗ trợ người bán hàng")),
        directive("2/QĐ", "Hai", article(1, "Hỗ trợ người bạn hàng")),
    )
    assert keys(ask_as_typed(engine, "bán hàng")) == ["1-qd", "2-qd"]
    assert keys(ask_as_typed(engine, "bạn hàng")) == ["2-qd", "1-qd"]


def test_without_accents_typed_all_accents_are_equal(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Hỗ trợ người bán hàng")),
        directive("2/QĐ", "Hai", article(1, "Hỗ trợ người bạn hàng")),
    )
    first, second = ask_as_typed(engine, "ban hang").matches
    assert first.score == second.score


def test_in_force_comes_before_ended(engine):
    put(
        engine, directive("1/QĐ", "Một", TEXT, force=Force(ended=dt.date(2021, 9, 1))), directive("2/QĐ", "Hai", TEXT)
    )
    assert keys(ask(engine, "cách ly tập trung")) == ["2-qd", "1-qd"]


def test_in_force_then_suspended_then_ended_then_withdrawn(engine):
    suspended = Spell(SUSPENDED, dt.date(2021, 10, 1), dt.date(2021, 11, 1))
    put(
        engine,
        directive("1/QĐ", "Một", TEXT, force=Force(withdrawn=dt.date(2021, 9, 1))),
        directive("2/QĐ", "Hai", TEXT, force=Force(ended=dt.date(2021, 9, 1))),
        directive("3/QĐ", "Ba", TEXT, force=Force(spells=(suspended,))),
        directive("4/QĐ", "Bốn", TEXT, force=Force()),
    )
    assert keys(ask(engine, "cách ly tập trung")) == ["4-qd", "3-qd", "2-qd", "1-qd"]


def test_what_was_in_force_on_the_day_asked_for_comes_first(engine):
    put(
        engine,
        directive("1/QĐ", "Một", TEXT, force=Force(dt.date(2021, 1, 1), ended=dt.date(2021, 9, 1))),
        directive("2/QĐ", "Hai", TEXT, force=Force(dt.date(2021, 9, 15))),
    )
    assert keys(ask(engine, "cách ly tập trung", on=dt.date(2021, 8, 1))) == ["1-qd", "2-qd"]
    assert keys(ask(engine, "cách ly tập trung")) == ["2-qd", "1-qd"]


def test_newer_comes_before_older_when_equally_relevant(engine):
    put(
        engine,
        directive("1/QĐ", "Một", TEXT, date=dt.date(2020, 5, 1)),
        directive("2/QĐ", "Hai", TEXT, date=dt.date(2021, 10, 1)),
        directive("3/QĐ", "Ba", TEXT, date=dt.date(2021, 3, 1)),
    )
    assert keys(ask(engine, "cách ly tập trung")) == ["2-qd", "3-qd", "1-qd"]


def test_a_better_answer_comes_before_a_newer_one(engine):
    put(
        engine,
        directive("1/QĐ", "Cách ly tập trung", TEXT, date=dt.date(2020, 5, 1)),
        directive("2/QĐ", "Hai", article(1, "Tập hợp, cách nhau, ly tán, trung tâm."), date=dt.date(2021, 10, 1)),
    )
    assert keys(ask(engine, "cách ly tập trung")) == ["1-qd", "2-qd"]


def test_a_short_article_that_answers_comes_before_a_long_one_that_mentions(engine):
    long = "Các sở, ngành phối hợp thực hiện nhiệm vụ được giao theo chức năng. " * 60
    put(
        engine,
        directive("1/QĐ", "Một", article(1, f"{long} Giấy đi đường do xã cấp. {long}")),
        directive("2/QĐ", "Hai", article(1, "Giấy đi đường do xã cấp.")),
    )
    assert keys(ask(engine, "giấy đi đường")) == ["2-qd", "1-qd"]


def test_a_rare_word_weighs_more_than_a_common_one(engine):
    put(engine, *many(12, "cách ly"), directive("98/QĐ", "Một", article(1, "ly ly ly")))
    put(engine, directive("99/QĐ", "Hai", article(1, "ecmo")))
    assert keys(ask(engine, "ly ecmo"))[0] == "99-qd"


def test_a_second_article_that_answers_adds_to_the_first(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Giấy đi đường"), article(2, "Khác")),
        directive("2/QĐ", "Hai", article(1, "Giấy đi đường"), article(2, "Giấy đi đường")),
    )
    assert keys(ask(engine, "giấy đi đường")) == ["2-qd", "1-qd"]


def test_what_is_called_just_so_comes_first(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "Huyện Kỳ Sơn, huyện Kỳ Sơn, huyện Kỳ Sơn")),
        Entry("area", "417", "Huyện Kỳ Sơn", "/dia-ban/417/", sections=(Section("Tỉnh"),)),
    )
    assert keys(ask(engine, "huyện kỳ sơn")) == ["417", "1-qd"]


def test_equals_stand_in_the_same_order_every_time(engine):
    put(engine, *many(15))
    orders = {tuple(keys(ask(engine, "cách ly", limit=15))) for _ in range(3)}
    assert len(orders) == 1


def test_scores_never_rise_down_the_list(engine):
    texts = [article(1, "cách ly " * (n % 4 + 1) + "nhà " * (n % 3)) for n in range(20)]
    put(engine, *(directive(f"{n}/QĐ", f"Số {n}", text) for n, text in enumerate(texts)))
    scores = [match.score for match in ask(engine, "cách ly nhà", limit=20).matches]
    assert scores == sorted(scores, reverse=True)
