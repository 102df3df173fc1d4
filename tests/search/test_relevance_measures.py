"""The measures of relevance, by hand-made hits whose figures one can work out."""

import math

import pytest
from django.utils.safestring import mark_safe

from search.hits import ArticleHit, Hit
from tests.search.relevance import ranks
from tests.search.relevance.measures import article_hits, mrr, ndcg, outcome
from tests.search.relevance.questions import WRITTEN, Question
from tests.search.relevance.table import not_first, table


def hit(url: str, *anchors: str, kind: str = "directive", title: str = "Một") -> Hit:
    articles = tuple(ArticleHit(anchor, anchor, f"{url}#{anchor}", mark_safe("")) for anchor in anchors)
    return Hit(kind, url, title, url, "", None, "", "", False, "", mark_safe(""), articles)


def question(**answers: int) -> Question:
    """Answers by name: `a` is a document, `a_7` its seventh article."""
    addresses = {
        f"/van-ban/{name.replace('_', '/#dieu-') if '_' in name else name + '/'}": answers[name] for name in answers
    }
    return Question("hỏi", WRITTEN, "citizen", addresses)


A, B, C = (hit(f"/van-ban/{name}/") for name in "abc")


def test_the_first_answer_of_the_first_page_counts():
    assert outcome(question(b=3), [A, B]).reciprocal == 0.5
    assert outcome(question(b=3), [A] * 10 + [B]).rank is None
    assert mrr([outcome(question(a=3), [A]), outcome(question(a=3), [B])]) == 0.5


def test_a_touch_counts_for_the_rank_only_without_an_answer():
    assert outcome(question(a=1, b=3), [A, B]).rank == 2
    assert outcome(question(a=1), [A, B]).rank == 1


def test_gain_is_that_of_the_grades_against_their_best_order():
    asked = question(a=3, b=1)
    assert outcome(asked, [A, B]).gain == 1
    assert outcome(asked, [B, A]).gain == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))
    assert outcome(asked, [C]).gain == 0
    assert ndcg([outcome(asked, [A, B]), outcome(asked, [C])]) == 0.5


def test_a_page_that_comes_twice_gains_once():
    assert outcome(question(a=3, b=3), [A, A]).gain == outcome(question(a=3, b=3), [A]).gain < 1


def test_a_document_without_its_article_gains_what_the_document_is_worth():
    asked = question(a=1, a_7=3)
    assert outcome(asked, [hit("/van-ban/a/", "dieu-7-khoan-2")]).gain == 1
    assert outcome(asked, [hit("/van-ban/a/", "dieu-71")]).gain == pytest.approx(1 / 7)


def test_the_right_article_is_among_those_shown():
    asked = question(a_7=3)
    shown = [[hit("/van-ban/a/", "dieu-1", "dieu-7")], [hit("/van-ban/a/", "dieu-1")], [hit("/van-ban/b/", "dieu-7")]]
    outcomes = [outcome(asked, hits) for hits in shown]
    assert [one.article for one in outcomes] == [True, False, False]
    assert article_hits([*outcomes, outcome(question(a=3), [A])]) == pytest.approx(1 / 3)


def test_a_hotline_is_known_by_its_number():
    asked = Question("gọi ai", WRITTEN, "hotline", {"tel:02380000002": 3})
    line = hit("/duong-day-nong/#so-3", kind="hotline", title="Trực ban: 0238 000 0002")
    assert (outcome(asked, [line]).rank, outcome(asked, [line]).article) == (1, None)


def known(*places: int | None) -> ranks.Ranks:
    return {("nghe-an", WRITTEN, f"câu {n}"): place for n, place in enumerate(places)}


def test_what_left_the_first_page_is_named():
    (fell,) = ranks.falls(known(1, 4, *[1] * 400), known(1, None, *[1] * 400))
    assert fell == "4 → not on the first page: câu 1 (written, nghe-an)"


def test_a_mean_that_falls_names_all_that_fell():
    assert ranks.falls(known(*[1] * 10), known(*[1] * 8, 2, 3)) == [
        "1 → 2: câu 8 (written, nghe-an)",
        "1 → 3: câu 9 (written, nghe-an)",
    ]


def test_a_small_fall_that_others_make_up_for_is_none():
    assert ranks.falls(known(1, 2, 3), known(2, 1, 3)) == []
    assert ranks.falls(known(None, 2), known(1, 2)) == []
    assert ranks.falls(known(*[1] * 200), known(*[1] * 199, 2)) == []


def test_a_question_that_was_not_written_down_is_named():
    assert ranks.falls({}, known(1)) == ["not written down: câu 0 (written, nghe-an)"]


def test_ranks_are_kept_per_engine_and_province(tmp_path, monkeypatch):
    monkeypatch.setattr(ranks, "FILE", tmp_path / "ranks.csv")
    ranks.write("sqlite", known(1, None), ["nghe-an"])
    ranks.write("elastic", known(2, 3), ["nghe-an"])
    ranks.write("sqlite", {("thanh-hoa", WRITTEN, "a, b"): 4}, ["thanh-hoa"])
    assert ranks.stored("sqlite") == known(1, None) | {("thanh-hoa", WRITTEN, "a, b"): 4}
    assert ranks.stored("elastic") == known(2, 3)
    ranks.write("sqlite", known(1), ["nghe-an"])
    assert ranks.stored("elastic") == known(2)
    assert ranks.stored("postgresql") == {}


def test_the_table_has_a_line_per_kind_and_form():
    lines = table([outcome(question(a=3), [B, A])]).splitlines()
    assert lines[1].split() == ["citizen", "written", "1", "0.500", "0.631", "-", "1.000"]
    assert not_first([outcome(question(a=3), [B, A])]).split() == ["0.50", "written", "hỏi"]
