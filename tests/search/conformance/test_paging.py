"""Every page, however deep, and documents article by article."""

import pytest

from tests.search.conformance.asking import QUARANTINE, ask, many, put
from tests.search.factories import article, directive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by_article", [False, True])
def test_paging_is_complete_and_never_repeats(engine, by_article):
    put(engine, *many(257))
    pages = [ask(engine, "cách ly", offset=offset, limit=20, by_article=by_article) for offset in range(0, 280, 20)]
    seen = [match.document for page in pages for match in page.matches]
    assert {page.total for page in pages} == {257}
    assert (len(seen), len(set(seen))) == (257, 257)
    assert not pages[-1].matches


def test_by_article_each_is_a_match_and_counted(engine):
    sections = [article(n, f"Cách ly, trường hợp {n}.") for n in range(1, 13)]
    put(engine, directive("5/QĐ-UBND", "Quy định", *sections), QUARANTINE)
    pages = [ask(engine, "cách ly", by_article=True, offset=offset, limit=5) for offset in (0, 5, 10)]
    assert {page.total for page in pages} == {13}
    assert [len(page.matches) for page in pages] == [5, 5, 3]
    assert len({match.sections for page in pages for match in page.matches}) == 13


def test_beyond_the_last_page_nothing_is_shown_and_the_total_stands(engine):
    put(engine, *many(12))
    for offset in (12, 20, 9_990):
        found = ask(engine, "cách ly", offset=offset)
        assert (found.total, found.matches) == (12, ())


def test_pages_of_any_size_show_the_same_order(engine):
    put(engine, *many(30))
    whole = [match.document for match in ask(engine, "cách ly", limit=30).matches]
    for size in (1, 7, 13):
        pages = [ask(engine, "cách ly", offset=offset, limit=size) for offset in range(0, 30, size)]
        assert [match.document for page in pages for match in page.matches] == whole, size


def test_filters_hold_deep_down(engine):
    put(engine, *many(120), *(directive(f"{n}/CT", "Cách ly", type="Chỉ thị") for n in range(90)))
    pages = [ask(engine, "cách ly", offset=offset, type="Chỉ thị") for offset in range(0, 100, 10)]
    shown = [match.document for page in pages for match in page.matches]
    assert {page.total for page in pages} == {90}
    assert (len(shown), len(set(shown))) == (90, 90)


def test_deep_down_documents_still_show_articles(engine):
    put(engine, *many(120))
    assert all(match.sections for match in ask(engine, "cách ly", offset=100).matches)


def test_words_that_stand_in_some_documents_only_are_paged_too(engine):
    """Not all words stand in any one document, so the search is widened."""
    put(engine, *many(60, "cách ly"), *(directive(f"{n}/CT", "Số", article(1, "tập trung")) for n in range(60)))
    pages = [ask(engine, "cách ly tập trung", offset=offset, limit=20) for offset in range(0, 140, 20)]
    shown = [match.document for page in pages for match in page.matches]
    assert {page.total for page in pages} == {120}
    assert (len(shown), len(set(shown))) == (120, 120)
