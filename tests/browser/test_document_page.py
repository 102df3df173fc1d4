"""A directive in the browser: tables of annexes, a citation to take along, and the document on paper."""

import re

import pypdfium2
import pytest

from tests import portal_process
from tests.browser.pages import open_page
from tests.browser.test_public_pages import AXE, DESK, NARROWEST, PHONE, violations

pytestmark = pytest.mark.browser

MAKE = "from tests.browser.documents import {made}; print('AT', {made}().url)"
CITED = "Điều 7 Quyết định số 9001/QĐ-UBND ngày 01 tháng 10 năm 2021 của "


@pytest.fixture(scope="module")
def document(portal, portal_folder):
    """The address of a decision of thirty articles with a table of sixty rows."""
    return portal + made_in(portal_folder, "long_decision")


@pytest.fixture(scope="module")
def doubted(portal, portal_folder):
    """The address of a withdrawn decision, scanned and signed."""
    return portal + made_in(portal_folder, "doubted_decision")


def made_in(portal_folder, made):
    printed = portal_process.manage(portal_folder, "shell", "-c", MAKE.format(made=made))
    return re.search(r"AT (?:https?://[^/]+)?(\S+)", printed)[1]


def test_the_page_with_tables_can_be_read_by_anyone(chromium, document):
    with open_page(chromium, document, DESK, script=True) as page:
        page.evaluate(AXE.read_text())
        for width in (DESK, PHONE):
            assert (width, *violations(page, width)) == (width,)
        for width in (DESK, PHONE, NARROWEST):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": PHONE, "height": 800})
        assert page.evaluate("(box => box.scrollWidth > box.clientWidth)(document.querySelector('.table-box'))")


def test_the_page_of_a_withdrawn_doubted_and_signed_scan_can_be_read_by_anyone(chromium, doubted):
    with open_page(chromium, doubted, PHONE, script=True) as page:
        words = page.inner_text("main").replace("\u00a0", " ")
        for said in (
            "Văn bản này đã bị thu hồi từ 05/10/2021.",
            "ban hành không đúng thẩm quyền",
            "Trang 2 nhận dạng từ bản quét.",
            "Trang 3 không đọc được chắc chắn.",
            "Chữ ký số",
            "Chưa kiểm tra chứng thư.",
        ):
            assert said in words, said
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        for picture in page.locator(".scan img").all():
            picture.scroll_into_view_if_needed()
            picture.evaluate("one => one.decode()")
            assert picture.evaluate("one => one.naturalWidth") > PHONE
        page.evaluate(AXE.read_text())
        for width in (PHONE, NARROWEST, DESK):
            assert (width, *violations(page, width)) == (width,)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_citation_of_an_article_is_copied(chromium, document):
    with open_page(chromium, document, DESK, script=True) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate(AXE.read_text())
        page.click("#dieu-7-khoan-1 > .label")
        page.click("text=Chép trích dẫn >> visible=true")
        page.get_by_text("Đã chép trích dẫn.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()").startswith(f"khoản 1 {CITED}")
        assert violations(page, DESK) == []
        page.click("#dieu-7-khoan-1-diem-a > .label")
        assert page.inner_text(".cite-bar > p >> nth=0").startswith(f"điểm a khoản 1 {CITED}")


def test_without_script_the_citation_and_the_address_stand_there(chromium, document):
    with open_page(chromium, document, PHONE) as page:
        page.click(".cite summary")
        assert page.inner_text("[data-cite-text]").startswith(CITED.removeprefix("Điều 7 "))
        assert page.inner_text(".cite .hash").startswith("http")
        assert page.locator(".cite button").count() == 0


def test_on_paper_it_is_the_document_and_nothing_of_the_screen(chromium, document, tmp_path):
    with open_page(chromium, document, DESK, script=True) as page:
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('.sheet h3 a')).textDecorationLine") == "none"
        printed = page.pdf(prefer_css_page_size=True)
    sheets = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(printed)]
    text = "\n".join(sheets)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in sheets[0] and "Bản in ngày" in sheets[-1]
    for words in ("Danh mục", "Mục lục", "Tải bản gốc", "Chép trích dẫn", "Đăng nhập", "§"):
        assert words not in text
    for sheet in sheets:
        assert not re.search(r"Điều \d+\. Việc thứ \d+\s*$", sheet), "a heading stands alone at the foot of a page"
