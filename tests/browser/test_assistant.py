"""The assistant with the keyboard: from doubt to doubt, the printed page beside it, a clean document at one press."""

import re
import unicodedata

import pytest

from tests.browser.pages import open_page
from tests.browser.test_journeys import focused
from tests.browser.test_public_pages import AXE, DESK, PHONE, violations
from tests.directives import files
from tests.portal_process import PASSWORD, manage

pytestmark = pytest.mark.browser

NOT_PRINTED = [("Số: 415/", "Số:    /"), ("ngày 05 tháng", "ngày    tháng"), ("\nNguyễn Thị Thử", "")]
"""Where the official form has a number, a day and a name, the file has nothing."""
DOUBTS = ["number", "date", "signer"]
WAY = ["number", "symbol", "xac-nhan-number", "date", "xac-nhan-date", "signer", "xac-nhan-signer", "gui"]
"""Fields in the order in which Tab reaches them, and the button at their end."""
A_MINUTE = 60
"""Key presses, one a second."""
DONE = "Đã đối chiếu và gửi duyệt."
DRAFT = """
from directives.models import DirectivePage
page = DirectivePage.objects.get(pk={pk})
draft = page.get_latest_revision_as_object()
print("IS", draft.full_number, draft.date, draft.signer, page.workflow_in_progress)
"""
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  const told = {dataTransfer: carried, bubbles: true, cancelable: true};
  const place = document.querySelector("[data-drop]");
  place.dispatchEvent(new DragEvent("dragover", told));
  const shown = place.classList.contains("is-over");
  place.dispatchEvent(new DragEvent("drop", told));
  return shown && !place.classList.contains("is-over");
}"""


class Keys:
    """A keyboard that counts: a letter with two signs takes three presses."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.presses += len(unicodedata.normalize("NFD", text))

    def to(self, name, key="Tab", most=3):
        """On to the field; a link to the printed page may lie between."""
        passed = []
        for _ in range(most):
            self.press(key)
            if self.page.locator(f"[name='{name}']:focus").count():
                return
            passed.append(self.page.locator(":focus").first.evaluate("found => found.outerHTML.slice(0, 200)"))
        raise AssertionError(f"{key} does not lead to {name} but to {passed}")


@pytest.fixture
def read(portal, portal_folder):
    """The id of a draft that was read from the decision with these changes."""

    def read_with(*changes):
        text = files.DECISION
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        asked = f"from tests.browser.documents import read_draft; print('AT', read_draft({text!r}))"
        return int(re.search(r"AT (\d+)", manage(portal_folder, "shell", "-c", asked))[1])

    return read_with


@pytest.fixture
def stored(portal_folder):
    """What is kept of a draft, in a line."""

    def stored_of(pk):
        return re.search(r"IS (.+)", manage(portal_folder, "shell", "-c", DRAFT.format(pk=pk)))[1]

    return stored_of


def desk(page, portal, path):
    page.goto(f"{portal}/dang-nhap/")
    page.fill("main input[type=text]", "syt")
    page.fill("main input[type=password]", PASSWORD)
    page.click("main form button")
    page.goto(f"{portal}/quan-tri/van-ban/{path}")


def anyone_can_use(page):
    page.evaluate(AXE.read_text())
    for width in (DESK, PHONE):
        assert (width, *violations(page, width)) == (width,)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": DESK, "height": 800})


def test_tab_goes_from_doubt_to_doubt_and_back_and_each_is_marked_on_the_printed_page(chromium, portal, read):
    with open_page(chromium, portal, DESK, script=True) as page:
        desk(page, portal, f"{read(*NOT_PRINTED)}/doi-chieu/")
        assert page.locator("[name=number]:focus").count() == 1, "one begins at the first doubt"
        keys = Keys(page)
        for name in WAY[1:]:
            keys.to(name)
        for name in WAY[-2::-1]:
            keys.to(name, "Shift+Tab")
        sheet = page.locator(".confirm-sheet img").bounding_box()
        marks = [page.locator(f"#cho-{name}.is-doubtful").bounding_box() for name in DOUBTS]
        assert [mark["y"] for mark in marks] == sorted(mark["y"] for mark in marks)
        for mark in marks:
            assert sheet["x"] <= mark["x"] and mark["x"] + mark["width"] <= sheet["x"] + sheet["width"]
            assert sheet["y"] <= mark["y"] and mark["y"] + mark["height"] <= sheet["y"] + sheet["height"]
        page.click("a[href='#cho-signer']")
        assert page.locator("#cho-signer:target").count() == 1
        anyone_can_use(page)


