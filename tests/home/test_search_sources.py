"""What is handed to the search: what readers see, and word of every change to it."""

import datetime as dt
import shutil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core import hooks
from core import province as provinces
from core.searchable import KINDS
from datasets.models import FiguresPage, Indicator
from home.hooks import released
from home.models import Hotline, HotlinesPage, NewsIndexPage, ServicesPage
from home.search_sources import (
    DATA_FILES,
    SOURCES,
    DatasetSource,
    GuidanceSource,
    HotlineSource,
    NewsSource,
    ServiceSource,
)
from search.actions.upkeep import touch
from search.models import SearchDocument, Stale
from search.numbers import digits_and_symbol
from tests.datasets.factories import publish
from tests.home.factories import DAY, make_guidance, make_hotline, make_news, make_place
from units.actions.load import load_units

pytestmark = pytest.mark.usefixtures("province")


def test_every_source_is_registered_once_and_has_a_kind_of_the_api():
    registered = [source for sources in hooks.search_sources.results() for source in sources]
    assert {source.kind for source in SOURCES} == {"guidance", "hotline", "service", "news", "dataset"}
    assert {source.kind for source in registered} <= set(KINDS)
    assert len(registered) == len({source.kind for source in registered})


def test_guidance_and_news_with_their_words(client):
    body = [("paragraph", "<p>Ở yên tại nhà.</p>"), ("steps", {"steps": [{"title": "Gọi trạm y tế", "text": ""}]})]
    page, news = make_guidance(body=body), make_news(source="Sở Y tế")
    make_guidance("nhap", live=False)
    (entry,) = GuidanceSource().entries()
    assert (entry.key, entry.title, entry.url, entry.date) == (str(page.pk), page.title, page.url, DAY)
    assert [section.text for section in entry.sections] == ["Ở yên tại nhà.", "Gọi trạm y tế"]
    (entry,) = NewsSource().entries([str(news.pk)])
    assert (entry.url, entry.issuer) == (news.url, "Sở Y tế")
    assert client.get(entry.url).status_code == 200


