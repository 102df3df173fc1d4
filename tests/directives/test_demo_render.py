"""Demo directives in the official form: rendered the same every time, and read back letter by letter."""

import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import docx
import pypdfium2
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from core import province
from core.province import ProvinceError
from directives.demo import DemoText, read_text, read_texts, render
from directives.demo.render import txt_bytes
from directives.official_form import docx_bytes, pdf_bytes
from directives.official_form.as_pdf import FONTS
from directives.official_form.lines import Role, lines

PROVINCES = sorted(path.parent for path in settings.PROVINCES_DIR.glob("*/province.toml"))
TEXTS = [text for folder in PROVINCES for text in read_texts(province.load(folder))]

SAMPLE = """+++
unit = "cttdt"
format = "pdf"
superior = ""
issuer = ["ỦY BAN NHÂN DÂN", "TỈNH MẪU"]
issuer_name = "Ủy ban nhân dân tỉnh Mẫu"
number = "12/QĐ-UBND"
place = "Mẫu"
date = 2021-02-05
type = "Quyết định"
abstract = "Ban hành Quy chế thử nghiệm"
signer_office = ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
signer = "Nguyễn Thử Nghiệm"
recipients = ["Như Điều 2;", "Lưu: VT."]
+++
ỦY BAN NHÂN DÂN TỈNH MẪU
Căn cứ Luật thử nghiệm;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế thử nghiệm.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký./.
=== QUY CHẾ | Thử nghiệm
Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi
1. Quy chế này chỉ để thử.
"""


def sample(tmp_path: Path, **changes: str) -> DemoText:
    content = SAMPLE
    for field, line in changes.items():
        content = re.sub(rf"(?m)^{field} = .*$", line, content)
    path = tmp_path / "01-mau.txt"
    path.write_text(content, "utf-8")
    return read_text(path)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return pages


def words_of_pdf(pdf: bytes) -> list[str]:
    """Without the numbers at the top of the second and later pages."""
    first, *others = pages_of(pdf)
    for number, page in enumerate(others, start=2):
        assert page.split()[0] == str(number)
    return first.split() + [word for page in others for word in page.split()[1:]]


def words_of_docx(content: bytes) -> list[str]:
    return [word for line in _lines_of_docx(docx.Document(io.BytesIO(content))) for word in line.split()]


