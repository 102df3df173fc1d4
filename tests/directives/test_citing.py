"""A reader takes a citation along that the portal itself would read back, and the address that goes with it."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from directives.citing import cited_as, part_named, written
from directives.models import DirectivePage
from directives.reading.references import references
from tests.directives.factories import directive


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2021, 2, 5), "05 tháng 02 năm 2021"),
        (dt.date(2021, 3, 5), "05 tháng 3 năm 2021"),
        (dt.date(2021, 12, 31), "31 tháng 12 năm 2021"),
    ],
)
def test_days_are_written_as_in_the_head_of_a_document(day, words):
    assert written(day) == words


@pytest.mark.usefixtures("province")
def test_what_is_copied_means_the_document():
    page = directive(number="3691")
    (found,) = references(f"theo khoản 2 Điều 7 {cited_as(page)} và các văn bản khác")
    assert (found.ref.number, found.ref.date, found.article, found.clause) == ("3691/QĐ-UBND", page.date, "7", "2")
    assert cited_as(page).endswith(f" của {page.issuer.name}")


def test_what_is_not_known_is_left_out():
    assert cited_as(DirectivePage(title="Về phòng, chống dịch")) == "Về phòng, chống dịch"
    assert cited_as(DirectivePage(number="7", symbol="CT", date=dt.date(2021, 1, 1))) == (
        "Văn bản số 7/CT ngày 01 tháng 01 năm 2021"
    )


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("QUY CHẾ", "Quy chế ban hành kèm theo"),
        ("PHỤ LỤC II", "Phụ lục II ban hành kèm theo"),
        ("", "phần 3 kèm theo"),
    ],
)
def test_an_attached_part_is_named_by_its_kind(kind, named):
    assert part_named(kind, 3) == named


@pytest.mark.usefixtures("province")
def test_the_citation_stands_on_the_page_without_a_script(client):
    page = directive(number="3691", parts=[("", "Điều 1. A"), ("QUY CHẾ Làm việc", "Điều 1. B")])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert soup.select_one("details.cite [data-cite-text]").get_text() == cited_as(page)
    assert soup.select_one("details.cite .hash").get_text() == soup.select_one("link[rel=canonical]")["href"]
    assert soup.select_one("article.sheet")["data-cite"] == cited_as(page)
    assert soup.select_one("#kem-theo-1")["data-cite"] == "Quy chế ban hành kèm theo"


@pytest.mark.usefixtures("province")
def test_only_the_portals_own_script_may_run_there(client):
    policy = client.get(directive().url)["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};"
