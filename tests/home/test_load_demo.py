"""The demo's content: every file of a province is loaded, by its unit, signed by another."""

import tomllib

import pytest
from django.conf import settings

from core import hooks
from core import province as provinces
from home.actions.load_demo import load_content, rich_text
from home.models import GuidancePage, Hotline, NewsPage
from home.opening_hours import read
from tests.home.test_guidance import queries
from units.actions.load_demo import load_accounts
from units.policy import has_duty
from units.selectors.folders import owner_of

FOLDER = settings.PROVINCES_DIR / "nghe-an" / "demo"


def test_plain_text_becomes_what_the_editor_stores():
    assert rich_text("Một\nhai\n\n## Ba\nBốn\n- năm\n- <sáu>") == (
        "<p>Một hai</p><h2>Ba</h2><p>Bốn</p><ul><li>năm</li><li>&lt;sáu&gt;</li></ul>"
    )


@pytest.mark.parametrize("folder", ["guidance", "news"])
def test_files_say_nothing_of_days_to_come(folder):
    for path in (FOLDER / folder).glob("*.toml"):
        data = tomllib.loads(path.read_text("utf-8"))
        assert str(data.get("reviewed_on") or data["date"]) <= "2021-10-08", path.name
        assert len(data["summary"]) <= 300


def test_the_province_s_content(province, client):
    demo = hooks.Demo(provinces.current(), days=15, seed=1, password="thu-nghiem-2021")
    load_accounts(demo)
    counts = load_content(demo)
    assert counts["guidance"] >= 10
    assert counts["news"] >= 8
    assert counts["hotlines"] >= 40
    for page in [*GuidancePage.objects.all(), *NewsPage.objects.all()]:
        owner = owner_of(page)
        assert page.live, page.title
        assert owner is not None
        assert has_duty(owner, page.get_parent().get_parent().specific_class.subject, None), page.title
        assert page.first_published_at.year == 2021
        assert queries(client, page.url) <= 15, page.title
    for hotline in Hotline.objects.select_related("area", "unit"):
        assert hotline.live, hotline.name
        assert read(hotline.hours) is not None, hotline.hours
        assert all(phone.shown.startswith("0238 000 ") and phone.uri for phone in hotline.numbers), hotline.phones
        assert has_duty(hotline.unit, "hotlines", hotline.place), hotline.name
