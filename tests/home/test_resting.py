"""A directive's page leads to the guidance that rests on it, and to the area that it is for."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from home.models import GuidanceDirective
from tests.directives.factories import directive, original
from tests.home.factories import make_guidance

pytestmark = pytest.mark.usefixtures("province")


ROWS = "STT | Tên\n1 | Vinh"


@pytest.fixture
def decision(province):
    return directive(number="77", date=dt.date(2021, 9, 1))


def resting(client, page):
    facts = BeautifulSoup(client.get(page.url).content, "html.parser").select_one("dl.facts")
    label = facts.find("dt", string="Hướng dẫn theo văn bản này")
    return [(a.get_text(), a["href"]) for a in label.find_next("dd").find_all("a")] if label else []


def cite(page, number="77/QĐ-UBND", day=dt.date(2021, 9, 1)):
    GuidanceDirective.objects.create(page=page, number=number, date=day)
    return page


def test_published_guidance_is_named(client, decision):
    assert resting(client, decision) == []
    first = cite(cite(make_guidance("a", title="Cách ly tại nhà")))
    cite(make_guidance("b", live=False))
    cite(make_guidance("c"), number="771/QĐ-UBND")
    cite(make_guidance("d"), day=dt.date(2020, 9, 1))
    assert resting(client, decision) == [("Cách ly tại nhà", first.url)]


def test_a_page_that_has_everything_asks_the_database_twelve_times(client, django_assert_max_num_queries):
    directive(number="76", date=dt.date(2021, 8, 3))
    text = "Điều 1. Theo Quyết định số 75/QĐ-UBND ngày 03/8/2021 của UBND tỉnh."
    acts = [("thay_the", "76/QĐ-UBND", dt.date(2021, 8, 3), "UBND tỉnh")]
    page = directive(
        number="77",
        date=dt.date(2021, 9, 1),
        text_quality="ocr",
        relations=acts,
        parts=[("", text), ("PHỤ LỤC", ROWS)],
    )
    original(page, quality="ocr")
    directive(number="78", relations=[("sua_doi", "77/QĐ-UBND", page.date, "UBND tỉnh")])
    for n in range(20):
        cite(make_guidance(f"huong-dan-{n}"))
    client.get(page.url)
    with django_assert_max_num_queries(12):
        assert len(resting(client, page)) == 20


def test_the_area_is_that_of_the_issuer(client, decision):
    facts = BeautifulSoup(client.get(decision.url).content, "html.parser").select_one("dl.facts")
    assert facts.find("dt", string="Địa bàn").find_next("a")["href"] == "/dia-ban/40/"
