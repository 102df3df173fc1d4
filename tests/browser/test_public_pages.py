"""Each kind of public page as a citizen meets it: on a phone and at a desk, without script, with the keyboard."""

from pathlib import Path

import pytest

from tests.browser.pages import open_page

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js"
PAGES = [
    "/",
    "/?ban=3",
    "/so-lieu/",
    "/so-lieu/chi-tieu/",
    "/so-lieu/bieu-do/tiem-chung/40/?ban=200",
    "/so-lieu/bieu-do/cac-dia-ban/40/",
    "/so-lieu/bieu-do/dieu-tri-khoi-tu-vong/412/nhung/",
    "/dinh-chinh/",
    "/du-lieu-mo/",
    "/du-lieu-mo/?ban=20",
    "/so-lieu/so-sanh/?tu=200&den=240",
    "/dia-ban/",
    "/dia-ban/?q=nghi",
    "/dia-ban/412/",
    "/dia-ban/16681/",
    "/van-ban/",
    "/van-ban/?loai=quyet-dinh&nam=2021",
    "/van-ban/quyet-dinh-3455-qd-ubnd-2021/",
    "/van-ban/quyet-dinh-2987-qd-ubnd-2021/",
    "/van-ban/cong-van-1205-stttt-ttbcxb-2021/",
    "/huong-dan/",
    "/huong-dan/f0-can-lam-gi/",
    "/duong-day-nong/?dia-ban=412",
    "/dich-vu-thiet-yeu/?dia-ban=412",
    "/tin-tuc/",
    "/tin-tuc/ho-tro-lao-dong-tu-do/",
    "/tim-kiem/?q=cach+ly+tai+nha",
    "/tim-kiem/?q=3691",
    "/tim-kiem/?q=cach+ly&loai=directive",
    "/tim-kiem/?q=khong-co-gi",
    "/dang-nhap/",
    "/khong-co-trang-nay/",
]
NARROWEST, PHONE, DESK = 320, 360, 1280
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("path", PAGES)
def test_anyone_can_read_the_page(chromium, portal, path):
    """No violations of axe on a phone and at a desk, and nothing to scroll sideways for."""
    with open_page(chromium, portal + path, DESK, script=True) as page:
        page.evaluate(AXE.read_text())  # not a script tag: the page's own policy may forbid one
        for width in (DESK, PHONE):
            assert (width, *violations(page, width)) == (width,)
        for width in (DESK, PHONE, NARROWEST):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def violations(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    return [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]]


def test_the_home_page_speaks_without_script(chromium, portal):
    with open_page(chromium, portal + "/", PHONE) as page:
        text = page.inner_text("body").replace("\u00a0", " ")
        for words in ("Số liệu mô phỏng", "Tình hình dịch ngày 08/10/2021", "Công bố lúc", "Lần tới"):
            assert words.lower() in text.lower(), words
        assert page.locator("svg.chart-narrow").first.is_visible()
