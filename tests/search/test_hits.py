"""What is shown of a match: accented, marked, cut at words, safe."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, nfc
from search.find import find
from search.passages import passage
from search.query import Query
from tests.search.factories import DAY, article, directive

LONG = "Người về từ vùng dịch khai báo y tế ngay tại chốt. " * 12


def test_matches_are_marked_in_the_accented_text():
    assert passage("Cách ly y tế tại nhà 14 ngày.", {"cach", "ly", "ngay"}) == (
        "<mark>Cách ly</mark> y tế tại nhà 14 <mark>ngày</mark>."
    )


def test_a_word_is_marked_whole_or_not():
    assert "<mark>" not in passage("Nhà nước lyons", {"ly", "nh"})


def test_decomposed_and_compatible_letters_keep_their_place():
    assert passage("Hòa giải № 5 … cách ly", {"cach", "ly"}) == "Hòa giải № 5 … <mark>cách ly</mark>"


def test_the_passage_lies_around_the_densest_matches():
    text = f"Cách xa. {LONG}Trường hợp F1 phải cách ly tại nhà đủ 14 ngày. {LONG}"
    shown = passage(text, {"f1", "cach", "ly"})
    assert "<mark>F1</mark> phải <mark>cách ly</mark>" in shown
    assert shown.startswith("… ") and shown.endswith("…")
    assert len(re.sub("<[^>]+>", "", shown)) <= 210


def test_what_is_in_the_text_never_becomes_markup():
    assert passage('<script>alert("cách")</script>', {"cach"}) == (
        "&lt;script&gt;alert(&quot;<mark>cách</mark>&quot;)&lt;/script&gt;"
    )


@given(st.text(max_size=600), st.sets(st.text(alphabet="abcdelnghy0", min_size=1, max_size=3), max_size=4))
def test_a_passage_is_a_piece_of_the_text(text, sought):
    shown = passage(text, sought)
    plain = unescape(re.sub("</?mark>", "", shown)).removeprefix("… ").removesuffix("…")
    assert plain in re.sub(r"\s", " ", nfc(text))
    assert all(
        fold(word) in sought for found in re.findall("<mark>(.*?)</mark>", shown) for word in unescape(found).split()
    )


def test_articles_of_a_document_stand_under_one_hit_best_first(shelf):
    shelf.hold(
        directive(
            "4217/QĐ-UBND",
            "Quy định tạm thời",
            article(1, "Phạm vi điều chỉnh của quy định."),
            article(3, "1. Nguyên tắc chung.\n2. Cách ly tại nhà 14 ngày.", "Thời gian cách ly tại nhà", attached=1),
            article(6, "Hết cách ly thì trạm y tế xã xác nhận.", attached=1),
        )
    )
    (hit,) = find(Query("cách ly tại nhà", DAY)).hits
    assert [found.label for found in hit.articles] == ["Điều 3, khoản 2", "Điều 6"]
    assert hit.articles[0].url == "/van-ban/4217-qd-ubnd/#kem-theo-1-dieu-3-khoan-2"
    assert hit.articles[
        0
    ].passage == "… 2. <mark>Cách ly tại nhà</mark> 14 ngày." or "<mark>Cách ly tại nhà</mark>" in (
        hit.articles[0].passage
    )
    assert hit.passage == hit.articles[0].passage


def test_status_number_and_date_are_those_of_the_day(shelf):
    shelf.hold(directive("12/CT-UBND", "Về phòng, chống dịch", article(1, "Thực hiện giãn cách.")))
    (hit,) = find(Query("giãn cách", DAY)).hits
    assert (hit.number, hit.status, hit.status_label) == ("12/CT-UBND", "con_hieu_luc", "Còn hiệu lực")
