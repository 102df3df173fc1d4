"""Documents by number: straight from the rows, whatever engine ranks words."""

import datetime as dt

import pytest

from core.force import Force
from search.find import find
from search.numbers import digits_and_symbol
from search.query import Filters, Query
from tests.search.factories import DAY, article, directive, entry


def ask(text: str, **filters):
    return find(Query(text, DAY, Filters(**filters)))


@pytest.fixture
def documents(shelf):
    shelf.hold(
        directive(
            "3691/QĐ-UBND",
            "Quy chế cung cấp thông tin",
            article(1, "Ban hành kèm theo Quyết định này."),
            article(7, "Trách nhiệm của Sở Y tế.", "Sở Y tế", attached=1),
            article(7, "Hiệu lực thi hành."),
            date=dt.date(2021, 10, 8),
        ),
        directive("16/CT-UBND", "Về giãn cách", type="Chỉ thị"),
        directive("16/KH-UBND", "Kế hoạch tiêm chủng", type="Kế hoạch", date=dt.date(2021, 9, 1)),
        directive("08/CT-UBND", "Thay thế rồi", type="Chỉ thị", force=Force(ended=dt.date(2021, 9, 1))),
        directive("115/TB-UBND", "Kết luận cuộc họp", type="Thông báo"),
        directive("2/NQ-HĐND", "Chính sách hỗ trợ", type="Nghị quyết", issuer="Hội đồng nhân dân tỉnh Nghệ An"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "3691", "03691", "3.691", "so 3691", "3691/qđ-ubnd", "3691 qd ubnd", "3691 QĐ UBND", "3691qdubnd",
        "quyết định 3691", "qd 3691", "Quyết định số 3691/QĐ-UBND của UBND tỉnh", "3691/QĐ-UBND ngày 08/10/2021",
        "3691 năm 2021", "3691/QD",
    ],
)  # fmt: skip
def test_a_number_leads_straight_to_its_document(documents, text):
    found = ask(text)
    assert found.intent == "number"
    assert [hit.number for hit in found.hits] == ["3691/QĐ-UBND"]


def test_several_documents_of_one_number_are_listed(documents):
    assert [hit.number for hit in ask("16").hits] == ["16/CT-UBND", "16/KH-UBND"]
    assert [hit.number for hit in ask("ct16").hits] == ["16/CT-UBND"]
    assert [hit.number for hit in ask("chỉ thị 16").hits] == ["16/CT-UBND"]
    assert ask("16").facets["kind"] == {"directive": 2}


def test_zeros_before_a_number_do_not_matter(documents):
    assert [hit.number for hit in ask("8/ct-ubnd").hits] == ["08/CT-UBND"]
    assert [hit.number for hit in ask("ct 08").hits] == ["08/CT-UBND"]


def test_filters_hold_for_numbers_too(documents):
    assert [hit.number for hit in ask("16", type="Kế hoạch").hits] == ["16/KH-UBND"]
    assert ask("08/ct", status="con_hieu_luc").hits == []


@pytest.mark.parametrize("text", ["điều 7 3691", "dieu 7 quyet dinh 3691", "Khoản 1 Điều 7 QĐ 3691/QĐ-UBND"])
def test_an_article_leads_to_every_article_of_that_number(documents, text):
    found = ask(text)
    assert found.intent == "article"
    assert [article.url for article in found.hits[0].articles] == [
        "/van-ban/3691-qd-ubnd/#kem-theo-1-dieu-7",
        "/van-ban/3691-qd-ubnd/#dieu-7",
    ]


def test_an_article_that_is_not_there_leads_to_the_document(documents):
    assert (ask("điều 99 3691").intent, ask("điều 99 3691").total) == ("number", 1)


@pytest.mark.parametrize("text", ["999", "3691/BC-BYT", "2 mũi vắc xin", "điều 7", "16 ngày cách ly", "115"])
def test_what_fits_no_document_is_words(documents, text):
    assert ask(text).intent == "words"


def test_the_number_of_a_hotline_is_a_phone_number(documents, shelves):
    shelves["hotline"].hold(
        entry("hotline", "Trực ban", number="3691"), entry("hotline", "CDC", number="0238 000 0003")
    )
    assert (ask("3691").intent, ask("0238.000.0003").hits[0].title) == ("words", "CDC")
    assert ask("02380000003").hits[0].title == "CDC"


def test_digits_and_symbol_are_folded():
    assert digits_and_symbol("directive", "03691/QĐ-UBND") == ("3691", "qd ubnd")
    assert digits_and_symbol("directive", "16/2021/TT-BYT") == ("16", "2021 tt byt")
    assert digits_and_symbol("directive", "") == ("", "")
    assert digits_and_symbol("hotline", "0238 000 0003") == ("02380000003", "")