def test_a_hotline_leads_to_its_row(client):
    hotline = make_hotline("Tư vấn", code="16675", valid_to=DAY, answered_by="Trạm Y tế")
    (entry,) = HotlineSource().entries()
    assert (entry.areas, entry.shown_until) == (("16675",), DAY)
    address, anchor = entry.url.split("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()
    assert "Phường Hưng Dũng, Thành phố Vinh" in entry.sections[0].text
    Hotline.objects.filter(pk=hotline.pk).update(live=False)
    assert list(HotlineSource().entries()) == []


def test_a_hotline_is_known_by_all_its_numbers():
    make_hotline("Tư vấn", phones="0238 000 0005; 0238 000 0006")
    (entry,) = HotlineSource().entries()
    assert digits_and_symbol("hotline", entry.number) == ("02380000005", "02380000006")


def test_a_place_leads_to_its_row(client):
    make_place("Chợ Hoa Gạo", code="16675")
    make_place("Đã đóng", status="da_dong")
    (entry,) = ServiceSource().entries()
    address, anchor = entry.url.split("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()


def test_nothing_is_found_whose_page_is_not_published():
    make_hotline()
    HotlinesPage.objects.get().unpublish()
    assert list(HotlineSource().entries()) == []


def test_indicators_lead_to_the_figures(client):
    (source,) = [source for source in SOURCES if source.kind == "dataset"]
    found = list(source.entries())
    assert found[0].title == "Số liệu"
    assert "Ca tử vong" in {entry.title for entry in found}
    for entry in found[:2]:
        assert client.get(entry.url).status_code == 200
    assert [entry.key for entry in source.entries(["tu_vong", "khong_co"])] == ["tu_vong"]


@pytest.mark.parametrize("keys", [[], ["x"], ["999999"], ["1", "x"], ["-1"], ["²"]])
def test_keys_that_are_none(keys):
    for source in SOURCES:
        list(source.entries(keys))


def test_as_many_queries_for_many_entries_as_for_few():
    def taken() -> list[int]:
        found = []
        for source in SOURCES:
            with CaptureQueriesContext(connection) as queries:
                list(source.entries())
            found.append(len(queries))
        return found

    make = (make_guidance, make_news, make_hotline, make_place)
    for n in range(5):
        for function in make:
            function(f"so-{n}")
    taken()  # the first time finds out where the site is
    few = taken()
    for n in range(5, 60):
        for function in make:
            function(f"so-{n}")
    assert taken() == few
    assert max(few) <= 3


def changed(kind: str) -> set[str]:
    return set(Stale.objects.filter(kind=kind).values_list("key", flat=True))


def test_the_index_hears_of_what_is_published_taken_back_and_deleted():
    page, hotline, place = make_guidance(live=False), make_hotline(live=False), make_place(live=False)
    records = {"guidance": page, "hotline": hotline, "service": place}
    Stale.objects.all().delete()
    for kind, record in records.items():
        record.save_revision().publish()
        assert changed(kind) == {str(record.pk)}, kind
    Stale.objects.all().delete()
    for kind, record in records.items():
        record.refresh_from_db()
        record.unpublish()
        assert changed(kind) == {str(record.pk)}, kind
    Stale.objects.all().delete()
    key = str(page.pk)
    page.delete()
    assert changed("guidance") == {key}


def test_a_draft_is_no_news_to_the_index():
    page, hotline = make_guidance(), make_hotline()
    Stale.objects.all().delete()
    page.title = "Bản nháp"
    page.save_revision()
    hotline.valid_to = dt.date(2021, 12, 1)
    hotline.save_revision()
    assert not Stale.objects.exists()


def test_the_index_hears_of_the_page_under_whose_address_things_are_found():
    hotline, place = make_hotline(), make_place()
    for page, kind, key in ((HotlinesPage, "hotline", hotline.pk), (ServicesPage, "service", place.pk)):
        for change in ("unpublish", "publish", "rename"):
            Stale.objects.all().delete()
            shown = page.objects.get()
            if change == "unpublish":
                shown.unpublish()
            if change == "rename":
                shown.slug = f"{shown.slug}-moi"
            if change != "unpublish":
                shown.save_revision().publish()
            assert str(key) in changed(kind), (kind, change)


def test_the_index_hears_of_pages_whose_section_is_renamed_or_moved(django_capture_on_commit_callbacks):
    news = make_news()
    section = NewsIndexPage.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        section.slug = "thong-tin"
        section.save_revision().publish()
    address = SearchDocument.objects.get(kind="news").url
    assert "/thong-tin/" in address and address == type(news).objects.get().get_url()
    with django_capture_on_commit_callbacks(execute=True):
        section.move(HotlinesPage.objects.get(), pos="last-child")
    assert SearchDocument.objects.get(kind="news").url == type(news).objects.get().get_url() != address


def test_the_index_hears_of_indicators():
    indicator = Indicator.objects.order_by("pk").first()
    Stale.objects.all().delete()
    indicator.definition = "Cách tính mới."
    indicator.save()
    assert changed("dataset") == {indicator.code}
    FiguresPage.objects.get().unpublish()
    assert {"so-lieu", indicator.code} < changed("dataset")


def test_files_of_open_data_are_found_once_there_is_a_release(client, django_capture_on_commit_callbacks):
    assert not any(entry.key in DATA_FILES for entry in DatasetSource().entries())
    publish({})
    with django_capture_on_commit_callbacks(execute=True):
        released(1)
    found = {entry.key: entry.url for entry in DatasetSource().entries(list(DATA_FILES))}
    assert found.keys() == DATA_FILES.keys()
    assert {client.get(url).status_code for url in found.values()} == {200}
    assert 'id="tu-dien"' in client.get(found["tu-dien"]).content.decode()
    assert DATA_FILES.keys() <= set(SearchDocument.objects.filter(kind="dataset").values_list("key", flat=True))


def test_the_index_hears_of_an_area_that_is_renamed_and_of_what_tells_its_name(settings, tmp_path):
    hotline, elsewhere = make_hotline(code="16675"), make_hotline("Nơi khác", code="415")
    folder = shutil.copytree(settings.PROVINCES_DIR / "nghe-an", tmp_path / "nghe-an")
    areas = folder / "areas.csv"
    areas.write_text(areas.read_text("utf-8").replace("Thành phố Vinh", "Thành phố Vinh Mới"), "utf-8")
    Stale.objects.all().delete()
    load_units(provinces.load(settings.PROVINCES_DIR / "nghe-an"))
    assert not Stale.objects.exists()
    load_units(provinces.load(folder))
    keys = changed("area")
    assert any(key.startswith("412@") for key in keys) and any(key.startswith("16675@") for key in keys)
    assert not any(key.startswith("415@") for key in keys)
    assert str(hotline.pk) in changed("hotline") and str(elsewhere.pk) not in changed("hotline")


@pytest.mark.parametrize("of_section", [False, True])
def test_a_page_kept_for_some_readers_leaves_at_once_and_comes_back(django_capture_on_commit_callbacks, of_section):
    page, hotline = make_guidance(), make_hotline()
    with django_capture_on_commit_callbacks(execute=True):
        touch("guidance", str(page.pk))
        touch("hotline", str(hotline.pk))
    kept = [page.get_parent().get_parent(), HotlinesPage.objects.get()] if of_section else [page]
    indexed = {("guidance", str(page.pk))} | ({("hotline", str(hotline.pk))} if of_section else set())
    assert indexed <= set(SearchDocument.objects.values_list("kind", "key"))
    with django_capture_on_commit_callbacks(execute=True):
        restrictions = [PageViewRestriction.objects.create(page=one, restriction_type="login") for one in kept]
    assert not indexed & set(SearchDocument.objects.values_list("kind", "key"))
    with django_capture_on_commit_callbacks(execute=True):
        for restriction in restrictions:
            restriction.delete()
    assert indexed <= set(SearchDocument.objects.values_list("kind", "key"))
