"""What a document cites becomes a link as soon as it is in the portal, and the text stays what was printed."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from directives.reading.references import references
from tests.directives import factories

DAY = dt.date(2021, 9, 20)
OTHER = "Quyết định số 214/QĐ-SYT ngày 03/8/2021 của Sở Y tế Nghệ An"


def said(text):
    return [(text[one.start : one.end], one.own, one.article, one.clause, one.point) for one in references(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("theo khoản 2 Điều này", [("khoản 2 Điều này", "", "này", "2", "")]),
        ("tại điểm đ khoản 1 Điều 3.", [("điểm đ khoản 1 Điều 3", "", "3", "1", "đ")]),
        ("trừ Điều 7 Quy chế này;", [("Điều 7 Quy chế này", "Quy chế", "7", "", "")]),
        ("Điều 5 của Quyết định này và Điều 6", [
            ("Điều 5 của Quyết định này", "Quyết định", "5", "", ""), ("Điều 6", "", "6", "", "")
        ]),
        (f"theo khoản 2 Điều 4 {OTHER}", [(f"khoản 2 Điều 4 {OTHER}", "", "4", "2", "")]),
        ("Chỉ thị số 16/CT-TTg ngày 31/3/2020 và Điều 2 Quy chế này", [
            ("Chỉ thị số 16/CT-TTg ngày 31/3/2020", "", "", "", ""), ("Điều 2 Quy chế này", "Quy chế", "2", "", "")
        ]),
        ("Điều 7 Luật Phòng, chống bệnh truyền nhiễm", []),
        ("Điều 12 của Luật Khám bệnh", []),
        ("khoản 2 của văn bản khác, điều này ai cũng biết", []),
    ],
)  # fmt: skip
def test_what_is_cited_in_a_sentence(text, found):
    assert said(text) == found


def test_a_citation_names_number_day_and_issuer():
    (one,) = references(f"thực hiện {OTHER} về việc khác")
    assert (one.ref.number, one.ref.date, one.ref.issuer) == (("214/QĐ-SYT", dt.date(2021, 8, 3), "Sở Y tế Nghệ An"))


@given(st.text(alphabet="Điềukhoảnsố 0123456789/QĐ-SYT.,;()này\n<&>", max_size=200))
def test_no_text_makes_it_fail_and_no_two_overlap(text):
    ends = 0
    for one in references(text):
        assert ends <= one.start < one.end <= len(text)
        ends = one.end


@pytest.fixture
def shown(province, client):
    def page(*lines, title="", **fields):
        parts = [("", "\n".join(lines)), *([("QUY CHẾ Làm việc", title)] if title else [])]
        directive = factories.directive(number="500", symbol="QĐ-SYT", issuer="syt", date=DAY, parts=parts, **fields)
        return directive, lambda: BeautifulSoup(client.get(directive.url).content, "html.parser")

    return page


def links(soup):
    sheet = soup.select_one("article.sheet")
    shown = (a for a in sheet.find_all("a") if "label" not in (a.get("class") or []))
    return [(a.get_text(), a["href"]) for a in shown if not a.find_parent(["h3", "h4"])]


def test_a_document_is_linked_once_it_is_in_the_portal(shown):
    _, page = shown(f"Điều 1. Thực hiện Điều 2 {OTHER}.")
    assert links(page()) == []
    text = page().select_one("article.sheet").get_text()
    target = factories.directive(
        number="214",
        symbol="QĐ-SYT",
        issuer="syt",
        date=dt.date(2021, 8, 3),
        parts=[("", "Điều 1. Một.\nĐiều 2. Hai.")],
    )
    assert links(page()) == [(f"Điều 2 {OTHER}", f"{target.url}#dieu-2")]
    assert page().select_one("article.sheet").get_text() == text


def test_a_clause_of_another_document_leads_to_its_article(shown):
    _, page = shown(f"Điều 1. Thực hiện khoản 1 Điều 9 {OTHER}.")
    target = factories.directive(number="214", symbol="QĐ-SYT", issuer="syt", date=dt.date(2021, 8, 3))
    assert links(page()) == [(f"khoản 1 Điều 9 {OTHER}", f"{target.url}#dieu-9")]


def test_a_draft_is_not_linked_to(shown):
    _, page = shown(f"Điều 1. Thực hiện {OTHER}.")
    factories.directive(number="214", symbol="QĐ-SYT", issuer="syt", date=dt.date(2021, 8, 3), publish=False)
    assert links(page()) == []


def test_places_in_the_document_itself(shown):
    _, page = shown(
        "Điều 1. Ban hành Quy chế kèm theo.",
        "Điều 2. Trách nhiệm",
        "1. Các đơn vị thực hiện Điều 1.",
        "2. Trừ khoản 1 Điều này và Điều 2 Quy chế này.",
        title="Điều 1. Họp.\nĐiều 2. Bỏ Điều 1 Quyết định này, giữ Điều 1 và Điều 8.",
    )
    assert links(page()) == [
        ("Điều 1", "#dieu-1"),
        ("khoản 1 Điều này", "#dieu-2-khoan-1"),
        ("Điều 2 Quy chế này", "#kem-theo-1-dieu-2"),
        ("Điều 1 Quyết định này", "#dieu-1"),
        ("Điều 1", "#kem-theo-1-dieu-1"),
    ]


def test_what_is_typed_into_a_text_stays_text(shown):
    _, page = shown("Điều 1. <script>alert(1)</script> & Điều 1.", grounds=f"Căn cứ <b> {OTHER};")
    factories.directive(number="214", symbol="QĐ-SYT", issuer="syt", date=dt.date(2021, 8, 3))
    soup = page()
    sheet = soup.select_one("article.sheet")
    assert sheet.find("script") is None and "<script>alert(1)</script> &" in sheet.get_text()
    assert OTHER in [text for text, _ in links(soup)] and re.search(r"Căn cứ <b>", sheet.get_text())


def test_the_number_of_queries_does_not_grow_with_the_citations(shown, client, django_assert_max_num_queries):
    for number in range(10, 30):
        factories.directive(number=str(number), symbol="QĐ-SYT", issuer="syt", date=dt.date(2021, 8, 3))
    lines = [
        f"Điều {n}. Theo Điều 1 Quyết định số {n}/QĐ-SYT ngày 03/8/2021 của Sở Y tế Nghệ An." for n in range(10, 30)
    ]
    acts = [("thay_the", "10/QĐ-SYT", dt.date(2021, 8, 3), "Sở Y tế Nghệ An")]
    directive, page = shown(*lines, relations=acts)
    later = factories.directive(number="501", relations=[("bai_bo", "500/QĐ-SYT", DAY, "Sở Y tế Nghệ An")])
    assert later.live and len(links(page())) == 20
    with django_assert_max_num_queries(12):
        client.get(directive.url)
