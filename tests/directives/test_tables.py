"""Tables of annexes are tables on the page, and not one word of them is lost."""

import io

import pytest
from bs4 import BeautifulSoup
from docx import Document
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import words
from directives import structure, tables
from directives.reading import word
from directives.selectors.outline import outline
from tests.directives.factories import directive

ANNEX = """Số giường tại các cơ sở như sau:
STT | Cơ sở | Số giường
1 | Bệnh viện Dã chiến số 1 | 1.200
2 | Trung tâm Y tế thành phố | 80
Tổng cộng | | 1.280
Số liệu tính đến 17 giờ 00."""


def laid(text):
    """[(what names the columns, the rows)] of the tables of an attached part, and the paragraphs around them."""
    blocks = [
        block for part in outline(structure.read([("", "Điều 1. A."), ("PHỤ LỤC", text)])) for block in part.blocks
    ]
    pieces = [piece for block in blocks[1:] for piece in block.pieces]
    shown = [
        ([c.text for c in p.table.head], [[c.text for c in row] for row in p.table.rows]) for p in pieces if p.table
    ]
    return shown, [piece.text for piece in pieces if not piece.table]


def test_rows_that_follow_each_other_make_one_table():
    (found,), around = laid(ANNEX)
    assert found == (
        ["STT", "Cơ sở", "Số giường"],
        [
            ["1", "Bệnh viện Dã chiến số 1", "1.200"],
            ["2", "Trung tâm Y tế thành phố", "80"],
            ["Tổng cộng", "", "1.280"],
        ],
    )
    assert around == ["Số giường tại các cơ sở như sau:", "Số liệu tính đến 17 giờ 00."]


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        (["TT | Tên", "1 | Vinh"], ["TT", "Tên"]),
        (["Địa bàn | Số ca", "Vinh | 12"], ["Địa bàn", "Số ca"]),
        (["Nguyễn Văn A | Trưởng ban", "Trần Thị B | Phó Trưởng ban"], []),
        (["Vinh | 12", "Cửa Lò | 3"], []),
    ],
)
def test_only_a_row_that_plainly_names_columns_is_a_head(rows, head):
    ((found, _),), _ = laid("\n".join(rows))
    assert found == head


def test_a_single_line_with_a_bar_stays_a_paragraph():
    assert laid("Sáng | chiều đều trực.") == ([], ["Sáng | chiều đều trực."])


def test_a_row_opens_no_clause_and_no_item():
    numbered = "1. | Sở Y tế\n2. | Sở Tài chính"
    assert laid(numbered)[0] == [([], [["1.", "Sở Y tế"], ["2.", "Sở Tài chính"]])]
    found = structure.read([("", f"Điều 1. Phân công\n{numbered}\n1. Khoản một.")])
    assert [line["anchor"] for line in found[0].lines] == ["", "", "dieu-1-khoan-1"]


def test_a_row_below_a_bare_number_is_not_the_articles_heading():
    (article,) = structure.read([("", "Điều 3\nSTT | Đơn vị\n1 | Sở Y tế")])
    assert article.heading == "" and len(article.lines) == 2


CELLS = st.text(alphabet="aĐớ1.|) -IV", max_size=8)
LINES = st.one_of(
    CELLS, st.lists(CELLS, min_size=2, max_size=4).map(" | ".join), st.sampled_from(["Điều 1. A", "1. B", "I. C"])
)


@given(st.lists(LINES, max_size=12).map("\n".join))
@example("1. a | b\n2. c | d")
@example("STT | a\n1 | b")
@example("|\n| |")
def test_no_word_is_lost(text):
    shown = []
    for block in (block for part in outline(structure.read([("", text)])) for block in part.blocks):
        shown += [block.provision.label, block.provision.heading]
        for piece in block.pieces:
            rows = [piece.table.head, *piece.table.rows] if piece.table else []
            shown += [piece.label, piece.text, *(cell.text for row in rows for cell in row)]
        assert {t for t in block.texts if t} <= {cell.strip() for cell in shown} | set(shown)
    assert sorted(words(" ".join(shown))) == sorted(words(text))


TIDY = st.text(alphabet="ab ", max_size=4).map(lambda text: " ".join(text.split()))


@given(st.lists(TIDY, min_size=2, max_size=5))
def test_a_row_as_a_line_keeps_its_columns(row):
    line = tables.row_line(row)
    if sum(map(bool, row)) > 1:
        found = tables.cells(line)
        assert found + [""] * (len(row) - len(found)) == row


def test_a_cell_that_spans_columns_leaves_the_others_in_their_place():
    document = Document()
    table = document.add_table(2, 3)
    for at, text in enumerate(("1", "", "35", "Tổng cộng", "", "35")):
        table.cell(at // 3, at % 3).text = text
    table.cell(1, 0).merge(table.cell(1, 1))
    saved = io.BytesIO()
    document.save(saved)
    assert [line.text for line in word.read(saved.getvalue(), name="a.docx")[0].lines] == [
        "1 | | 35",
        "Tổng cộng | | 35",
    ]


@pytest.mark.usefixtures("province")
def test_the_page_shows_tables_with_names_and_links_in_their_cells(client):
    cited = directive(number="77")
    rows = "STT | Căn cứ\n1 | Quyết định số 77/QĐ-UBND ngày 01/10/2021 của UBND tỉnh\n2 | <b>khác</b>"
    page = directive(parts=[("", f"Điều 1. Ban hành\n{rows}"), ("PHỤ LỤC", f"Mở đầu.\n{rows}")])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    boxes = soup.select("article.sheet .table-box")
    assert [(box["aria-label"], box["tabindex"]) for box in boxes] == [("Bảng 1", "0"), ("Bảng 2", "0")]
    assert [th.get_text() for th in boxes[1].select("thead th[scope=col]")] == ["STT", "Căn cứ"]
    assert boxes[1].a["href"] == cited.url
    assert boxes[1].select("tbody td")[3].get_text() == "<b>khác</b>"
