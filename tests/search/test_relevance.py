"""Questions over the demo content: a change that makes search worse fails here, naming what fell.

The questions, and how they are measured, stand in `relevance/`; its README tells the format.
"""

import pytest

from search.indexed import running
from search.models import SearchDocument, SearchSection
from tests.search.elastic_server import in_front
from tests.search.relevance import ranks
from tests.search.relevance.asking import ask_all, demo_of, engine_name
from tests.search.relevance.measures import A_HOTLINE, article_hits, mrr, ndcg
from tests.search.relevance.questions import PROVINCES, SLOPPY, UNACCENTED, WRITTEN, questions
from tests.search.relevance.table import not_first, of, table

MRR, NDCG, ARTICLES, UNACCENTED_OF_WRITTEN = 0.85, 0.80, 0.85, 0.95
SLOPPY_MRR, SLOPPY_NDCG = 0.80, 0.72
pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[pytest.param(one, marks=pytest.mark.xdist_group(f"demo of {one}")) for one in PROVINCES]
)
def demo(request, django_db_setup, django_db_blocker):
    """A province with its demo content, rolled back after the tests that ask it; gives its slug."""
    with django_db_blocker.unblock(), demo_of(request.param):
        yield request.param


@pytest.fixture(params=["database", pytest.param("elastic", marks=pytest.mark.server)])
def engine(request, demo, db, settings, monkeypatch):
    """What answers is the database's own engine, or Elasticsearch with its own index; gives the name."""
    if request.param == "database":
        yield engine_name()
        return
    with in_front(settings, monkeypatch):
        yield engine_name()


def test_questions_find_their_answers_and_none_falls(demo, engine):
    outcomes = ask_all(demo)
    print(f"\n{engine}, {demo}\n{table(outcomes)}")
    written, unaccented, sloppy = (of(outcomes, form) for form in (WRITTEN, UNACCENTED, SLOPPY))
    numbers = [one for form in (WRITTEN, UNACCENTED, SLOPPY) for one in of(outcomes, form, numbers=True)]
    assert mrr(numbers) == 1, not_first(numbers)
    assert mrr(written) >= MRR, not_first(written)
    assert ndcg(written) >= NDCG, not_first(written)
    assert article_hits(written) >= ARTICLES, not_first([one for one in written if one.article is False])
    assert mrr(unaccented) >= UNACCENTED_OF_WRITTEN * mrr(written), not_first(unaccented)
    assert mrr(sloppy) >= SLOPPY_MRR, not_first(sloppy)
    assert ndcg(sloppy) >= SLOPPY_NDCG, not_first(sloppy)
    fell = ranks.falls(ranks.stored(engine), ranks.measured(demo, outcomes))
    assert not fell, "Worse than written down:\n" + "\n".join(fell)


def test_every_expected_answer_is_there(demo, db):
    """A page that is called otherwise now would count as badly answered for ever."""
    pages = {url.partition("#")[0] for url in SearchDocument.objects.values_list("url", flat=True)}
    places = SearchSection.objects.order_by().values_list("document__url", "anchor")
    known = {f"{url}#{anchor}" for url, anchor in places} | set(SearchDocument.objects.values_list("url", flat=True))
    hotlines = SearchDocument.objects.filter(kind="hotline").values_list("title", flat=True)
    known |= pages | {f"{A_HOTLINE}{word}" for title in hotlines for word in running(title).split()}
    expected = {address for question in questions(demo) for address in question.answers}
    assert sorted(expected - known) == []


def test_the_set_is_large_enough():
    asked = [question for province in PROVINCES for question in questions(province)]
    assert sum(question.form == WRITTEN for question in asked) >= 120
    folded = {question.typed for question in asked if question.form == UNACCENTED}
    assert len({question.typed for question in asked if question.form == SLOPPY} - folded) >= 60
