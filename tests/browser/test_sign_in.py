"""Signing in as an officer does: a password, a phone's code, a key; with and without script."""

import re

import pytest

from tests.browser.pages import open_page
from tests.portal_process import PASSWORD
from tests.units import sign_in_steps as steps

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, DESK = 360, 1280


def give_password(page, name: str) -> None:
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button")


def sideways(page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(("name", "width", "script"), [("cat", PHONE, False), ("sct", DESK, True)])
def test_an_app_is_set_up_asked_for_and_taken_away(chromium, portal, name, width, script):
    with open_page(chromium, f"{portal}/dang-nhap/", width, script=script) as page:
        give_password(page, name)
        page.goto(f"{portal}/dang-nhap/bao-mat/")
        assert sideways(page) == 0
        page.click("a:has-text('Thêm ứng dụng')")
        assert sideways(page) == 0
        assert page.evaluate("document.querySelector('img.square-code').naturalWidth") > 0
        secret = page.inner_text(".secret-text").strip()
        page.fill("input[name=code]", steps.code(secret))
        page.click("text=Bật xác thực bước hai")
        codes = re.findall(r"\d{8}", page.inner_text(".recovery-codes"))
        assert len(codes) == 10
        assert sideways(page) == 0
        page.goto(f"{portal}/dang-nhap/bao-mat/")
        page.click("text=Đăng xuất")
        page.goto(f"{portal}/dang-nhap/?next=/quan-tri/dau-moi/")
        give_password(page, name)
        assert page.inner_text("h1").replace("\u00a0", " ") == "Xác thực bước hai"
        assert sideways(page) == 0
        page.fill("input[name=code]", steps.wrong(secret))
        page.click("main form.panel button >> nth=0")
        assert "Mã không đúng" in page.inner_text("main")
        page.fill("input[name=code]", codes[3])
        page.click("main form.panel button >> nth=0")
        assert page.url == f"{portal}/quan-tri/dau-moi/"
        page.goto(f"{portal}/dang-nhap/phien/")
        assert "phiên này" in page.inner_text("main")
        assert sideways(page) == 0


def test_a_security_key_is_added_and_opens_the_door(chromium, portal):
    """A virtual key of the browser's own; keys need a host's name, so the portal is asked for as localhost."""
    portal = portal.replace("127.0.0.1", "localhost")
    context = chromium.new_context(viewport={"width": DESK, "height": 800})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    try:
        tools = context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{portal}/dang-nhap/")
        give_password(page, "stttt")
        page.goto(f"{portal}/dang-nhap/bao-mat/khoa/them/")
        page.fill("input[name=name]", "Khóa ở cơ quan")
        page.click("form[data-key] button")
        page.wait_for_url("**/ma-du-phong/")
        page.goto(f"{portal}/dang-nhap/bao-mat/khoa/")
        assert "Khóa ở cơ quan" in page.inner_text("main")
        page.goto(f"{portal}/dang-nhap/bao-mat/")
        page.click("text=Đăng xuất")
        page.goto(f"{portal}/dang-nhap/")
        give_password(page, "stttt")
        page.click("text=Dùng khóa bảo mật")
        page.wait_for_url(f"{portal}/quan-tri/")
        assert [text for text in refused if "Content Security Policy" in text] == []
    finally:
        context.close()
