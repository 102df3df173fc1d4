"""Each kind of public page as a citizen meets it: on a phone and at a desk, without script, with the keyboard."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js"
PAGES = [
    "/",
    "/?ban=3",
    "/so-lieu/",
    "/dia-ban/",
    "/dia-ban/?q=nghi",
    "/dia-ban/412/",
    "/dia-ban/16681/",
    "/tim-kiem/?q=vinh",
    "/tim-kiem/?q=khong-co-gi",
    "/dang-nhap/",
    "/khong-co-trang-nay/",
]
WIDTHS = (360, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def open_page(chromium, url: str, width: int, *, script: bool = False):
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if "127.0.0.1" not in request.url else None)
    page.goto(url)
    assert outside == [], "a page never calls an outside host"
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_no_axe_violations(chromium, portal, path, width):
    page = open_page(chromium, portal + path, width, script=True)
    page.evaluate(AXE.read_text())  # not a script tag: the page's own policy may forbid one
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found["violations"]] == []
    page.context.close()


@pytest.mark.parametrize("width", (320, *WIDTHS))
@pytest.mark.parametrize("path", PAGES)
def test_pages_do_not_scroll_sideways(chromium, portal, path, width):
    page = open_page(chromium, portal + path, width, script=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_home_page_speaks_without_script(chromium, portal):
    page = open_page(chromium, portal + "/", 360)
    text = page.inner_text("body").replace("\u00a0", " ")
    for words in ("Số liệu mô phỏng", "Tình hình dịch ngày 08/10/2021", "Công bố lúc", "Lần tới"):
        assert words.lower() in text.lower(), words
    assert page.locator("svg.chart-narrow").first.is_visible()
    page.context.close()


def test_the_first_tab_leads_to_the_content(chromium, portal):
    page = open_page(chromium, portal + "/", 1280)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#noi-dung")
    page.context.close()


def test_a_citizen_finds_the_commune_without_accents(chromium, portal):
    page = open_page(chromium, portal + "/", 360)
    page.fill("input[name=q] >> nth=0", "nghi huong")
    page.keyboard.press("Enter")
    page.click("text=Nghi Hương")
    assert "/dia-ban/" in page.url
    assert page.locator("h1").count() == 1
    page.context.close()
