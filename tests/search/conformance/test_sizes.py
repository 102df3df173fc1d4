"""Many articles, a huge one, many documents at once."""

import pytest

from search.ranking import MOST_SECTIONS_SHOWN
from tests.search.conformance.asking import MARKETS, ask, keys, many, put
from tests.search.factories import article, directive

pytestmark = pytest.mark.django_db


def test_the_last_of_very_many_articles_is_found(engine):
    put(engine, directive("1/QĐ", "Một", *(article(n, f"khoản mục từ{n}") for n in range(1, 1_501))))
    (match,) = ask(engine, "từ1500").matches
    assert [section % 10_000 for section in match.sections] == [1_499]
    assert ask(engine, "khoản mục", by_article=True).total == 1_500


def test_of_very_many_articles_only_some_are_shown(engine):
    put(engine, directive("1/QĐ", "Một", *(article(n, "khoản mục") for n in range(1, 101))))
    (match,) = ask(engine, "khoản mục").matches
    assert 1 <= len(match.sections) <= MOST_SECTIONS_SHOWN


def test_a_document_of_many_articles_does_not_push_others_from_the_page(engine):
    put(engine, directive("1/QĐ", "Một", *(article(n, "phong tỏa khu dân cư") for n in range(1, 201))))
    put(engine, directive("2/QĐ", "Hai", article(1, "phong tỏa " + "khu dân cư đông đúc " * 40)))
    assert set(keys(ask(engine, "phong tỏa"))) == {"1-qd", "2-qd"}


def test_a_huge_article_is_found_by_its_first_and_its_last_word(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "đầutiên " + "nội dung dài " * 30_000 + "cuốicùng")), MARKETS)
    assert keys(ask(engine, "đầutiên")) == keys(ask(engine, "cuốicùng")) == ["1-qd"]


def test_an_article_of_very_many_different_words_is_found(engine):
    put(engine, directive("1/QĐ", "Một", article(1, " ".join(f"từ{n}" for n in range(20_000)))))
    assert [ask(engine, word).total for word in ("từ0", "từ19999", "từ7 từ15000")] == [1, 1, 1]


def test_hundreds_put_at_once_are_counted_nearly_and_a_hundred_exactly(engine):
    """Elasticsearch counts documents exactly to some two hundred, then within a few in a hundred."""
    put(engine, *many(100))
    assert ask(engine, "cách ly").total == 100
    put(engine, *many(450))
    assert ask(engine, "cách ly").total == pytest.approx(450, rel=0.03)
