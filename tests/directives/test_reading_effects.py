"""What a document says that it does: to which articles, from which day on, and only where it says so of itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.anchors import anchors_in, listed, named
from directives.reading.effects import read_cited, read_relations

CITED = "Quyết định số 12/QĐ-UBND ngày 05 tháng 8 năm 2021 của UBND tỉnh"
AUGUST, OCTOBER = dt.date(2021, 8, 5), dt.date(2021, 10, 1)


def only(text):
    (found,) = read_relations([text])
    assert (found.number, found.date, found.issuer) == ("12/QĐ-UBND", AUGUST, "UBND tỉnh")
    return found


@pytest.mark.parametrize(
    ("said", "kind", "articles"),
    [
        ("Điều 2. Bãi bỏ Điều 3 {}.", "bai_bo", ["dieu-3"]),
        ("Bãi bỏ khoản 2 Điều 7 và Điều 9 của {}.", "bai_bo", ["dieu-7-khoan-2", "dieu-9"]),
        ("Bãi bỏ các Điều 3, 4 và 5 {}.", "bai_bo", ["dieu-3", "dieu-4", "dieu-5"]),
        ("Bãi bỏ Điều 6 Quy chế ban hành kèm theo {}.", "bai_bo", ["kem-theo-1-dieu-6"]),
        ("Bãi bỏ một số nội dung của {}.", "sua_doi", []),
        ("Quyết định này bãi bỏ {}.", "bai_bo", []),
        ("Quyết định này thay thế Điều 4 {}.", "thay_the_mot_phan", ["dieu-4"]),
        ("Sửa đổi, bổ sung điểm a khoản 1 Điều 2 {} như sau:", "sua_doi", ["dieu-2-khoan-1-diem-a"]),
        ("Sửa đổi, bổ sung một số điều của {}.", "sua_doi", []),
        ("Bổ sung khoản 3 Điều 2 {}.", "bo_sung", ["dieu-2-khoan-3"]),
        ("Ngưng hiệu lực Điều 5 của {}.", "ngung", ["dieu-5"]),
        ("Công văn này đính chính lỗi tại khoản 1 Điều 2 {}.", "dinh_chinh", ["dieu-2-khoan-1"]),
        ("Điều 1. Thu hồi {}.", "thu_hoi", []),
        ("Công văn này hướng dẫn thực hiện {}.", "huong_dan", []),
        ("Kế hoạch này triển khai thực hiện {}.", "trien_khai", []),
        ("Thực hiện {}, Sở Y tế yêu cầu các đơn vị.", "trien_khai", []),
    ],
)
def test_what_is_done_to_it(said, kind, articles):
    found = only(said.format(CITED))
    assert (found.kind, list(found.articles)) == (kind, articles)


def test_the_day_from_which_and_until_which_it_is_done():
    found = only(f"Ngưng hiệu lực {CITED} kể từ 00 giờ ngày 01/10/2021 đến hết ngày 15/10/2021.")
    assert (found.since, found.until) == (OCTOBER, dt.date(2021, 10, 16))
    assert only(f"Quyết định này thay thế {CITED} kể từ ngày 01 tháng 10 năm 2021.").since == OCTOBER
    assert only(f"Quyết định này có hiệu lực từ ngày 01/10/2021 và thay thế {CITED}.").since is None


@pytest.mark.parametrize(
    "text",
    [
        f"Sở Tư pháp đề nghị bãi bỏ Điều 3 {CITED}.",
        f"Các đơn vị nộp báo cáo theo {CITED}.",
        "Ngưng một phần Quyết định số 12/QĐ-UBND.",
        "Thu hồi giấy đi đường đã cấp.",
    ],
)
def test_nothing_is_invented(text):
    assert read_relations([text]) == []


def test_the_articles_that_an_amendment_goes_through():
    texts = [
        f"Điều 1. Sửa đổi, bổ sung một số điều của Quy chế ban hành kèm theo {CITED} như sau:",
        "1. Điều 9: người về từ vùng dịch tự theo dõi sức khỏe tại nhà.",
        "2. Khoản 2 Điều 3 được sửa đổi như sau:",
        "“Điều 77. Trích dẫn của văn bản mới”",
        "3. Bổ sung khoản 5 Điều 4 như sau: “5. Mới.”",
        "4. Bãi bỏ Điều 6.",
        "5. Giảm số người của mỗi chốt.",
        "Điều 2. Bãi bỏ quy định khác.",
        "1. Điều 8: không còn thuộc danh sách trên.",
    ]
    found = {one.kind: list(one.articles) for one in read_relations(texts)}
    assert found == {
        "sua_doi": ["kem-theo-1-dieu-9", "kem-theo-1-dieu-3-khoan-2"],
        "bo_sung": ["kem-theo-1-dieu-4-khoan-5"],
        "bai_bo": ["kem-theo-1-dieu-6"],
    }


def test_an_amendment_that_names_no_article_is_one_of_the_whole():
    texts = [f"Điều 1. Sửa đổi, bổ sung một số điều của {CITED} như sau:", "1. Giảm số người của mỗi chốt."]
    assert [(one.kind, one.articles) for one in read_relations(texts)] == [("sua_doi", ())]


def test_why_it_is_withdrawn():
    found = only(f"1. Thu hồi {CITED} do ghi sai nơi nộp tiền; các đơn vị gửi trả bản giấy.")
    assert (found.kind, found.reason) == ("thu_hoi", "Ghi sai nơi nộp tiền")


def test_what_is_done_outweighs_how_it_is_used():
    texts = [f"Thực hiện {CITED}, Sở Y tế báo cáo.", f"Công văn này thay thế {CITED}."]
    assert [one.kind for one in read_relations(texts)] == ["thay_the"]


def test_what_it_rests_on_is_cited_unless_something_is_done_to_it():
    grounds = [f"Căn cứ {CITED};", "Căn cứ Nghị quyết số 5/NQ-HĐND;", "Căn cứ Luật Tổ chức chính quyền địa phương;"]
    replaced = read_relations([f"Quyết định này thay thế {CITED}."])
    assert [(one.kind, one.number) for one in read_cited(grounds, replaced)] == [("vien_dan", "5/NQ-HĐND")]


ARTICLES = st.builds(
    lambda part, article, clause, point: "".join(
        (
            f"kem-theo-{part}-" if part else "",
            f"dieu-{article}",
            f"-khoan-{clause}" if clause else "",
            f"-diem-{point}" if clause and point else "",
        )
    ),
    st.none() | st.integers(1, 9),
    st.integers(1, 200),
    st.none() | st.integers(1, 30),
    st.none() | st.sampled_from(["a", "b", "d", "dd", "e"]),
)


@given(st.lists(ARTICLES, unique=True, min_size=1, max_size=6))
def test_anchors_in_words_come_back(anchors):
    assert anchors_in(listed(anchors)) == anchors
    assert [anchors_in(named(one)) for one in anchors] == [[one] for one in anchors]


@given(st.lists(ARTICLES.filter(lambda one: "kem-theo" not in one), unique=True, min_size=1, max_size=4))
def test_a_sentence_of_the_form_is_read_back(anchors):
    found = only(f"Điều 1. Bãi bỏ {' và '.join(map(named, anchors))} của {CITED}.")
    assert (found.kind, list(found.articles)) == ("bai_bo", anchors)


@given(st.text(alphabet="điềukhoản 0123456789;,vàĐabm.", max_size=60))
def test_no_text_breaks_the_reader_of_places(text):
    try:
        found = anchors_in(text)
    except ValueError:
        return
    assert all(anchors_in(named(one)) == [one] for one in found)


@given(
    st.lists(st.sampled_from(["Bãi bỏ", "Điều 3", "khoản 1,", CITED, "và", "kể từ ngày 99/99/2021", "ngưng", "."]))
)
def test_no_sentence_breaks_the_reader(words):
    assert isinstance(read_relations([" ".join(words)]), list)
