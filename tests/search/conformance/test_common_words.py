"""Words that stand nearly everywhere: a part is counted and ranked, and what is said of it is true of the whole."""

import pytest

from core import clock
from search.engines.base import COUNTED, SHOWN_AT_LEAST, Plan, Reading
from tests.search.conformance.asking import ask, keys, put, terms
from tests.search.factories import DAY, article, directive

pytestmark = pytest.mark.django_db
ARTICLES, DOCUMENTS = 12, 110


@pytest.fixture
def full(engine):
    """One old directive, then those of which every article holds the words, every tenth an instruction of its own
    year."""
    articles = article(1, "UBND lập chốt, giao cho công an."), article(2, "Ban tỉnh họp hằng tuần.")
    put(engine, directive("OLD", "Quyết định đầu", *articles))
    put(engine, *map(_common, range(1, DOCUMENTS + 1)))
    return engine


def _common(number: int):
    more = {"type": "Chỉ thị", "date": clock.today().replace(year=2020)} if number % 10 == 0 else {}
    work = "lập biên bản" if number % 2 else "giao việc"
    articles = [article(n, f"Ủy ban nhân dân tỉnh {work} {n}.") for n in range(1, ARTICLES + 1)]
    return directive(f"{number}/QĐ-UBND", f"Quyết định số {number}", *articles, **more)


def test_so_much_is_counted_and_said_to_be_more(full):
    found = ask(full, "ủy ban nhân dân")
    assert ARTICLES * DOCUMENTS > COUNTED
    assert found.more
    assert SHOWN_AT_LEAST <= found.total <= DOCUMENTS
    assert sum(found.facets["type"].values()) == found.total
    assert len(found.matches) == 10


def test_what_a_filter_leaves_is_counted_whole(full):
    found = ask(full, "ủy ban nhân dân", type="Chỉ thị")
    assert (found.total, found.more) == (DOCUMENTS // 10, False)
    assert ask(full, "ủy ban nhân dân", year=2020).total == DOCUMENTS // 10
    assert found.facets["type"] == {"Quyết định": DOCUMENTS - DOCUMENTS // 10, "Chỉ thị": DOCUMENTS // 10}


def test_a_rare_word_beside_them_is_found_wherever_it_stands(full):
    put(full, directive("1/QĐ-UBND", "Quyết định số 1", article(1, "Ủy ban nhân dân tỉnh lập chốt kiểm soát.")))
    found = ask(full, "ủy ban nhân dân chốt kiểm soát")
    assert keys(found)[0] == "1-qd-ubnd"


def test_what_has_them_side_by_side_is_first_where_very_many_have_them_apart(full):
    found = ask(full, "ban tỉnh")
    assert found.more
    assert keys(found)[0] == "old"


def test_what_has_all_the_words_is_first_where_many_have_some(full):
    found = ask(full, "lập giao")
    assert found.more
    assert keys(found)[0] == "old"


def test_what_has_the_words_typed_is_first_where_many_say_it_otherwise(full):
    office = terms("ủy ban nhân dân")
    also = (Reading(office.words, office.pairs, ("uy ban nhan dan",)),)
    found = full.search(Plan(terms("lập chốt", also=also), DAY))
    assert found.more
    assert keys(found)[0] == "old"


def test_every_page_down_to_the_last_is_there_once(full):
    pages = [ask(full, "ủy ban nhân dân", offset=offset) for offset in range(0, DOCUMENTS + 10, 10)]
    shown = [match.document for page in pages for match in page.matches]
    assert (len(shown), len(set(shown))) == (DOCUMENTS, DOCUMENTS)
    assert (pages[-1].total, pages[-1].more) == (DOCUMENTS, False)


def test_article_by_article_too(full):
    found = ask(full, "ủy ban nhân dân", by_article=True)
    assert found.more
    assert found.total >= 100
    deep = ask(full, "ủy ban nhân dân", by_article=True, offset=1_300)
    assert (deep.total, deep.more, len(deep.matches)) == (ARTICLES * DOCUMENTS, False, 10)
