"""What stands in quotes is kept strictly."""

import pytest

from core.text import words
from search.engines.base import Plan
from search.models import SearchSection
from tests.search.conformance.asking import MARKETS, QUARANTINE, ask, ask_as_typed, keys, put, terms
from tests.search.factories import DAY, article, directive

pytestmark = pytest.mark.django_db


def test_a_phrase_must_stand_as_quoted(engine):
    put(engine, QUARANTINE, directive("8/QĐ-UBND", "Khác", article(1, "Dịch ở một vùng khác.")))
    quoted = terms("vùng dịch", phrases=(("vung", "dich"),))
    assert keys(engine.search(Plan(quoted, DAY))) == ["3691-qd-ubnd"]
    assert engine.search(Plan(terms("vùng xanh", phrases=(("vung", "xanh"),)), DAY)).total == 0


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


SAYS = directive("1/QĐ", "Một", article(1, "Bà bầu được tiêm trước."))
MEANS = directive("2/QĐ", "Hai", article(1, "Phụ nữ mang thai được tiêm."))


def test_one_quoted_word_finds_only_what_writes_it(engine):
    put(engine, SAYS, MEANS)
    for text in ('"bầu"', '"bau"', "“BẦU”", '"bà bầu"', '"bà" "bầu"'):
        assert keys(ask_as_typed(engine, text)) == ["1-qd"]
    for text in ("bầu", "bà bầu", "bà bầu tiêm"):
        assert set(keys(ask_as_typed(engine, text))) == {"1-qd", "2-qd"}


def test_a_quoted_word_is_strict_beside_words_that_are_not_quoted(engine):
    put(engine, SAYS, MEANS)
    assert keys(ask_as_typed(engine, '"bầu" được tiêm')) == ["1-qd"]
    assert keys(ask_as_typed(engine, '"bầu" mang thai')) == ["1-qd"]
    assert set(keys(ask_as_typed(engine, '"tiêm" bầu'))) == {"1-qd", "2-qd"}


def test_a_quoted_word_that_is_only_said_finds_nothing(engine):
    put(engine, MEANS)
    found = ask_as_typed(engine, '"bầu"')
    assert (found.total, found.matches, any(found.facets.values())) == (0, (), False)
    assert ask_as_typed(engine, "bầu").total == 1


@pytest.mark.parametrize(
    "writes",
    [
        directive("1/QĐ", "Hướng dẫn cho bà bầu", article(1, "Phụ nữ mang thai được tiêm.")),
        directive("1/QĐ", "Một", article(1, "Phụ nữ mang thai được tiêm.", heading="Bà bầu")),
        directive("1/QĐ", "Một", article(1, "Phụ nữ mang thai (bà bầu) được tiêm.")),
        directive("1/QĐ", "Một", article(1, "Phụ nữ mang thai được tiêm."), summary="Về bà bầu"),
    ],
    ids=["title", "heading", "text", "summary"],
)
def test_what_writes_a_quoted_word_itself_is_found_though_people_say_it_too(engine, writes):
    put(engine, writes, MEANS)
    assert keys(ask_as_typed(engine, '"bầu"')) == ["1-qd"]


def test_of_a_document_only_the_article_that_writes_a_quoted_word_is_found(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Phụ nữ mang thai."), article(2, "Bà bầu.")))
    found = engine.search(Plan(terms("bầu", phrases=(("bau",),)), DAY, by_article=True))
    labels = SearchSection.objects.in_bulk([section for match in found.matches for section in match.sections])
    assert (found.total, [section.label for section in labels.values()]) == (1, ["Điều 2"])
    assert ask(engine, "bầu", by_article=True).total == 2


def test_a_phrase_is_found_without_accents_and_in_capitals(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask_as_typed(engine, '"vung dich"')) == keys(ask_as_typed(engine, "“VÙNG DỊCH”")) == ["3691-qd-ubnd"]


def test_a_phrase_may_stand_in_the_title(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask_as_typed(engine, '"hoạt động của chợ"')) == ["12-ct-ubnd"]


def test_a_phrase_may_stand_in_a_heading(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Áp dụng", heading="Giờ giới nghiêm")), MARKETS)
    assert keys(ask_as_typed(engine, '"giờ giới nghiêm"')) == ["1-qd"]


def test_a_phrase_does_not_run_from_the_title_into_the_heading_or_the_text(engine):
    put(engine, directive("1/QĐ", "Đóng cửa", article(1, "chợ đêm", heading="Khung giờ")))
    assert ask_as_typed(engine, '"giờ chợ"').total == 0
    assert ask_as_typed(engine, '"qđ điều"').total == 0


def test_a_phrase_does_not_run_from_one_article_into_the_next(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "Đóng cửa"), article(2, "chợ đêm")))
    assert ask_as_typed(engine, '"cửa chợ"').total == 0
    assert ask(engine, "cửa chợ").total == 1


def test_two_phrases_must_both_stand(engine):
    put(
        engine,
        directive("1/QĐ", "Một", article(1, "chợ đêm đóng cửa, bến xe mở lại")),
        directive("2/QĐ", "Hai", article(1, "chợ đêm mở cửa, xe ở bến")),
    )
    assert keys(ask_as_typed(engine, '"chợ đêm" "bến xe"')) == ["1-qd"]


def test_words_beside_a_phrase_may_be_missing(engine):
    put(engine, QUARANTINE, MARKETS)
    assert keys(ask_as_typed(engine, '"vùng dịch" xyzzy')) == ["3691-qd-ubnd"]


def test_a_word_repeated_in_a_phrase_must_stand_as_often(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "rất rất gấp")), directive("2/QĐ", "Hai", article(1, "rất gấp")))
    assert keys(ask_as_typed(engine, '"rất rất gấp"')) == ["1-qd"]


@pytest.mark.parametrize("before", [300, 1_000])
def test_a_phrase_late_in_a_long_article_is_found(engine, before):
    """Also where its words have stood often before; PostgreSQL knows 255 places of a word, of the first 16,383."""
    put(engine, directive("1/QĐ", "Một", article(1, "đêm đóng chợ cửa " * (before // 4) + "chợ đêm")))
    assert ask_as_typed(engine, '"chợ đêm"').total == 1
    assert ask_as_typed(engine, '"cửa chợ đóng"').total == 0
