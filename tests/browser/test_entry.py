"""The sheet of figures under a clerk's hands: typed, pasted, checked, kept; and without any script."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import open_page
from tests.portal_process import PASSWORD

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280
SHEET = "/quan-tri/snippets/datasets/report/add/"


def sign_in(page, portal, name, path=SHEET):
    page.goto(f"{portal}/dang-nhap/?next=/quan-tri/")
    page.fill("main input[type=text]", name)
    page.fill("main input[type=password]", PASSWORD)
    page.press("main input[type=password]", "Enter")
    page.wait_for_url("**/quan-tri/**")
    page.goto(portal + path)


def typed(page):
    return [one.input_value() for one in page.locator(".entry input").all()]


def test_arrows_and_enter_lead_from_cell_to_cell(chromium, portal):
    with open_page(chromium, portal + "/", DESK, script=True) as page:
        sign_in(page, portal, "ttyt-cua-lo", SHEET + "?cap=2")
        columns = page.locator(".entry thead th").count() - 1
        cells = page.locator(".entry input")
        cells.first.focus()
        for key, place in (("ArrowRight", 1), ("ArrowDown", columns + 1), ("ArrowLeft", columns), ("ArrowUp", 0)):
            page.keyboard.press(key)
            expect(cells.nth(place)).to_be_focused()
        page.keyboard.press("Enter")
        expect(cells.nth(columns)).to_be_focused()
        page.keyboard.press("Tab")
        expect(cells.nth(columns + 1)).to_be_focused()


def test_a_block_of_excel_is_pasted_summed_and_checked(chromium, portal):
    with open_page(chromium, portal + "/", DESK, script=True) as page:
        sign_in(page, portal, "ttyt-cua-lo", SHEET + "?cap=2")
        page.locator(".entry input").nth(0).focus()
        page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
                document.activeElement.dispatchEvent(event);
            }""",
            "1\t2\t0\t7\n1.234\t\t0\t8\n",
        )
        columns = page.locator(".entry thead th").count() - 1
        assert typed(page)[:4] == ["1", "2", "0", "7"]
        assert typed(page)[columns : columns + 4] == ["1.234", "", "0", "8"]
        expect(page.locator("[data-total='0']")).to_have_text("1.235")
        expect(page.locator("[data-entered]")).to_have_text("2")
        expect(page.locator(".entry .needs-reason").first).to_be_visible()
        expect(page.locator("[data-summary]")).to_contain_text("ô cần lý do")
        expect(page.locator(".entry-reason textarea:visible").first).to_be_visible()


def test_what_is_no_number_is_said_beside_the_cell_while_typing(chromium, portal):
    with open_page(chromium, portal + "/", DESK, script=True) as page:
        sign_in(page, portal, "ttyt-cua-lo", SHEET + "?cap=2")
        page.locator(".entry input").nth(0).fill("ba")
        expect(page.locator(".entry input[aria-invalid=true]")).to_have_count(1)
        expect(page.locator(".row-message:visible .check-message--stop")).to_contain_text("không phải số nguyên")
        page.locator(".entry input").nth(0).fill("3")
        expect(page.locator(".entry input[aria-invalid=true]")).to_have_count(0)


def test_a_phone_without_script_enters_one_card_an_area_and_is_asked_for_a_reason(chromium, portal):
    with open_page(chromium, portal + "/", PHONE) as page:
        sign_in(page, portal, "ttyt-con-cuong", SHEET + "?cap=2")
        row = page.locator(".entry tbody tr[data-area]").first
        assert row.evaluate("row => getComputedStyle(row).display") == "block"
        row.locator("input").nth(0).fill("900")
        page.click("text=Gửi duyệt >> nth=0")
        expect(page.locator(".check-message--reason").first).to_be_visible()
        assert row.locator("input").nth(0).input_value() == "900"
        page.locator(".entry-reason textarea:visible").first.fill("Xét nghiệm diện rộng toàn xã")
        page.click("button[value=gui]")
        expect(page.locator(".messages")).to_contain_text("Đã gửi duyệt 1 báo cáo.")
        expect(page.locator(".entry tbody tr[data-area]").first.locator("th")).to_contain_text("đang chờ duyệt")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_numbers_typed_one_after_another_are_kept(chromium, portal):
    with open_page(chromium, portal + "/", PHONE, script=True) as page:
        sign_in(page, portal, "ttyt-do-luong", SHEET + "?cap=2")
        cells = page.locator(".entry input")
        cells.nth(0).focus()
        for text in ("0", "0", "0"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.click("button[value=luu]")
        expect(page.locator(".messages")).to_contain_text("Đã lưu nháp")
        expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
