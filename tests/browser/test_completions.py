"""Completions under the search field: by keyboard, by mouse, as a screen reader is told, and without script."""

from pathlib import Path

import pytest

from tests.browser.pages import open_page
from tests.browser.test_public_pages import AXE, DESK, NARROWEST, PHONE, violations

pytestmark = pytest.mark.browser

FIELD, OPTIONS = "#tim-toan-cong", "[role=listbox] [role=option]"
SCRIPT = Path(__file__).resolve().parents[2] / "site" / "static" / "portal" / "js" / "complete.js"
MOST_BYTES, TAP = 5 * 1024, 44


@pytest.fixture
def page(chromium, portal):
    with open_page(chromium, portal + "/tim-kiem/", PHONE, script=True) as page:
        yield page


def type_in(page, text: str) -> None:
    """As a reader does, letter by letter; the completions of all of it are shown."""
    with page.expect_response(lambda answer: "/goi-y/" in answer.url and answer.ok):
        page.locator(FIELD).press_sequentially(text, delay=10)
    page.wait_for_selector(OPTIONS)


def test_the_script_is_small():
    assert SCRIPT.stat().st_size <= MOST_BYTES


def test_a_reader_chooses_by_keyboard(page, portal):
    type_in(page, "ky son")
    texts = page.locator(f"{OPTIONS} b").all_inner_texts()
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true] b").all_inner_texts() == texts[:1]
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option][aria-selected=true]").count() == 0
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option][aria-selected=true] b").all_inner_texts() == texts[-1:]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.startswith(f"{portal}/dia-ban/")
    assert "Kỳ Sơn" in page.inner_text("h1").replace("\u00a0", " ")


def test_enter_without_a_choice_searches_what_is_typed(page):
    type_in(page, "cach ly")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/tim-kiem/?q=cach+ly")


def test_escape_closes_and_keeps_what_is_typed(page):
    type_in(page, "cach ly")
    page.keyboard.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert page.input_value(FIELD) == "cach ly"
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").is_visible()


def test_a_screen_reader_is_told_how_many_there_are_and_which_is_chosen(page):
    field = page.locator(FIELD)
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "false")
    type_in(page, "cach ly")
    many = page.locator(OPTIONS).count()
    assert page.locator(f"form:has({FIELD}) [role=status]").inner_text().startswith(f"Có {many} gợi ý")
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"


def test_a_press_leads_there_and_a_finger_finds_it(page):
    type_in(page, "cach l")
    assert min(one.bounding_box()["height"] for one in page.locator(OPTIONS).all()) >= TAP
    with page.expect_navigation():
        page.locator(OPTIONS).first.click()
    assert "/tim-kiem/?q=c" in page.url


def test_one_letter_asks_nothing_and_the_last_of_many_is_asked_alone(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/goi-y/" in request.url else None)
    page.locator(FIELD).press_sequentially("c", delay=10)
    page.wait_for_timeout(400)
    assert asked == []
    type_in(page, "ach ly")
    assert [url.rpartition("=")[2] for url in asked] == ["cach+ly"]


def test_anyone_can_read_the_completions(page):
    page.evaluate(AXE.read_text())
    type_in(page, "cach l")
    page.keyboard.press("ArrowDown")
    for width in (DESK, PHONE):
        assert (width, *violations(page, width)) == (width,)
    for width in (DESK, PHONE, NARROWEST):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_the_field_is_a_plain_one(chromium, portal):
    with open_page(chromium, portal + "/", PHONE) as page:
        assert page.locator(FIELD).get_attribute("role") is None
        page.fill(FIELD, "cach ly")
        page.press(FIELD, "Enter")
        page.wait_for_url("**/tim-kiem/?q=cach+ly")


def test_where_the_portal_does_not_answer_the_field_goes_on(page):
    page.route("**/goi-y/**", lambda route: route.abort())
    page.locator(FIELD).press_sequentially("cach ly", delay=10)
    page.wait_for_timeout(400)
    assert page.locator("[role=listbox]").is_hidden()
    with page.expect_navigation():
        page.keyboard.press("Enter")
