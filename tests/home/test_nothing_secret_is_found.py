"""What is not public is in no index, passage, count or feed: a word of its own is planted in each, and looked for in
everything that the engines have stored."""

import datetime as dt
import json
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from wagtail.models import Comment, PageViewRestriction

from core import clock
from datasets.models import Facility
from home.models import GuidancePage, Hotline
from search.actions.upkeep import index_stale
from search.engines.elastic import ElasticEngine
from search.models import RecommendedAnswer
from tests.directives.factories import directive, original, take_down
from tests.home.factories import make_guidance, make_hotline, make_news, make_place
from tests.search.elastic_server import ask, in_front, indexes_of, server_url
from units.models import User
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")
OPEN = "zqcongkhai"


def draft() -> None:
    make_guidance("zqnhap", live=False, title="zqnhap")
    make_news("zqnhap", live=False, summary="zqnhap")
    make_hotline("zqnhap", live=False)


def draft_directive() -> None:
    directive(publish=False, abstract="zqduthao", parts=[("", "Điều 1. zqduthao")])


def waiting_revision() -> None:
    """A live page whose next wording waits for its reviewer."""
    page = make_guidance("cho-duyet")
    page.summary = "zqchoduyet"
    page.save_revision(user=User.objects.create(username="zq", unit=unit_named("syt")))


def embargoed() -> None:
    """To be published at an hour that has not come."""
    page = make_guidance("hen-gio", live=False, title="zqhengio")
    page.go_live_at = clock.real_now() + dt.timedelta(hours=1)
    page.save_revision().publish()


def unpublished() -> None:
    page = make_guidance("thoi-dang", title="zqthoidang")
    page.save_revision().publish()
    GuidancePage.objects.get(pk=page.pk).unpublish()


def taken_down() -> None:
    take_down(directive(abstract="zqgobo", parts=[("", "Điều 1. zqgobo")]))


def restricted() -> None:
    page = make_guidance("han-che", title="zqhanche")
    page.save_revision().publish()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def record_withdrawn() -> None:
    hotline = make_hotline("zqthusau")
    Hotline.objects.get(pk=hotline.pk).unpublish()
    make_place("zqthusau", status=Facility.Status.CLOSED)


def kept_file() -> None:
    original(None, b"zqtaplieu", name="zqtaplieu.pdf")


def person() -> None:
    User.objects.create(
        username="zqcannhan", first_name="zqcannhan", email="zqcannhan@portal.example", unit=unit_named("syt")
    )


def remark() -> None:
    page, user = make_guidance("y-kien"), User.objects.create(username="zqq", unit=unit_named("syt"))
    Comment.objects.create(page=page, user=user, text="zqykien", contentpath="summary")


def recommended() -> None:
    """For queries that hold the word, with a reason that does: answers not signed, not yet or no longer shown, and
    those whose page readers do not see."""
    hidden = make_guidance("khong-thay", title="zqdexuat")
    hidden.save_revision().publish()
    GuidancePage.objects.get(pk=hidden.pk).unpublish()
    seen, today, day = make_guidance("van-thay"), clock.today(), dt.timedelta(days=1)
    common = {"queries": "zqdexuat", "reason": "zqdexuat", "unit": unit_named("syt")}
    RecommendedAnswer.objects.create(page=hidden, **common)
    RecommendedAnswer.objects.create(page=seen, live=False, **common)
    RecommendedAnswer.objects.create(page=seen, valid_from=today + day, **common)
    RecommendedAnswer.objects.create(page=seen, valid_from=today - 2 * day, valid_to=today - day, **common)


PLANTED = {
    "zqnhap": draft,
    "zqduthao": draft_directive,
    "zqchoduyet": waiting_revision,
    "zqhengio": embargoed,
    "zqthoidang": unpublished,
    "zqgobo": taken_down,
    "zqhanche": restricted,
    "zqthusau": record_withdrawn,
    "zqtaplieu": kept_file,
    "zqcannhan": person,
    "zqykien": remark,
    "zqdexuat": recommended,
}


