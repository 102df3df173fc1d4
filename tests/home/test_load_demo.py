"""The demo's content: every file of a province is loaded, by its unit, signed by another."""

import re
import tomllib

import pytest
from django.conf import settings

from core import hooks
from core import province as provinces
from core.province import ProvinceError
from home.actions.load_demo import load_content, rich_text
from home.models import GuidancePage, Hotline, NewsPage
from home.opening_hours import read
from tests.home.test_guidance import queries
from units.actions.load_demo import load_accounts
from units.models import OrganisationalUnit
from units.policy import has_duty
from units.selectors.folders import owner_of

FOLDER = settings.PROVINCES_DIR / "nghe-an" / "demo"


def test_plain_text_becomes_what_the_editor_stores():
    assert rich_text("Một\nhai\n\n## Ba\nBốn\n- năm\n- <sáu>") == (
        "<p>Một hai</p><h2>Ba</h2><p>Bốn</p><ul><li>năm</li><li>&lt;sáu&gt;</li></ul>"
    )


@pytest.mark.parametrize("folder", ["guidance", "news"])
def test_summaries_fit_their_field(folder):
    for path in (FOLDER / folder).glob("*.toml"):
        assert len(tomllib.loads(path.read_text("utf-8"))["summary"]) <= 300, path.name


@pytest.fixture
def copied(province, tmp_path):
    """A demo whose folder holds nothing yet but what the province itself says."""
    toml = (settings.PROVINCES_DIR / "nghe-an" / "province.toml").read_text("utf-8")
    (tmp_path / "province.toml").write_text(toml, "utf-8")
    (tmp_path / "demo" / "news").mkdir(parents=True)
    demo = hooks.Demo(provinces.load(tmp_path), days=15, seed=1, password="thu-nghiem-2021")
    load_accounts(demo)
    return demo


NEWS = """unit = "syt"
title = "Tin thử"
summary = "Một câu."
date = 2021-10-05
"""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (NEWS.replace("title", "tieu_de"), "02-sai.toml: thiếu trường 'title'"),
        (NEWS.replace('"syt"', '"khong-co"'), "02-sai.toml: không có đơn vị “khong-co”"),
        (NEWS.replace("Một câu.", "a" * 301), "02-sai.toml: "),
        (NEWS + "directives = [{so = 1}]", "02-sai.toml: "),
        (NEWS + "=", "02-sai.toml: không đúng cú pháp TOML"),
    ],
)
def test_a_bad_file_stops_all(copied, written, said):
    folder = copied.province.folder / "demo" / "news"
    (folder / "01-dung.toml").write_text(NEWS, "utf-8")
    (folder / "02-sai.toml").write_text(written, "utf-8")
    with pytest.raises(ProvinceError, match=re.escape(said)):
        load_content(copied)
    assert not NewsPage.objects.exists()


def test_what_nobody_may_approve_stops_all(copied):
    (copied.province.folder / "demo" / "news" / "01-dung.toml").write_text(NEWS, "utf-8")
    OrganisationalUnit.objects.filter(abbreviation="syt").update(reviewer=None)
    with pytest.raises(ProvinceError, match="“Tin thử”: Sở Y tế Nghệ An chưa có đơn vị duyệt"):
        load_content(copied)
    assert not NewsPage.objects.exists()


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
