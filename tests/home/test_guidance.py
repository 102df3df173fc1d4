"""Guidance: its address, its list, its directives, its place in the tree; few queries however long it is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from directives.models import DirectivePage, DirectivesPage, DirectiveType, Issuer
from home.models import GuidanceDirective, GuidanceIndexPage, GuidancePage, NewsIndexPage
from tests.home.factories import make_guidance, make_hotline, put
from tests.home.test_pages import ENGLISH, words_of
from units.actions.folders import open_folder
from units.selectors.organisations import unit_named

pytestmark = pytest.mark.usefixtures("province")


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200, path
    return len(taken)


def long_body(times: int) -> list:
    home = Page.objects.filter(depth=2).get().pk
    linked = f'<p>Xem <a linktype="page" id="{home}">trang chủ</a>.</p>'
    cited = {"directives": [{"number": f"{n}/CV-SYT", "issuer": "Sở Y tế"} for n in range(5)]}
    blocks = [
        ("paragraph", linked),
        ("steps", {"heading": "a", "steps": [{"title": "b", "text": "c"}] * 5}),
        ("conditions", {"heading": "a", "cases": [{"condition": "b", "action": "c", "phone": "115"}] * 5}),
        ("phones", {"heading": "a", "phones": [{"label": "b", "number": "115"}] * 5}),
        ("opening_hours", {"place": "a", "hours": "24/24"}),
        ("directive_links", cited),
        ("hotlines", {"most": 4}),
        ("hotlines", {"area": "412", "most": 4}),
        ("latest_directives", {"most": 5}),
        ("latest_directives", {"type": "cong-van", "most": 5}),
    ]
    return [{"type": kind, "value": value} for kind, value in blocks] * times


def test_a_page_lies_in_its_unit_s_folder_and_its_address_leaves_that_out(client):
    page = make_guidance("f0-can-lam-gi")
    assert page.url == "/huong-dan/f0-can-lam-gi/"
    response = client.get(page.url)
    assert response.status_code == 200
    shown = words_of(response)
    assert "F0 cần làm gì" in shown
    assert "Sở Y tế Nghệ An" in shown
    assert "Rà soát ngày 08/10/2021" in shown
    assert not ENGLISH.search(shown), ENGLISH.search(shown)
    assert response.context["breadcrumbs"][1] == {"title": "Hướng dẫn y tế", "url": "/huong-dan/"}


def test_the_address_is_the_title_without_accents():
    assert make_guidance("", title="Đi chợ ở Đô Lương").slug == "di-cho-o-do-luong"
    assert make_guidance("", title="Đi chợ ở Đô Lương").slug == "di-cho-o-do-luong-2"
    page = GuidancePage.objects.get(slug="di-cho-o-do-luong")
    page.title = "Đi chợ"
    page.save_revision().publish()
    assert GuidancePage.objects.get(pk=page.pk).slug == "di-cho-o-do-luong"


def test_a_draft_is_nowhere(client):
    make_guidance("nhap", live=False, title="Bản nháp chưa duyệt")
    assert client.get("/huong-dan/nhap/").status_code == 404
    assert "Bản nháp chưa duyệt" not in words_of(client.get("/huong-dan/"))


def test_the_list_by_topic(client):
    make_guidance("a", topic="mac_benh", title="Trang A")
    make_guidance("b", topic="tiem_chung", title="Trang B")
    assert [page.title for page in client.get("/huong-dan/?chu-de=tiem_chung").context["articles"]] == ["Trang B"]
    everything = client.get("/huong-dan/")
    assert {page.title for page in everything.context["articles"]} == {"Trang A", "Trang B"}
    assert [value for value, _ in everything.context["topics"]] == ["mac_benh", "tiem_chung"]


@pytest.mark.parametrize("query", ["chu-de=x", "trang=0", "trang=-1", "trang=²", "trang=" + "9" * 5000, "trang=abc"])
def test_any_query_of_the_list_is_answered(client, query):
    make_guidance()
    response = client.get(f"/huong-dan/?{query}")
    assert response.status_code == 200
    assert len(response.context["articles"]) == 1


def test_the_list_says_so_when_there_is_nothing(client):
    assert "Chưa có hướng dẫn nào" in words_of(client.get("/huong-dan/"))


def test_directives_in_the_portal_become_links_and_others_stay_text(client):
    issuer = Issuer.objects.get(unit__abbreviation="syt")
    directive = DirectivePage(
        title="Hướng dẫn 12/HD-SYT",
        slug="12-hd-syt",
        type=DirectiveType.objects.get(name="Hướng dẫn"),
        issuer=issuer,
        number="12",
        symbol="HD-SYT",
        date=dt.date(2021, 10, 1),
    )
    put(DirectivesPage.objects.get(), "syt", directive)
    page = make_guidance()
    page.directives = [
        GuidanceDirective(number="12/HD-SYT", issuer=issuer.name, date=dt.date(2021, 10, 1)),
        GuidanceDirective(number="99/HD-SYT", issuer=issuer.name),
    ]
    page.save()
    html = client.get(page.url).content.decode()
    assert f'href="{directive.url}"' in html
    assert "99/HD-SYT" in html


def test_only_in_a_folder_of_its_own_section():
    guidance, news = (
        open_folder(section=model.objects.get(), unit=unit_named("syt"))
        for model in (GuidanceIndexPage, NewsIndexPage)
    )
    assert GuidancePage.can_create_at(guidance)
    assert not GuidancePage.can_create_at(news)
    assert not GuidancePage.can_create_at(GuidanceIndexPage.objects.get())
    assert not make_guidance().can_move_to(news)


def test_a_page_takes_few_queries_however_long_it_is(client):
    make_hotline()
    short, long = make_guidance("ngan", body=long_body(1)), make_guidance("dai", body=long_body(20))
    for page in (short, long):
        page.directives = [GuidanceDirective(number=f"{n}/CV-SYT") for n in range(5)]
        page.save()
    taken = [queries(client, page.url) for page in (short, long)]
    assert taken[0] == taken[1] <= 15


def test_the_list_takes_few_queries_however_long_it_is(client):
    for n in range(5):
        make_guidance(f"trang-{n}", title=f"Trang {n}")
    few = queries(client, "/huong-dan/")
    for n in range(5, 60):
        make_guidance(f"trang-{n}", title=f"Trang {n}")
    assert queries(client, "/huong-dan/") == few + 0 <= 15
    assert len(client.get("/huong-dan/?trang=3").context["articles"]) == 20


@pytest.mark.parametrize("stored", ['[{"type": "steps", "value": 3}]', '"{"', '[{"type": "x"}, 3]'])
def test_junk_in_the_column_never_closes_a_page(client, stored):
    page = make_guidance()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE home_guidancepage SET body = %s WHERE page_ptr_id = %s", [stored, page.pk])
    assert client.get(page.url).status_code == 200
    assert GuidancePage.objects.get(pk=page.pk).get_latest_revision_as_object() is not None