@pytest.fixture(params=["followed", "rebuilt"])
def planted(request, django_capture_on_commit_callbacks):
    """All of it, and one page that is public; the index has followed each change, or was built anew."""
    with django_capture_on_commit_callbacks(execute=True):
        make_guidance("cong-khai", title=f"Hướng dẫn {OPEN}").save_revision().publish()
        for plant in PLANTED.values():
            plant()
    assert index_stale() == 0
    if request.param == "rebuilt":
        call_command("rebuild_search", verbosity=0)


def stored_in_database() -> str:
    """Every row of every table of the search but what editors keep, and the words of its full text."""
    names = {name for name in connection.introspection.table_names() if name.startswith("search_")}
    names |= {model._meta.db_table for model in apps.get_app_config("search").get_models()}
    names -= {RecommendedAnswer._meta.db_table}
    found = [rows_of(f"SELECT * FROM {name}") for name in sorted(names) if not is_inner(name)]
    if connection.vendor == "sqlite":
        run("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab('main', 'search_fts', 'row')")
        found.append(rows_of("SELECT term FROM temp.search_terms"))
    return "\n".join(found)


def is_inner(table: str) -> bool:
    """FTS5's own, in blobs; its words are read by their own name."""
    return table.startswith("search_fts_")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rows_of(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return "\n".join(str([_read(value) for value in row]) for row in cursor.fetchall())


def _read(value: object) -> object:
    """Text that is stored as bytes, as text."""
    return bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else value


def stored_in_elasticsearch(engine: ElasticEngine) -> str:
    """Every entry with all it was given."""
    return json.dumps([ask("GET", f"/{index}/_search?size=10000") for index in indexes_of(engine)])


def test_what_the_database_has_stored_holds_no_planted_word(planted):
    stored = stored_in_database()
    assert OPEN in stored
    assert [word for word in PLANTED if word in stored] == []


@pytest.mark.server
def test_what_elasticsearch_has_stored_holds_no_planted_word(planted, settings, monkeypatch):
    with in_front(settings, monkeypatch):
        stored = stored_in_elasticsearch(ElasticEngine(url=server_url()))
    assert OPEN in stored
    assert [word for word in PLANTED if word in stored] == []


@pytest.mark.parametrize("engine", ["database", pytest.param("elastic", marks=pytest.mark.server)])
def test_no_answer_count_or_feed_tells_of_it(client, planted, engine, settings, monkeypatch):
    def totals() -> dict[str, int]:
        return {word: told_of(client, word) for word in (OPEN, *PLANTED)}

    if engine == "database":
        found = totals()
    else:
        with in_front(settings, monkeypatch):
            found = totals()
    assert found == {OPEN: 4} | dict.fromkeys(PLANTED, 0)


def test_no_suggestion_tells_of_it(client, planted):
    mistyped = {word: f"{word[:3]}e{word[3:]}" for word in (OPEN, *PLANTED)}
    answers = {word: client.get("/api/v1/search/", {"q": typed}).json() for word, typed in mistyped.items()}
    assert {word: answer["suggestion"] for word, answer in answers.items()} == {OPEN: OPEN} | dict.fromkeys(PLANTED)


def told_of(client, word: str) -> int:
    """How often the API, its counts, the feed and the completions tell of a word, and the page as anything but what
    was typed."""
    answer = client.get("/api/v1/search/", {"q": word}).json()
    page = client.get("/tim-kiem/", {"q": word}).context
    feed = ElementTree.fromstring(client.get("/tim-kiem/rss/", {"q": word}).content)
    completed = client.get("/tim-kiem/goi-y/", {"q": word[:-1]}).json()["completions"]
    recommended = len(answer["recommended"]) + len(page["recommended"])
    return (
        len(completed)
        + recommended
        + answer["total"]
        + sum(answer["facets"].get("kind", {}).values())
        + len(feed.findall("channel/item"))
    )
