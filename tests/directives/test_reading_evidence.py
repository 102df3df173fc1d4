"""Every component is shown with the place where it was read, and with a doubt wherever a rule had to choose."""

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from directives.demo import read_text, render
from directives.reading import read_file
from directives.reading.components import read_components
from directives.reading.evidence import DOUBTED, ENOUGH
from directives.reading.language import OCR
from directives.reading.lines import LEFT, RIGHT, Line, Page
from directives.reading.reader import components_of
from directives.reading.tail import capacity_of
from tests.directives import files
from tests.directives.test_reading_components import HEAD, TYPES

MARKS = {"KHẨN": "Khẩn", "THƯỢNG KHẨN": "Thượng khẩn", "HỎA TỐC": "Hỏa tốc", "HOẢ TỐC": "Hỏa tốc"}
SECRETS = {"MẬT": "Mật", "TỐI MẬT": "Tối mật", "TUYỆT MẬT": "Tuyệt mật"}
TEXTS = sorted(settings.PROVINCES_DIR.glob("*/demo/directives/*.txt"))
REQUIRED = ("number", "date", "type", "issuer", "abstract")


def read(text: str):
    return read_components([Line(" ".join(line.split())) for line in text.splitlines() if line.strip()], TYPES)


def letter(text: str) -> str:
    return HEAD.format(code="QĐ", title="QUYẾT ĐỊNH").replace("Nghệ An, ngày 05 tháng 9 năm 2021", text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_what_is_read_from_a_printed_document_stands_where_it_is_said_to_stand(path):
    name, data = render(replace(read_text(path), format="pdf"))
    found = read_file(data, name=name, types=TYPES).components
    for component in (name for name in REQUIRED if getattr(found, name)):
        seen = found.where[component]
        assert seen.page == 1 and seen.is_sure, (component, seen)
        left, top, right, bottom = seen.box
        assert 0 <= left < right <= 1 and 0 <= top < bottom <= 0.6
    assert found.number in found.where["number"].quote
    assert found.signer in found.where["signer"].quote and found.where["signer"].box[0] > 0.5
    assert found.where["recipients"].box[2] < 0.6


def test_a_component_is_less_sure_than_the_letters_it_is_printed_in():
    lines = [Line(line, sure=80) for line in files.DECISION.splitlines()]
    found = read_components(lines, TYPES)
    assert {seen.confidence for seen in found.where.values()} == {0.8}
    assert not any(seen.is_sure for seen in found.where.values())


@pytest.mark.parametrize(
    ("text", "component", "doubt"),
    [
        (letter("Nghệ An, ngày    tháng 9 năm 2021"), "date", "để trống"),
        (letter("Nghệ An, ngày 31 tháng 02 năm 2021"), "date", "Không có ngày"),
        (HEAD.format(code="QĐ", title="CHỈ THỊ"), "type", "ký hiệu “QĐ-UBND” là của Quyết định"),
        (HEAD.format(code="QĐ", title="QUYẾT ĐỊNH").replace("Số: 12/", "Số:     /"), "number", "để trống"),
    ],
)
def test_what_is_printed_but_says_nothing_certain_is_empty_and_shown(text, component, doubt):
    found = read(text)
    assert not getattr(found, component)
    assert (found.where[component].confidence, doubt in found.where[component].doubt) == (0, True)


def test_a_type_that_the_symbol_does_not_confirm_is_doubted():
    found = read(HEAD.format(code="XYZ", title="QUYẾT ĐỊNH"))
    assert found.type == "Quyết định"
    assert found.where["type"].confidence == DOUBTED < ENOUGH


def test_a_number_that_only_an_annex_tells_is_doubted():
    decision = files.DECISION.replace("Số: 415/QĐ-SYT\n", "")
    annex = "\nQUY CHẾ\nHoạt động của Tổ\n(Ban hành kèm theo Quyết định số 415/QĐ-SYT ngày 05/10/2021)\nĐiều 1. Họp."
    found = read(decision + annex)
    assert found.number == "415" and not found.where["number"].is_sure
    assert "415/QĐ-SYT" in found.where["number"].quote


def test_two_sentences_on_the_day_in_force_are_shown_and_none_is_chosen():
    text = files.DECISION.replace("Nơi nhận", "Quyết định này có hiệu lực từ ngày 10/10/2021.\nNơi nhận")
    found = read(text)
    assert found.effective_from is None and "Nhiều câu" in found.where["effective_from"].doubt


def test_a_name_that_the_seal_hides_is_empty_and_told():
    found = read(files.DECISION.replace("Nguyễn Thị Thử", "##!~ 7"))
    assert found.signer == "" and found.where["signer"].confidence == 0


@pytest.mark.parametrize(
    ("name", "sure", "kept"),
    [
        ("Nguyễn Thị Thử", 92, True),
        ("PGS.TS. Nguyễn Thị Thử", 92, True),
        ("Nguyễn Thị Thử", 88, False),
        ("Nguyễn Tnị Thử", 96, False),
    ],
)
def test_a_recognised_name_is_kept_where_it_is_sure_and_can_be_spelled(name, sure, kept):
    text = files.DECISION.replace("Nguyễn Thị Thử", name)
    page = Page(tuple(Line(line, sure=sure) for line in text.splitlines()), OCR)
    found = components_of([page], OCR, TYPES)
    assert found.signer == (name if kept else "")
    assert found.where["signer"].confidence == (sure / 100 if kept else 0)


@pytest.mark.parametrize("stamp", [*MARKS, "Độ khẩn: Hỏa tốc", "[HỎA TỐC]", "HỎA TỐC HẸN GIỜ 17 GIỜ 00"])
@pytest.mark.parametrize("after", ["SỞ Y TẾ", "Số: 415/QĐ-SYT", "Độc lập - Tự do - Hạnh phúc"])
def test_a_stamp_of_urgency_is_read_and_disturbs_nothing(stamp, after):
    plain, found = read(files.DECISION), read(files.DECISION.replace(after, f"{after}\n{stamp}", 1))
    assert found.urgency == MARKS.get(stamp, "Hỏa tốc") and stamp in found.where["urgency"].quote
    assert (found.issuer, found.number, found.date, found.abstract) == (
        (plain.issuer, plain.number, plain.date, plain.abstract)
    )


@pytest.mark.parametrize("column", [LEFT, RIGHT, ""])
@pytest.mark.parametrize("stamp", SECRETS)
def test_a_stamp_of_secrecy_is_read_wherever_it_stands(stamp, column):
    lines = [Line(line) for line in files.DECISION.splitlines()]
    found = read_components([*lines[:4], Line(stamp, column), *lines[4:]], TYPES)
    assert found.secrecy == SECRETS[stamp]


@pytest.mark.parametrize("word", ["Mật", "BẢO MẬT", "KHẨN TRƯƠNG", "mật", "Thông tin mật"])
def test_words_are_no_stamps(word):
    found = read(files.DECISION.replace("SỞ Y TẾ\n", f"SỞ Y TẾ\n{word}\n", 1))
    assert (found.urgency, found.secrecy) == ("", "")


@pytest.mark.parametrize(
    ("office", "capacity"),
    [
        ("TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH", "TM"),
        ("TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH", "KT"),
        ("TL. CHỦ TỊCH / CHÁNH VĂN PHÒNG", "TL"),
        ("TUQ. CHỦ TỊCH / GIÁM ĐỐC SỞ Y TẾ", "TUQ"),
        ("Q. GIÁM ĐỐC", "Q"),
        ("GIÁM ĐỐC", ""),
        ("QUYỀN GIÁM ĐỐC", ""),
        ("", ""),
    ],
)
def test_in_which_capacity_one_signs(office, capacity):
    assert capacity_of(office) == capacity


@given(st.lists(st.sampled_from([*files.DECISION.splitlines(), "", "MẬT", "QUY CHẾ", "(kèm theo", "Số:", "TM."])))
def test_no_order_of_lines_makes_reading_fail_and_what_is_found_was_printed(shuffled):
    found = read("\n".join(shuffled))
    for name, seen in found.where.items():
        assert any(line and seen.quote.startswith(line) for line in shuffled)
        value = getattr(found, name)
        assert isinstance(value, dt.date | tuple) or not value or seen.confidence > 0
