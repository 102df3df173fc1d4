"""What people say finds what offices write."""

import csv

import pytest

from search.find import find
from search.query import Query
from search.vocabulary import FILE, also_said
from tests.search.factories import DAY, article, directive, entry


@pytest.mark.parametrize("text", ["bà bầu tiêm", "ba bau tiem", "phụ nữ mang thai tiêm"])
def test_the_word_of_the_street_finds_the_office_s(shelf, text):
    shelf.hold(
        directive("1/KH-UBND", "Kế hoạch", article(2, "Tiêm cho phụ nữ mang thai từ 13 tuần.")),
        directive("2/KH-UBND", "Kế hoạch khác", article(2, "Tiêm cho người từ 65 tuổi.")),
    )
    assert find(Query(text, DAY)).hits[0].number == "1/KH-UBND"


def test_hotlines_are_found_by_what_they_are(shelves):
    shelves["hotline"].hold(entry("hotline", "Trung tâm Y tế huyện Quỳnh Lưu: 0238 000 0110", type="Khai báo"))
    shelves["news"].hold(entry("news", "Huyện Quỳnh Lưu", "Con đường nóng vì nắng suốt ngày, cả huyện Quỳnh Lưu."))
    for text in ("đường dây nóng huyện Quỳnh Lưu", "số điện thoại quỳnh lưu"):
        assert find(Query(text, DAY)).hits[0].kind == "hotline"


def test_whole_phrases_are_recognised_and_the_longer_one_first():
    assert also_said("nu mang thai") == ""
    assert also_said("xet nghiem nhanh roi xet nghiem nhanh") == "test nhanh"


def test_the_file_says_everything_once():
    with FILE.open(encoding="utf-8") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert len(rows) == len(set(rows))
    assert all(written and said and written != said for written, said in rows)
