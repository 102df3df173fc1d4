"""Number, date, type, issuer and the rest are read where the document prints them, or not at all."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st

import directives
from directives import structure
from directives.reading import read_file
from directives.reading.components import read_components
from directives.reading.effects import read_period, read_relations
from directives.reading.lines import Line
from tests.directives import files

_TYPES = Path(directives.__file__).parent / "data" / "document_types.csv"
TYPES = {row["name"]: row["abbreviation"] for row in csv.DictReader(_TYPES.open(encoding="utf-8"))}
SEEDS = Path("/work/shared/seeds")
HEAD = """ỦY BAN NHÂN DÂN
TỈNH NGHỆ AN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/{code}-UBND
Nghệ An, ngày 05 tháng 9 năm 2021
{title}
Về phòng, chống dịch trong tình hình mới
Thực hiện ý kiến của cấp trên, Ủy ban nhân dân tỉnh yêu cầu các đơn vị như sau:
1. Trực ban ngày đêm.
Nơi nhận:
- Như trên;
- Lưu: VT.
CHỦ TỊCH
Trần Văn Mẫu"""


def read(text: str):
    return read_components([Line(" ".join(line.split())) for line in text.splitlines() if line.strip()], TYPES)


def test_every_component_of_a_decision():
    found = read(files.DECISION)
    assert (found.number, found.symbol, found.date) == ("415", "QĐ-SYT", dt.date(2021, 10, 5))
    assert (found.type, found.superior, found.issuer) == ("Quyết định", "UBND TỈNH NGHỆ AN", "SỞ Y TẾ")
    assert (found.place, found.abstract) == ("Nghệ An", "Về việc thành lập Tổ thẩm định cơ sở thu dung")
    assert found.grounds == (
        "Căn cứ Luật Khám bệnh, chữa bệnh;",
        "Theo đề nghị của Trưởng phòng Nghiệp vụ Y.",
    )
    assert found.recipients == ("Như Điều 1;", "Lưu: VT, NVY.")
    assert (found.signer_office, found.signer) == ("KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", "Nguyễn Thị Thử")
    assert found.effective_from == dt.date(2021, 10, 5)
    assert [(one.kind, one.number, one.date, one.issuer) for one in found.relations] == [
        ("thay_the", "214/QĐ-SYT", dt.date(2021, 8, 3), "Sở Y tế")
    ]
    assert found.parts[0][1].startswith("QUYẾT ĐỊNH:\nĐiều 1. Thành lập") and len(found.parts) == 1


@pytest.mark.parametrize("name", [name for name in TYPES if name != "Công văn"])
def test_every_type_is_known_by_its_title(name):
    found = read(HEAD.format(code=TYPES[name] or "UBND", title=name.upper()))
    assert (found.type, found.number, found.issuer) == (name, "12", "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN")
    assert found.abstract == "Về phòng, chống dịch trong tình hình mới"
    assert (found.signer_office, found.signer) == ("CHỦ TỊCH", "Trần Văn Mẫu")


def test_a_letter_has_no_title():
    text = HEAD.format(code="VX", title="V/v bố trí chỗ cách ly").replace("12/VX-UBND", "12/UBND-VX")
    text = text.replace("Về phòng, chống dịch trong tình hình mới", "Kính gửi: Sở Y tế.")
    found = read(text)
    assert (found.type, found.abstract) == ("Công văn", "V/v bố trí chỗ cách ly")
    assert found.parts[0][1].startswith("Kính gửi: Sở Y tế.")


def test_two_columns_printed_on_one_line():
    text = files.DECISION.replace("SỞ Y TẾ\nCỘNG HÒA", "SỞ Y TẾ CỘNG HÒA").replace(
        "QĐ-SYT\nNghệ An", "QĐ-SYT  Nghệ An"
    )
    found = read(text)
    assert (found.issuer, found.number, found.place) == ("SỞ Y TẾ", "415", "Nghệ An")


def test_title_and_symbol_that_disagree_leave_the_type_open():
    assert read(HEAD.format(code="KH", title="CHỈ THỊ")).type is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("Số: 415/QĐ-SYT", "Số:       /QĐ-SYT", "number"),
        ("ngày 05 tháng 10 năm 2021", "ngày      tháng 10 năm 2021", "date"),
        ("ngày 05 tháng 10 năm 2021", "ngày 31 tháng 02 năm 2021", "date"),
        ("Nguyễn Thị Thử", "", "signer"),
        ("SỞ Y TẾ\n", "\n", "superior"),
        ("\nQUYẾT ĐỊNH\n", "\nQUYẾT NGHỊ LỚN\n", "type"),
    ],
)
def test_what_is_not_printed_stays_open(old, new, field):
    assert old in files.DECISION
    assert not getattr(read(files.DECISION.replace(old, new)), field)


def test_an_attached_regulation_is_a_part_with_articles_of_its_own():
    attached = "QUY CHẾ\nHoạt động của Tổ thẩm định\n(Ban hành kèm theo Quyết định số 415/QĐ-SYT)\nĐiều 1. Nguyên tắc\nCông khai."  # noqa: E501
    found = read(f"{files.DECISION}\n{attached}\nPHỤ LỤC I\nDANH SÁCH TỔ THẨM ĐỊNH\n1. Ông Trần Văn Mẫu.")
    assert [title for title, _ in found.parts] == [
        "",
        "QUY CHẾ Hoạt động của Tổ thẩm định",
        "PHỤ LỤC I DANH SÁCH TỔ THẨM ĐỊNH",
    ]
    anchors = [one.anchor for one in structure.read(found.parts) if one.level == structure.ARTICLE]
    assert anchors == ["dieu-1", "dieu-2", "kem-theo-1-dieu-1"]
    assert found.signer == "Nguyễn Thị Thử"


def test_text_behind_the_signature_is_never_lost():
    more = "\n".join(f"Dòng thêm số {n} của biểu mẫu." for n in range(5))
    assert read(f"{files.DECISION}\n{more}").parts[1][1] == more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quyết định này thay thế Quyết định số 1/QĐ-UBND ngày 02/3/2021 của UBND tỉnh về cách ly.", {("thay_the", "1/QĐ-UBND", "UBND tỉnh")}),  # noqa: E501
        (
            "Chỉ thị này thay thế Chỉ thị số 1/CT-UBND ngày 2 tháng 3 năm 2021 của Sở Giáo dục và Đào tạo và Chỉ thị số 5/CT-UBND.",  # noqa: E501
            {("thay_the", "1/CT-UBND", "Sở Giáo dục và Đào tạo"), ("thay_the", "5/CT-UBND", "")},
        ),
        (
            "Điều 1. Bãi bỏ Quyết định số 2021/QĐ-UBND ngày 02/3/2021 của Trung tâm Chỉ huy phòng, chống dịch tỉnh.",
            {("bai_bo", "2021/QĐ-UBND", "Trung tâm Chỉ huy phòng, chống dịch tỉnh")},
        ),
        (
            "Điều 1. Bãi bỏ toàn bộ Quyết định số 7/QĐ-UBND ngày 02/3/2021 về giấy đi đường.",
            {("bai_bo", "7/QĐ-UBND", "")},
        ),
        ("Công văn này thay thế mục 3 của Công văn số 9/SYT-NV ngày 02/3/2021.", {("thay_the_mot_phan", "9/SYT-NV", "")}),  # noqa: E501
        ("Điều 1. Sửa đổi, bổ sung một số điều của Quyết định số 15/2021/QĐ-UBND như sau:", {("sua_doi", "15/2021/QĐ-UBND", "")}),  # noqa: E501
        ("Quyết định này thay thế Quyết định số 1/QĐ-UBND về việc thực hiện Chỉ thị số 16/CT-TTg.", {("thay_the", "1/QĐ-UBND", "")}),  # noqa: E501
        ("Sở Y tế trình thay thế Quyết định số 1/QĐ-UBND ngày 02/3/2021.", set()),
        ("Căn cứ Quyết định số 3/QĐ-UBND sửa đổi, bổ sung Quyết định số 1/QĐ-UBND;", set()),
        ("Quyết định này thay thế các quy định trước đây trái với Quyết định này.", set()),
    ],
)  # fmt: skip
def test_relations_are_what_the_document_says_of_itself(text, expected):
    assert {(one.kind, one.number, one.issuer) for one in read_relations([text])} == expected


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Quyết định này có hiệu lực kể từ ngày ký.", "2021-09-01", None),
        ("Chỉ thị này có hiệu lực thi hành từ 00 giờ 00 phút ngày 25/9/2021 đến hết ngày 30/9/2021.", "2021-09-25", "2021-10-01"),  # noqa: E501
        ("Nghị quyết này được thông qua ngày 01 tháng 8 năm 2021 và có hiệu lực từ ngày 16 tháng 8 năm 2021.", "2021-08-16", None),  # noqa: E501
        ("Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký.", None, None),
        ("Luật có hiệu lực từ ngày 01/7/2021.", None, None),
    ],
)  # fmt: skip
def test_force(text, start, end):
    found = read_period([text], dt.date(2021, 9, 1))
    assert [day and day.isoformat() for day in (found.start, found.end)] == [start, end]


@given(
    st.lists(
        st.sampled_from([*files.DECISION.splitlines(), "", "PHỤ LỤC", "1. Một", "(Kèm theo", "./.", "KT. CHỦ TỊCH"]),
        max_size=40,
    )
)
def test_lines_in_any_order_never_break_the_reader(lines):
    found = read("\n".join(lines))
    assert found.type in (None, *TYPES)


@given(
    st.integers(1, 99999),
    st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)),
    st.sampled_from(["QĐ-UBND", "QĐ-SYT", "QĐ-BCĐ", "QĐ-UBND.NC", "2021/QĐ-UBND"]),
)
def test_number_and_date_come_back_as_written(number, day, symbol):
    text = files.DECISION.replace("415/QĐ-SYT", f"{number}/{symbol}").replace(
        "ngày 05 tháng 10 năm 2021", f"ngày {day.day:02} tháng {day.month} năm {day.year}"
    )
    found = read(text)
    assert (found.number, found.symbol, found.date) == (str(number), symbol, day)


def test_the_same_is_read_from_every_format():
    texts = {
        "a.txt": files.txt(),
        "b.txt": files.txt(encoding="utf-16"),
        "c.docx": files.docx(),
        "d.pdf": files.pdf(files.DECISION),
    }
    found = [read_file(data, name=name, types=TYPES) for name, data in texts.items()]
    assert {reading.quality for reading in found} == {"good"}
    assert [reading.files[0].page_count for reading in found] == [None, None, None, 1]
    assert all(reading.components == found[0].components for reading in found)


def test_tables_and_lists_of_a_docx_stand_in_their_place():
    document = Document()
    for line in files.DECISION.splitlines():
        document.add_paragraph(line)
        if line.startswith("Điều 1."):
            table = document.add_table(2, 2)
            for at, words in enumerate(("Họ tên", "Chức vụ", "Trần Văn Mẫu", "Tổ trưởng")):
                table.cell(at // 2, at % 2).text = words
            for words in ("thứ nhất;", "thứ hai."):
                document.add_paragraph(words, style="List Number")
    document.paragraphs[7].alignment = WD_ALIGN_PARAGRAPH.CENTER
    saved = io.BytesIO()
    document.save(saved)
    found = read_file(saved.getvalue(), name="a.docx", types=TYPES).components
    assert "\nHọ tên | Chức vụ\nTrần Văn Mẫu | Tổ trưởng\n1. thứ nhất;\n2. thứ hai.\nĐiều 2." in found.parts[0][1]


def test_a_scan_is_kept_unread():
    found = read_file(
        files.pdf("Ký bởi: Cổng Thông tin\nThời gian ký: 08.10.2021", picture=True), name="a.pdf", types=TYPES
    )
    assert (found.quality, found.files[0].page_count) == ("none", 1)
    assert "bản quét" in found.warnings[0] and found.components.number == ""


def test_garbage_is_not_believed():
    garbage = "".join(chr(ord(c) + 1) if c.isalpha() and n % 3 else c for n, c in enumerate(files.DECISION))
    found = read_file(files.pdf(garbage), name="a.pdf", types=TYPES)
    assert found.quality == "poor" and found.components.number == "" and not found.components.parts


def test_one_bad_page_takes_the_articles_but_not_the_head():
    garbage = "Dqong hja xx hqi chx nghjza Vjqt Nxm\n" * 5
    found = read_file(files.pdf(files.DECISION, garbage), name="a.pdf", types=TYPES)
    assert (found.quality, found.components.number) == ("poor", "415")
    assert not found.components.parts and "Trang 2" in found.warnings[0].replace("trang 2", "Trang 2")


@pytest.mark.parametrize(
    ("pattern", "number", "date", "type_", "articles"),
    [
        ("000_*", "3691/QĐ-UBND", dt.date(2021, 10, 8), "Quyết định", 24),
        ("001_*", "/", None, "Quy chế", 20),
    ],
)
def test_the_two_regulations(pattern, number, date, type_, articles):
    """The second file holds only what is attached to the decision: its number and date are not the document's own."""
    path = next(SEEDS.glob(pattern), None) if SEEDS.is_dir() else None
    if path is None:
        pytest.skip(f"không có văn bản thật {pattern} trong {SEEDS}")
    found = read_file(path.read_bytes(), name=path.name, types=TYPES).components
    assert (f"{found.number}/{found.symbol}", found.date, found.type) == (number, date, type_)
    read_articles = [one for one in structure.read(found.parts) if one.level == structure.ARTICLE]
    assert len(read_articles) == articles
