"""A directive's text is cut where its printed numbers say, and not one word of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from core.text import words
from directives.structure import ARTICLE, CHAPTER, ITEM, PART, TEXT, read

DECISION = """Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý và sử dụng.
Điều 2: Hiệu lực thi hành
1. Quyết định này có hiệu lực từ ngày ký.
2. Các quy định sau đây hết hiệu lực:
a) Quyết định thứ nhất;
đ) Quyết định thứ hai.
Chánh Văn phòng theo dõi việc thực hiện."""

REGULATION = """Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Quy chế này quy định việc quản lý.
Mục 1. XÉT NGHIỆM
Điều 2. Đối tượng
1. Cơ quan.
Chương II. TỔ CHỨC
Điều 3
Trách nhiệm của Sở Y tế
1. Chủ trì."""

PLAN = """Thực hiện chỉ đạo của Trung ương, kế hoạch như sau:
I. MỤC TIÊU
1. Mục tiêu chung
Bảo đảm an toàn.
1.1. Năm nay tiêm đủ hai mũi.
1.234 người đã tiêm.
II. NHIỆM VỤ
1. Sở Y tế:
a) Hướng dẫn;
2. Sở Công Thương bảo đảm hàng hóa thiết yếu cho nhân dân."""


def anchors(found):
    return [provision.anchor for provision in found if provision.anchor]


def test_articles_clauses_and_points_of_the_main_text():
    first, second = read([("", DECISION)])
    assert (first.level, first.label, first.heading, first.anchor) == (ARTICLE, "Điều 1", "", "dieu-1")
    assert first.lines[0]["text"].startswith("Ban hành kèm theo")
    assert (second.label, second.heading) == ("Điều 2", "Hiệu lực thi hành")
    assert [(line["label"], line["anchor"]) for line in second.lines] == [
        ("1.", "dieu-2-khoan-1"),
        ("2.", "dieu-2-khoan-2"),
        ("a)", "dieu-2-khoan-2-diem-a"),
        ("đ)", "dieu-2-khoan-2-diem-dd"),
        ("", ""),
    ]


def test_an_attached_regulation_has_its_own_article_1():
    found = read([("", DECISION), ("Quy chế", REGULATION)])
    assert "dieu-1" in anchors(found)
    assert "kem-theo-1-dieu-1" in anchors(found)
    regulation = [provision for provision in found if provision.part == 1]
    assert (regulation[0].level, regulation[0].heading, regulation[0].anchor) == (PART, "Quy chế", "kem-theo-1")
    assert regulation[-1].lines[0]["anchor"] == "kem-theo-1-dieu-3-khoan-1"


def test_a_second_attached_part_says_so():
    found = read([("", DECISION), ("Quy chế", REGULATION), ("Phụ lục", "1. Biểu mẫu thứ nhất")])
    assert anchors(found)[-2:] == ["kem-theo-2", "kem-theo-2-muc-1"]


def test_chapters_take_the_heading_of_the_next_line():
    found = [provision for provision in read([("", REGULATION)]) if provision.level == CHAPTER]
    assert [(c.label, c.heading, c.anchor) for c in found] == [
        ("Chương I", "QUY ĐỊNH CHUNG", "chuong-1"),
        ("Mục 1", "XÉT NGHIỆM", "chuong-1-muc-1"),
        ("Chương II", "TỔ CHỨC", "chuong-2"),
    ]


def test_items_of_a_plan():
    found = read([("", PLAN)])
    assert [(p.level, p.label, p.anchor) for p in found] == [
        (TEXT, "", ""),
        (ITEM, "I", "muc-1"),
        (ITEM, "1", "muc-1-1"),
        (ITEM, "1.1", "muc-1-1-1"),
        (ITEM, "II", "muc-2"),
        (ITEM, "1", "muc-2-1"),
        (ITEM, "2", "muc-2-2"),
    ]
    assert found[3].lines[-1]["text"] == "1.234 người đã tiêm."
    assert found[5].lines[0]["anchor"] == "muc-2-1-diem-a"


def test_items_without_roman_numerals():
    found = read([("", "1. Sở Y tế\n1.1. Chủ trì.\n1.2 Phối hợp.\n2. Sở Công Thương\n1.5 triệu liều")])
    assert anchors(found) == ["muc-1", "muc-1-1", "muc-1-2", "muc-2"]


def test_a_repeated_number_gets_an_anchor_of_its_own():
    found = read([("", "Điều 1. A\n1. Một.\n1. Lại một.\nĐiều 1. B\nĐiều 1. C")])
    assert anchors(found) == ["dieu-1", "dieu-1-lan-2", "dieu-1-lan-3"]
    assert [line["anchor"] for line in found[0].lines] == ["dieu-1-khoan-1", "dieu-1-khoan-1-lan-2"]


def test_articles_quoted_by_an_amendment_are_not_its_own():
    text = "Điều 1. Sửa đổi khoản 2 như sau:\n“Điều 5. Trạm y tế\n2. Gọi điện.”\nĐiều 2. Thi hành"
    assert anchors(read([("", text)])) == ["dieu-1", "dieu-2"]


def test_a_quotation_that_never_closes_hides_nothing():
    assert anchors(read([("", "Điều 1. Như sau:\n“Trạm y tế\nĐiều 2. Thi hành")])) == ["dieu-1", "dieu-2"]


def test_a_sentence_that_leads_into_what_follows_is_no_heading():
    lead = "Sửa đổi, bổ sung một số điều của Quyết định số 3120/QĐ-UBND ngày 21 tháng 8 năm 2021 như sau:"
    (only,) = read([("", f"Điều 1. {lead}\n1. Giảm số người.")])
    assert (only.heading, only.lines[0]["text"]) == ("", lead)


def test_a_sentence_that_begins_with_an_article_is_not_one():
    (only,) = read([("", "Điều 1. Mở đầu\nĐiều 7 của Quy chế này được bãi bỏ.\nChương II của Quy chế giữ nguyên.")])
    assert len(only.lines) == 2


OPENERS = st.sampled_from(
    ["Điều 1. ", "Điều 2", "ĐIỀU 1: ", "Chương I", "Mục 1. ", "Phần thứ nhất", "1. ", "1.1. ", "2.1 ", "a) ", "đ) ",
     "I. ", "IIII. ", "II", "“Điều 3. ", "”", "- ", "", "  ", "kem-theo-1-dieu-1", "dieu-1-lan-2"]
)  # fmt: skip
LINES = st.lists(st.tuples(OPENERS, st.text(max_size=30)).map("".join), max_size=25).map("\n".join)
PARTS = st.lists(st.tuples(st.text(max_size=30), st.one_of(LINES, st.text())), max_size=4)


@given(PARTS)
def test_no_word_is_lost(parts):
    read_words = []
    for p in read(parts):
        read_words += words(" ".join([p.label, p.heading, *(f"{line['label']} {line['text']}" for line in p.lines)]))
    given_words = [word for title, text in parts for word in words(f"{title}\n{text}")]
    assert read_words == given_words


@given(PARTS)
def test_anchors_are_unique_short_and_plain(parts):
    found = read(parts)
    every = anchors(found) + [line["anchor"] for p in found for line in p.lines if line["anchor"]]
    assert len(every) == len(set(every))
    assert all(anchor.isascii() and len(anchor) <= 80 for anchor in every)
    assert all(len(provision.label) <= 80 for provision in found)


@given(PARTS)
def test_the_same_text_gives_the_same_anchors(parts):
    assert read(parts) == read(list(parts))
    assert [provision.order for provision in read(parts)] == list(range(len(read(parts))))
