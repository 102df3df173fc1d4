"""What editors recommend stands above the hits: for these queries, on these days, and only while readers see it."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from core import clock
from search import views
from search.engines.base import EngineUnavailable
from search.models import RecommendedAnswer
from search.models.answers import MOST_QUERIES, key_of
from tests.datasets import factories as province_of
from tests.search.factories import article, directive
from units.actions.review import decide, submit
from units.models import Duty, OrganisationalUnit, User

DAY = dt.date(2021, 10, 8)
VISIBLE = "Giấy đi đường làm thế nào"


@pytest.fixture
def page(shelves, guidance):
    shelves["directive"].hold(
        directive("1/QĐ-UBND", "Quyết định", article(1, "Người có giấy đi đường được qua chốt."))
    )
    return guidance


@pytest.fixture
def guidance(db):
    """A published page, below the home page that a migration makes."""
    return Page.objects.get(depth=2).add_child(instance=Page(title=VISIBLE, slug="giay-di-duong"))


@pytest.fixture
def unit(db):
    return province_of.build().units["vp"]


@pytest.fixture
def answer(page, unit):
    return pinned(page, unit)


def pinned(page, unit, queries="giấy đi đường\nxin qua chốt", **fields):
    given = {"valid_from": DAY, "reason": "Ba bước làm giấy"} | fields
    return RecommendedAnswer.objects.create(queries=queries, page=page, unit=unit, **given)


def shown(client, **asked) -> list[str]:
    response = client.get("/tim-kiem/", asked)
    assert response.status_code == 200
    return [one.title for one in response.context["recommended"]]


def told(client, **asked) -> list[dict]:
    return client.get("/api/v1/search/", asked).json()["recommended"]


@pytest.mark.parametrize(
    "typed", ["giấy đi đường", "GIAY DI DUONG", "giaydiduong", "  giấy   đi đường ? ", "xin qua chốt"]
)
def test_it_stands_above_the_hits_however_the_query_is_spelled(client, answer, typed):
    html = client.get("/tim-kiem/", {"q": typed}).content.decode()
    assert "Câu trả lời được đề&nbsp;xuất" in html
    assert "Ba bước làm giấy" in html
    assert told(client, q=typed) == [
        {"kind": "section", "title": VISIBLE, "url": "/giay-di-duong/", "reason": "Ba bước làm giấy"}
    ]


@pytest.mark.parametrize("typed", ["", "giấy", "giấy đi đường mới", "đi đường giấy", "qua chốt", "%", "_", "\n"])
def test_for_no_other_query(client, answer, typed):
    assert shown(client, q=typed) == told(client, q=typed) == []


def test_the_hits_below_stay_as_they_are(client, page, unit):
    before = client.get("/tim-kiem/", {"q": "giấy đi đường"}).context["found"]
    pinned(page, unit)
    after = client.get("/tim-kiem/", {"q": "giấy đi đường"}).context["found"]
    assert (after.total, after.hits) == (before.total, before.hits)
    assert after.total == 1


def test_a_query_that_finds_nothing_else_is_still_answered(client, answer):
    answer.queries = "zzqq"
    answer.save()
    html = client.get("/tim-kiem/", {"q": "zzqq"}).content.decode().replace("&nbsp;", " ")
    assert "<h1>Chỉ có câu trả lời được đề xuất</h1>" in html
    assert VISIBLE in re.sub(r"\s+", " ", html)


@pytest.mark.parametrize(
    ("first", "last", "is_shown"),
    [
        (0, None, True),
        (0, 0, True),
        (1, None, False),
        (-9, -1, False),
        (-9, 0, True),
        (-9, 9, True),
    ],
)
def test_only_from_its_first_day_to_its_last(client, page, unit, first, last, is_shown):
    days = [DAY + dt.timedelta(days=days) if days is not None else None for days in (first, last)]
    pinned(page, unit, valid_from=days[0], valid_to=days[1])
    assert bool(shown(client, q="giấy đi đường")) is bool(told(client, q="giấy đi đường")) is is_shown


def test_the_day_is_that_of_vietnam(client, page, unit):
    pinned(page, unit, valid_to=DAY)
    with clock.at(dt.datetime(2021, 10, 8, 16, 59, tzinfo=dt.UTC)):
        assert shown(client, q="giấy đi đường")
    with clock.at(dt.datetime(2021, 10, 8, 17, 0, tzinfo=dt.UTC)):
        assert not shown(client, q="giấy đi đường")


def unpublish(page):
    page.unpublish()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_above(page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def delete(page):
    page.delete()


@pytest.mark.parametrize("hide", [unpublish, restrict, restrict_above, delete])
def test_it_is_gone_at_once_with_its_page(client, answer, page, hide):
    assert shown(client, q="giấy đi đường")
    hide(page)
    assert shown(client, q="giấy đi đường") == told(client, q="giấy đi đường") == []


def test_it_is_gone_at_once_when_it_is_unpublished(client, answer):
    answer.unpublish()
    assert not shown(client, q="giấy đi đường")


def test_who_filters_or_leafs_through_looks_for_something_else(client, answer):
    assert not shown(client, q="giấy đi đường", loai="news")
    assert not told(client, q="giấy đi đường", kind="news")
    assert not told(client, q="giấy đi đường", page=2)
    assert told(client, q="giấy đi đường", sort="newest")


def test_at_most_three_the_newest_first(client, page, unit):
    for days in range(4):
        pinned(page, unit, valid_from=DAY - dt.timedelta(days=days), reason=f"Trước {days} ngày")
    assert [one["reason"] for one in told(client, q="giấy đi đường")] == [f"Trước {days} ngày" for days in range(3)]


def test_it_costs_one_query(client, answer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/tim-kiem/", {"q": "giấy đi đường"})
        return sum("recommendedanswer" in query["sql"] for query in captured)

    client.get("/tim-kiem/", {"q": "giấy đi đường"})
    assert queries() == 1


def test_it_is_shown_when_no_engine_answers(client, answer, monkeypatch):
    def broken(query):
        raise EngineUnavailable("no engine")

    monkeypatch.setattr(views, "find", broken)
    response = client.get("/tim-kiem/", {"q": "giấy đi đường"})
    assert response.status_code == 503
    assert VISIBLE in response.content.decode().replace("&nbsp;", " ")


def test_what_was_never_signed_is_not_shown(client, page, unit):
    """A draft, one under review, and a change to what is shown already."""
    waiting = pinned(page, unit, live=False)
    assert not shown(client, q="giấy đi đường")
    user, reviewer = writer(unit), signing(unit)
    waiting.save_revision(user=user)
    submit(record=waiting, user=user)
    assert not shown(client, q="giấy đi đường")
    state = waiting.current_workflow_task_state.pk
    decide(record=waiting, user=reviewer, action="approve", seen=state, comment="", remarks={})
    assert shown(client, q="giấy đi đường") == [VISIBLE]
    waiting.refresh_from_db()
    waiting.queries = "điều khác"
    waiting.save_revision(user=user)
    assert (shown(client, q="giấy đi đường"), shown(client, q="điều khác")) == ([VISIBLE], [])


def writer(unit):
    Duty.objects.create(
        code="vp-portal", unit=unit, article="10", action="update", subject="portal", frequency="day", task="Vận hành"
    )
    return User.objects.create(username="vp.viet", unit=unit, kind="person", enters=True)


def signing(unit):
    reviewer = OrganisationalUnit.objects.get(abbreviation="syt")
    OrganisationalUnit.objects.filter(pk=unit.pk).update(reviewer=reviewer)
    return User.objects.create(username="syt.duyet", unit=reviewer, kind="person", reviews=True)


@pytest.mark.parametrize(
    "queries", ["???", "a" * 101, "\n".join(f"hỏi {n}" for n in range(MOST_QUERIES + 1)), "giấy\n…"]
)
def test_what_is_no_query_is_refused_in_words(db, queries):
    with pytest.raises(ValidationError):
        RecommendedAnswer(queries=queries).clean()


def test_a_half_filled_draft_is_borne(db):
    RecommendedAnswer().clean()
    RecommendedAnswer(queries="  \n\n giấy đi đường \r\n").clean()


def test_it_ends_after_it_begins(page, unit):
    with pytest.raises(IntegrityError), transaction.atomic():
        pinned(page, unit, valid_to=DAY - dt.timedelta(days=1))


@given(st.text(max_size=60))
def test_a_query_and_its_folded_form_are_one(text):
    assert key_of(text) == key_of(key_of(text)) == key_of(f" {text}?")
    assert "\n" not in key_of(text)