def test_three_doubts_are_settled_with_the_keyboard_alone_within_a_minute(chromium, portal, read, stored):
    draft = read(*NOT_PRINTED, ("thu dung", "thu dung thứ nhất"))
    with open_page(chromium, portal, DESK, script=True) as page:
        desk(page, portal, f"{draft}/doi-chieu/")
        keys = Keys(page)
        keys.type("517")
        keys.to("symbol")
        keys.type("QĐ-SYT")
        keys.to("xac-nhan-number")
        keys.press("Space")
        for name, text in (("date", "05/10/2021"), ("signer", "Nguyễn Thị Thử")):
            keys.to(name)
            keys.type(text)
            keys.to(f"xac-nhan-{name}")
            keys.press("Space")
        keys.to("gui")
        keys.press("Enter")
        page.get_by_text(DONE).wait_for()
        assert keys.presses <= A_MINUTE
    assert stored(draft) == "517/QĐ-SYT 2021-10-05 Nguyễn Thị Thử True"


def test_without_script_it_is_a_form_that_the_keyboard_goes_through(chromium, portal, read, stored):
    draft = read(*NOT_PRINTED, ("thu dung", "thu dung thứ hai"))
    with open_page(chromium, portal, PHONE) as page:
        desk(page, portal, f"{draft}/doi-chieu/")
        for name, text in (("number", "518"), ("symbol", "QĐ-SYT"), ("date", "05/10/2021"), ("signer", "Trần Mẫu")):
            focused(page, f"[name={name}]")
            page.keyboard.type(text)
            if name != "number":
                focused(page, "[type=checkbox]")
                page.keyboard.press("Space")
        focused(page, "[name=gui]")
        page.keyboard.press("Enter")
        page.get_by_text(DONE).wait_for()
    assert stored(draft) == "518/QĐ-SYT 2021-10-05 Trần Mẫu True"


def test_a_clean_document_needs_one_press_of_the_button(chromium, portal, read, stored):
    draft = read(("415/", "519/"))
    with open_page(chromium, portal, DESK, script=True) as page:
        desk(page, portal, f"{draft}/doi-chieu/")
        assert page.locator(".is-doubtful").count() == 0
        assert page.locator("[name=gui]").bounding_box()["y"] < 800, "the button is seen without scrolling"
        anyone_can_use(page)
        page.reload()
        page.locator("#wagtail.ready").wait_for()
        keys = Keys(page)
        keys.press("Tab", "Enter")  # the skip link
        page.locator("#main:focus").wait_for(state="attached")
        keys.to("gui", most=12)
        keys.press("Enter")
        page.get_by_text(DONE).wait_for()
        assert keys.presses <= 15
    assert stored(draft) == "519/QĐ-SYT 2021-10-05 Nguyễn Thị Thử True"


def test_a_file_dropped_on_the_form_is_listed_and_handed_in(chromium, portal, portal_folder):
    text = files.DECISION.replace("415/", "520/")
    with open_page(chromium, portal, DESK, script=True) as page:
        desk(page, portal, "nap/")
        assert page.locator("[data-drop]").is_visible()
        assert page.evaluate(DROP, ["qd-520.txt", text])
        assert page.locator("[data-chosen] li").all_inner_texts() == ["qd-520.txt (0 MB)"]
        anyone_can_use(page)
        page.click("text=Nạp tệp")
        assert "qd-520.txt" in page.inner_text("[data-batch]")
        manage(portal_folder, "read_intake")
        page.click("text=Đối chiếu “")
        assert page.input_value("input[name=number]") == "520"
