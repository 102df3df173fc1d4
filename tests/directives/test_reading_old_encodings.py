"""Documents typed before Unicode are read like any other: TCVN3 (.VnTime …) and VNI (VNI-Times …)."""

import io
import textwrap
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from fontTools.ttLib import TTFont
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from directives.reading import read_file
from directives.reading.old_encodings import TCVN3, VNI, decoded, encoding_of, is_capital_font
from tests.directives import files

TYPES = {"Quyết định": "QĐ", "Công văn": ""}
TONES = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
ROUND = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
BOWL = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
ALONE = {"đ": "ñ", "ơ": "ô", "ư": "ö", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "í": "í", "ì": "ì"}
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậđeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵbcdghklmnpqrstvx"


def as_vni(text: str) -> str:
    """By the rule of its keyboard: the letter, then its mark."""
    return "".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> str:
    if letter != letter.lower():
        return _vni(letter.lower()).upper()
    if letter in ALONE:
        return ALONE[letter]
    split = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in split if mark in TONES)
    base = unicodedata.normalize("NFC", "".join(mark for mark in split if mark not in TONES))
    if base in "âă":
        return "a" + (ROUND if base == "â" else BOWL)[tone]
    if base in "êô":
        return {"ê": "e", "ô": "o"}[base] + ROUND[tone]
    return ALONE.get(base, base) + TONES[tone]


def as_tcvn3(text: str) -> str:
    """A sign a letter; capitals with a mark of their own have none, their font draws them."""
    signs = {decoded(chr(code), TCVN3): chr(code) for code in reversed(range(0xA1, 0xFF))}
    return "".join(signs.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


@given(st.text(LETTERS + LETTERS.upper() + " ,.0123456789"))
def test_what_is_written_in_vni_is_read_back(text):
    assert decoded(as_vni(text), VNI) == text


@given(st.text(LETTERS + "ĂÂĐÊÔƠƯ ,.0123456789"))
def test_what_is_written_in_tcvn3_is_read_back(text):
    assert decoded(as_tcvn3(text), TCVN3) == text


@pytest.mark.parametrize(("encode", "encoding"), [(as_tcvn3, TCVN3), (as_vni, VNI)])
def test_the_encoding_is_told_by_the_language(encode, encoding):
    assert encoding_of(encode(files.DECISION.lower())) == encoding


@pytest.mark.parametrize(
    "text",
    [
        files.DECISION,
        "The provincial committee decides that all residents shall stay at home until further notice.",
        "Les présentes règles s'appliquent à tous les établissements de santé de la région concernée.",
        "Quyet dinh nay co hieu luc ke tu ngay ky va thay the quyet dinh cu cua so y te tinh Nghe An",
        "",
    ],
    ids=["Unicode", "tiếng Anh", "tiếng Pháp", "không dấu", "trống"],
)
def test_nothing_else_is_taken_for_one(text):
    assert encoding_of(text) == ""


def test_a_page_of_both_is_left_alone():
    """Read as TCVN3, what stands there in Unicode would change its letters."""
    assert encoding_of(f"{files.DECISION}\n{as_tcvn3(files.DECISION.lower())}") == ""


def old_docx() -> bytes:
    """Lines in capitals are signs of small letters in a font that draws them so."""
    document = Document()
    for line in files.DECISION.splitlines():
        shouted = line.isupper()
        run = document.add_paragraph().add_run(as_tcvn3(line.lower() if shouted else line))
        run.font.name = ".VnTimeH" if shouted else ".VnTime"
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def old_pdf(folder: Path) -> bytes:
    """The same as PDF: what tells capitals is the name that the font bears in the file."""
    made = FPDF(format="A4")
    for family in (".VnTime", ".VnTimeH"):
        font = TTFont(files.FONTS / "PortalSerif-Regular.ttf")
        for record in font["name"].names:
            record.string = family
        font.save(folder / f"{family[1:]}.ttf")
        made.add_font(family, "", folder / f"{family[1:]}.ttf")
    made.add_page()
    for line in files.DECISION.splitlines():
        shouted = line.isupper()
        made.set_font(".VnTimeH" if shouted else ".VnTime", "", 13)
        for row in textwrap.wrap(line, 75):
            made.cell(160, 6, as_tcvn3(row.lower() if shouted else row), new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


@pytest.mark.parametrize(
    ("name", "data", "encoding"),
    [
        ("cũ.docx", old_docx(), TCVN3),
        ("cũ.docx", files.docx(as_vni(files.DECISION)), VNI),
        ("cũ.pdf", files.pdf(as_vni(files.DECISION)), VNI),
        ("cũ.txt", as_vni(files.DECISION).encode("latin-1"), VNI),
    ],
    ids=["DOCX TCVN3", "DOCX VNI", "PDF VNI", "TXT VNI"],
)
def test_such_a_document_is_read_as_if_it_were_in_unicode(name, data, encoding):
    reads_as_if_in_unicode(data, name, encoding)


def test_capitals_of_a_pdf_are_told_by_the_font(tmp_path):
    reads_as_if_in_unicode(old_pdf(tmp_path), "cũ.pdf", TCVN3)


def test_one_page_typed_so_among_others_is_decoded_and_named():
    annex = (
        "PHỤ LỤC\nDANH SÁCH CƠ SỞ THU DUNG\nTrung tâm Y tế thành phố Vinh tiếp nhận người bệnh nhẹ của các phường."
    )
    reading = read_file(files.pdf(files.DECISION, as_vni(annex)), name="a.pdf", types=TYPES)
    assert reading.quality == "good"
    assert any(warning.startswith("Trang 2 gõ bằng bảng mã cũ VNI") for warning in reading.warnings)
    assert "tiếp nhận người bệnh nhẹ của các phường" in reading.components.parts[-1][1]


def reads_as_if_in_unicode(data, name, encoding):
    reading, modern = read_file(data, name=name, types=TYPES), read_file(files.docx(), name="mới.docx", types=TYPES)
    assert reading.quality == "good"
    assert any(encoding in warning and "đối chiếu" in warning for warning in reading.warnings)
    assert replace(reading.components, warnings=()) == replace(modern.components, warnings=())


@pytest.mark.parametrize(
    ("font", "capital"), [(".VnTimeH", True), ("ABCDEF+.VnArialH", True), (".VnTime", False), ("Helvetica-H", False)]
)
def test_fonts_of_capitals(font, capital):
    assert is_capital_font(font) == capital