def _lines_of_docx(document: docx.document.Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        cells = [cell for row in block.rows for cell in row.cells] if hasattr(block, "rows") else [block]
        for cell in cells:
            yield from (paragraph.text for paragraph in getattr(cell, "paragraphs", [cell]))


def test_the_first_page_carries_what_the_decree_asks_for(tmp_path):
    first = pages_of(pdf_bytes(sample(tmp_path)))[0]
    for component in (
        "ỦY BAN NHÂN DÂN\r\nTỈNH MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/QĐ-UBND",
        "Mẫu, ngày 05 tháng 02 năm 2021",
        "QUYẾT ĐỊNH\r\nBan hành Quy chế thử nghiệm",
        "Căn cứ Luật thử nghiệm;",
        "Nơi nhận:\r\n- Như Điều 2;\r\n- Lưu: VT.",
        "KT. CHỦ TỊCH\r\nPHÓ CHỦ TỊCH",
        "Nguyễn Thử Nghiệm",
    ):
        assert component in first


def test_an_attached_regulation_begins_a_page_and_has_its_own_article_1(tmp_path):
    first, second = pages_of(pdf_bytes(sample(tmp_path)))
    assert "Điều 1. Ban hành kèm theo" in first
    assert second.startswith("2\r\nQUY CHẾ\r\nThử nghiệm\r\n(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05")
    assert "Điều 1. Phạm vi" in second


def test_a_letter_has_its_subject_below_its_number_and_no_name_of_its_type(tmp_path):
    letter = sample(tmp_path, type='type = "Công văn"', abstract='abstract = "V/v thử nghiệm"')
    first = pages_of(pdf_bytes(letter))[0]
    assert "CÔNG VĂN" not in first
    assert first.index("Số: 12") < first.index("V/v thử nghiệm") < first.index("Căn cứ")


def test_the_sheet_is_a4_with_the_margins_of_the_decree(tmp_path):
    section = docx.Document(io.BytesIO(docx_bytes(sample(tmp_path)))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20


def test_grounds_are_in_italics_and_titles_in_the_middle(tmp_path):
    text = sample(tmp_path)
    roles = [line.role for part in text.parts for line in lines(part)]
    assert roles[:3] == [Role.TITLE, Role.GROUND, Role.TITLE]
    assert roles[5:] == [Role.TITLE, Role.TITLE, Role.TEXT, Role.TEXT]


@pytest.mark.parametrize("make", [pdf_bytes, docx_bytes, txt_bytes])
def test_the_same_text_gives_the_same_bytes_whatever_the_time(tmp_path, make, monkeypatch):
    text = sample(tmp_path)
    first = make(text)
    later = itertools.count(2_000_000_000, 60)
    monkeypatch.setattr("time.time", lambda: next(later))
    assert make(text) == first


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("number", 'number = ""'),
        ("date", 'date = "hôm nay"'),
        ("format", 'format = "odt"'),
        ("recipients", "recipients = []"),
        ("issuer", "issuer = 5"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(tmp_path, field, line):
    with pytest.raises(ProvinceError, match=f"01-mau.txt: trường “{field}”"):
        sample(tmp_path, **{field: line})


@pytest.mark.parametrize("content", ["", "+++\n+++\n", "không có đầu", SAMPLE + "=== PHỤ LỤC\nThiếu tên"])
def test_a_file_that_is_not_of_the_format_is_refused_by_name(tmp_path, content):
    path = tmp_path / "02-hong.txt"
    path.write_text(content, "utf-8")
    with pytest.raises(ProvinceError, match=r"02-hong\.txt"):
        read_text(path)


def test_a_province_without_demo_texts_has_none(tmp_path):
    (tmp_path / "province.toml").write_text((PROVINCES[0] / "province.toml").read_text("utf-8"), "utf-8")
    assert read_texts(province.load(tmp_path)) == []


def test_the_letters_are_small_free_and_know_vietnamese():
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")
    letters = {chr(code) for code in (*range(0x20, 0x7F), *range(0x1EA0, 0x1EFA), *b"\xb0")} | set(
        "ăâđêôơưĂÂĐÊÔƠƯ–“”…"
    )
    for path in FONTS.glob("*.ttf"):
        assert path.stat().st_size < 120_000
        assert letters <= set(map(chr, TTFont(path).getBestCmap()))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_demo_text_is_read_back_letter_by_letter(text):
    expected = txt_bytes(text).decode().split()
    assert words_of_pdf(pdf_bytes(text)) == expected
    assert words_of_docx(docx_bytes(text)) == expected
    assert all(unicodedata.is_normalized("NFC", word) for word in expected)


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("txt", "ỦY BAN".encode())])
def test_a_file_is_of_the_format_that_the_text_names(tmp_path, kind, begins):
    name, content = render(sample(tmp_path, format=f'format = "{kind}"'))
    assert name == f"01-mau.{kind}"
    assert content.startswith(begins)


@pytest.mark.parametrize("folder", PROVINCES, ids=lambda folder: folder.name)
def test_no_two_demo_texts_of_an_issuer_share_a_number(folder):
    texts = read_texts(province.load(folder))
    assert len({(text.issuer, text.number) for text in texts}) == len(texts)


@pytest.mark.parametrize("folder", PROVINCES, ids=lambda folder: folder.name)
def test_units_that_hand_in_exist(folder):
    loaded = province.load(folder)
    units = {row["abbreviation"] for row in loaded.rows("units.csv", fields=("abbreviation",))}
    assert {text.unit for text in read_texts(loaded)} <= units


@pytest.mark.parametrize("folder", PROVINCES, ids=lambda folder: folder.name)
def test_the_texts_are_of_the_season_and_not_later_than_the_portals_own_regulation(folder):
    loaded = province.load(folder)
    for text in read_texts(loaded):
        assert loaded.season_start <= text.date <= loaded.regulation["date"], text.name
