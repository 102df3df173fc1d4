"""Public pages: reachable before the first release, honest about what does not exist, few queries."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from core import province as provinces
from datasets import days
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import FiguresPage, Indicator, Source
from directives.models import DirectivesPage
from home.actions.load import build_page_tree
from home.models import GuidanceIndexPage, HomePage, HotlinesPage, NewsIndexPage, ServicesPage
from units.models import AdministrativeArea, Level

pytestmark = pytest.mark.usefixtures("province")

DAY = 646  # 8 October 2021
ENGLISH = re.compile(
    r"\b(home|page|search|error|welcome|not found|no results|district|release|None)\b", re.IGNORECASE
)


def words_of(response) -> str:
    """What a reader sees: no tags, no styles."""
    html = re.sub(r"(?s)<(style|script|svg)\b.*?</\1>|<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html)


@pytest.fixture
def released():
    """Two releases of the day with a case in each district."""
    assert days.date(DAY).isoformat() == "2021-10-08"
    source = Source.objects.get(indicator__code="ca_mac_moi", level=Level.DISTRICT)
    assert source.mode == Source.Mode.OWN
    districts = list(AdministrativeArea.objects.filter(level=Level.DISTRICT).values_list("pk", flat=True))
    flow = Indicator.objects.get(code="ca_mac_moi").pk
    for slot in (0, 1):
        cells = {(flow, area, DAY, slot): n for n, area in enumerate(districts)}
        move_pointer(stage_release(day=DAY, slot=slot, cells=cells))


PATHS = ["/", "/so-lieu/", "/dia-ban/", "/dia-ban/?q=ky+son", "/dia-ban/415/", "/dia-ban/40/", "/tim-kiem/?q=vinh"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_answer_in_vietnamese_before_the_first_release(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not ENGLISH.search(words_of(response)), ENGLISH.search(words_of(response))


@pytest.mark.parametrize("path", ["/", "/so-lieu/", "/dia-ban/415/"])
def test_a_portal_without_a_release_says_so(client, path):
    assert "Chưa có bản công bố nào" in words_of(client.get(path))


def test_pages_answer_in_vietnamese_with_releases(client, released):
    for path in (*PATHS, "/?ban=1", "/so-lieu/?ban=1", "/dia-ban/415/?ban=2"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert not ENGLISH.search(words_of(response)), ENGLISH.search(words_of(response))


def test_home_shows_the_blocks_of_the_newest_release(client, released):
    page = client.get("/")
    assert "Bản công bố số 2" in words_of(page)
    kinds = ("tiles", "curve", "area_table", "corrections")
    assert all(f"block--{kind}" in page.content.decode() for kind in kinds)


def test_figures_page_leads_to_its_neighbours(client, released):
    oldest, newest = client.get("/so-lieu/?ban=1"), client.get("/so-lieu/")
    assert (oldest.context["older"], oldest.context["newer"]) == (None, 2)
    assert (newest.context["older"], newest.context["newer"]) == (1, None)
    assert "noindex" in oldest.content.decode()
    assert "noindex" not in newest.content.decode()


@pytest.mark.parametrize("path", ["/", "/so-lieu/", "/dia-ban/415/"])
def test_unknown_release_is_not_found(client, released, path):
    for ban in ("abc", "", "0", "3", "-1", "1.0", "٣", "9" * 4000):
        response = client.get(path, {"ban": ban})
        assert response.status_code == 404, ban
        assert "Không có trang này" in words_of(response).replace("&nbsp;", " ")


def test_home_takes_few_queries(client, released, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(10):
        client.get("/")


@pytest.mark.parametrize("path", ["/dia-ban/99999/", "/dia-ban/x/", "/dia-ban/415%2F/", f"/dia-ban/{'4' * 3000}/"])
def test_unknown_area_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert not ENGLISH.search(words_of(response))


@pytest.mark.parametrize("day", ["", "x", "2021-02-30", "0001-01-01", "9999-99-99", "2019-12-31"])
def test_area_on_a_day_without_it_is_not_found(client, day):
    assert client.get("/dia-ban/415/", {"ngay": day}).status_code == 404


@pytest.mark.parametrize("path", ["/tim-kiem/?q=%00", "/dia-ban/?q=a%00", "/dia-ban/%00/", "/so-lieu/?ban=%00"])
def test_nul_is_a_bad_request(client, path):
    assert client.get(path).status_code == 400


def test_ended_area_names_what_it_became(client):
    old = AdministrativeArea.objects.filter(level=Level.COMMUNE, successors__isnull=False).first()
    from core import clock

    with clock.at(clock.now().replace(year=2026)):
        response = client.get(f"/dia-ban/{old.code}/", {"ngay": "2021-10-08"})
    assert "đã kết thúc từ 01/07/2025" in words_of(response)
    assert [entry["name"] for entry in response.context["successors"]] == [a.name for a in old.successors.all()]


def test_area_list_and_search(client):
    listed = client.get("/dia-ban/").context["areas"]
    assert len(listed) == AdministrativeArea.objects.filter(level=Level.DISTRICT).count()
    found = client.get("/dia-ban/", {"q": "do luong"}).context["matches"]
    assert found[0]["name"] == "Huyện Đô Lương"
    communes = [entry for entry in client.get("/dia-ban/", {"q": "hung"}).context["matches"] if "Xã" in entry["name"]]
    assert communes
    assert all(entry["note"] for entry in communes)


def test_page_tree_is_built_once_and_then_the_editors():
    home = HomePage.objects.get()
    home.title = "Tên do người biên tập đặt"
    home.save_revision().publish()
    before = list(Page.objects.order_by("path").values_list("pk", "title", "url_path"))
    build_page_tree(provinces.current())
    assert list(Page.objects.order_by("path").values_list("pk", "title", "url_path")) == before
    sections = [FiguresPage, HotlinesPage, DirectivesPage, GuidanceIndexPage, NewsIndexPage, ServicesPage]
    assert [page.specific_class for page in Page.objects.filter(depth__gt=1)] == [HomePage, *sections]
    site = Site.objects.get()
    assert (site.root_page_id, site.hostname, site.port) == (home.pk, "localhost", 80)
    assert set(Page.objects.values_list("locale__language_code", flat=True)) == {"vi"}


def test_a_section_that_is_missing_is_added_and_the_others_stay():
    NewsIndexPage.objects.get().delete()
    HotlinesPage.objects.update(slug="goi-ai", title="Gọi ai")
    build_page_tree(provinces.current())
    assert NewsIndexPage.objects.get().url == "/tin-tuc/"
    assert [page.title for page in HotlinesPage.objects.all()] == ["Gọi ai"]


def test_navigation_follows_the_page_tree(client):
    def links() -> list[tuple[str, str]]:
        return [(link["title"], link["url"]) for link in client.get("/").context["portal"]["navigation"]]

    assert links() == [
        ("Trang chủ", "/"),
        ("Số liệu", "/so-lieu/"),
        ("Nơi tôi ở", reverse("areas")),
        ("Đường dây nóng", "/duong-day-nong/"),
        ("Văn bản", "/van-ban/"),
        ("Hướng dẫn y tế", "/huong-dan/"),
        ("Tin tức", "/tin-tuc/"),
        ("Dịch vụ thiết yếu", "/dich-vu-thiet-yeu/"),
    ]
    narrow = [link["title"] for link in client.get("/").context["portal"]["navigation"] if link["narrow"]]
    assert narrow == ["Số liệu", "Nơi tôi ở", "Văn bản"]
    FiguresPage.objects.update(show_in_menus=False)
    assert ("Số liệu", "/so-lieu/") not in links()


def test_footer_names_who_answers(client):
    shown = words_of(client.get("/"))
    assert "Chịu trách nhiệm về số liệu: Sở Y tế" in shown
    assert "Đơn vị quản lý: Cổng" in shown or "Đơn vị quản lý: Trung tâm" in shown


@pytest.mark.parametrize("q", ["", " ", "%", "_", "' OR 1=1 --", "<script>", "a" * 10_000, "\udcff", "🦠", "\\"])
@pytest.mark.parametrize("path", ["/tim-kiem/", "/dia-ban/"])
def test_any_query_is_answered(client, path, q):
    response = client.get(path, {"q": q.encode("utf-8", "surrogateescape")})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_search_finds_sections_and_areas_without_accents(client):
    def titles(q: str) -> list[str]:
        return [hit.title for hit in client.get("/tim-kiem/", {"q": q}).context["hits"]]

    assert titles("so lieu")[0] == "Số liệu"
    assert titles("quynh luu")[0] == "Huyện Quỳnh Lưu"


def test_blocks_stay_out_of_migrations():
    field = HomePage._meta.get_field("body")
    assert field.deconstruct()[2] == [[]]
    assert field.stream_block.child_blocks


def test_every_block_has_a_preview(released):
    from django.template.loader import render_to_string

    for name, block in HomePage._meta.get_field("body").stream_block.child_blocks.items():
        value = block.get_preview_value()
        context = block.get_preview_context(value, {"bound_block": block.bind(value), "request": None})
        assert block.label
        assert block.get_description()
        shown = render_to_string(block.get_preview_template(value, context), context)
        empty = "view" in context and context["view"].get(name.removeprefix("area_")) in (None, [])
        assert empty or "<section" in shown or 'class="notice' in shown, name


def test_public_pages_allow_only_their_own_host(client, province):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_a_page_with_the_search_field_may_run_the_portals_own_script_only(client, province):
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "portal/js/complete" in answer.content.decode()
    assert "script-src 'self';" in f"{policy};" and "connect-src 'self';" in f"{policy};"


def test_the_door_runs_no_script(client, province):
    answer = client.get("/dang-nhap/")
    assert "<script" not in answer.content.decode()
    assert "script-src" not in answer.headers["Content-Security-Policy"]
