"""Every figure says what it counts, who reports it, how often and by which article."""

import re

import pytest

from datasets.selectors.definitions import definitions
from tests.datasets import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province(evening):
    return factories.build()


def test_each_level_names_who_reports_or_that_it_is_a_sum():
    ca = next(one for one in definitions() if one.indicator.code == "ca")
    assert [(line.level, line.who, line.article) for line in ca.reporting] == [
        ("tỉnh", "", ""),
        ("huyện, thành phố, thị xã", "ttyt", "11.3"),
        ("xã, phường, thị trấn", "tyt", "11.3"),
    ]


def test_the_page_has_an_anchor_for_each_indicator(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        html = client.get("/so-lieu/chi-tieu/").content.decode()
    assert re.findall(r'<section class="section" id="(\w+)"', html) == ["ca", "dt", "nha"]
    assert "Cổng cộng từ số của cấp dưới" in html
