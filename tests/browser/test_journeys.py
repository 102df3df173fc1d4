"""What people come for, from the first page to the end of it: without script, some of it with the keyboard alone."""

import hashlib
from pathlib import Path

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from playwright.sync_api import expect

from tests.browser.pages import open_page
from tests.directives import files
from tests.portal_process import PASSWORD, manage

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280


def focused(page, selector):
    """Press Tab until an element of the selector has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return page.locator(f"{selector}:focus")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_first_tab_leads_to_the_content(chromium, portal):
    with open_page(chromium, portal + "/", DESK) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#noi-dung")


def test_a_citizen_finds_the_commune_without_accents(chromium, portal):
    with open_page(chromium, portal + "/", PHONE) as page:
        page.fill("input[name=q] >> nth=0", "nghi huong")
        page.keyboard.press("Enter")
        page.locator("main a[href^='/dia-ban/']", has_text="Nghi Hương").first.click()
        assert "/dia-ban/" in page.url
        assert page.locator("h1").count() == 1


def test_a_question_without_accents_leads_to_the_article(chromium, portal):
    with open_page(chromium, portal + "/", PHONE) as page:
        page.fill("input[name=q] >> nth=0", "dieu kien cach ly y te tai nha")
        page.keyboard.press("Enter")
        hit = page.locator("main li", has=page.get_by_text("3455/QĐ-UBND", exact=True)).first
        article = hit.locator(".passage a").first
        label = article.inner_text()
        article.click()
        path, anchor = page.url.removeprefix(portal).split("#")
        assert path == "/van-ban/quyet-dinh-3455-qd-ubnd-2021/"
        assert anchor.startswith("kem-theo-1-dieu-")
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
        assert page.locator(f"[id='{anchor.split('-khoan-')[0]}'] h3").inner_text().startswith(label.split(",")[0])


def test_a_directive_by_its_number_with_the_keyboard_alone(chromium, portal):
    with open_page(chromium, portal + "/", DESK) as page:
        focused(page, "input[name=q]")
        page.keyboard.type("3691 qd ubnd")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tim-kiem/**")
        focused(page, "main .item-title a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/van-ban/quyet-dinh-3691-qd-ubnd-2021/")


def test_the_file_is_the_one_that_the_page_describes(chromium, portal):
    with open_page(chromium, f"{portal}/van-ban/quyet-dinh-2987-qd-ubnd-2021/", PHONE) as page:
        with page.expect_download() as download:
            page.click("text=Tải bản gốc")
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(b"%PDF-")
        assert page.inner_text(".hash").replace(" ", "").replace("\n", "") == hashlib.sha256(content).hexdigest()
        with translation.override("vi"):
            size = filesizeformat(len(content))
        assert size.replace("\u00a0", " ") in page.inner_text("main").replace("\u00a0", " ")


def test_a_hotline_near_by_is_one_press_away(chromium, portal):
    with open_page(chromium, f"{portal}/duong-day-nong/", PHONE) as page:
        assert page.locator("main a[href='tel:115']").first.is_visible()
        page.select_option("select[name=dia-ban]", label="Thành phố Vinh")
        page.click("text=Xem >> nth=0")
        near = page.locator("section", has=page.get_by_role("heading", name="Gần bạn"))
        number = near.locator("a.phone").first
        assert number.get_attribute("href") == "tel:+84" + number.inner_text().replace(" ", "").removeprefix("0")
        assert number.bounding_box()["height"] >= 44


def test_an_office_hands_in_a_file_and_nobody_else_sees_it_yet(chromium, portal, portal_folder):
    with open_page(chromium, f"{portal}/dang-nhap/", DESK, script=True) as page:
        page.fill("main input[type=text]", "syt")
        page.fill("main input[type=password]", PASSWORD)
        page.click("main form button")
        page.goto(f"{portal}/quan-tri/van-ban/nap/")
        page.set_input_files("input[type=file]", {"name": "qd-415.docx", "mimeType": "", "buffer": files.docx()})
        assert "qd-415.docx" in page.inner_text("[data-chosen]")
        page.click("text=Nạp tệp")
        assert "Chờ đọc." in page.inner_text("[data-batch]")
        manage(portal_folder, "read_intake")
        page.click("text=Đối chiếu “")  # the page goes on by itself
        assert page.input_value("input[name=number]") == "415"
        assert page.input_value("input[name=symbol]") == "QĐ-SYT"
    with open_page(chromium, f"{portal}/van-ban/quyet-dinh-415-qd-syt-2021/", PHONE) as page:
        assert page.inner_text("h1").replace("\u00a0", " ") == "Không có trang này"
        page.goto(f"{portal}/tim-kiem/?q=415/QĐ-SYT")
        assert page.locator("main .item-title a[href*='415']").count() == 0
