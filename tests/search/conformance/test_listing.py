"""Narrowed by year and area with counts, and in the order of days."""

import datetime as dt

import pytest

from search.actions.store import store
from search.engines.base import Plan
from search.fitting import codes_within
from search.query import Filters
from tests.search.conformance.asking import keys, put, terms
from tests.search.factories import DAY, article, directive, district, entry

pytestmark = pytest.mark.django_db
TEXT = "Cách ly tại nhà 14 ngày."
DIRECTIVES = [
    (1, dt.date(2019, 5, 1), ("412",)),
    (2, dt.date(2020, 5, 1), ("16681",)),
    (3, dt.date(2020, 7, 1), ("412", "16681", "413")),
    (4, dt.date(2021, 7, 1), ()),
]


def of_day(number: int, day: dt.date, areas: tuple[str, ...]):
    return directive(f"{number}/QĐ-UBND", f"Quyết định {number}", article(1, TEXT), date=day, areas=areas)


@pytest.fixture
def filled(engine):
    """An engine that holds directives of three years, about two districts, a commune and the whole province."""
    district("412", "Thành phố Vinh", ("16681", "Phường Hưng Bình"))
    district("413", "Huyện Đô Lương")
    put(engine, *(of_day(*told) for told in DIRECTIVES), entry("guidance", "Cách ly tại nhà", TEXT))
    return engine


def found_in(engine, *, area="", sort="", by_article=False, or_everywhere=False, limit=10, offset=0, **filters):
    plan = Plan(
        terms=terms("cách ly"),
        day=DAY,
        filters=Filters(area=area, **filters),
        area_codes=codes_within(area, DAY),
        sort=sort,
        by_article=by_article,
        or_everywhere=or_everywhere,
        limit=limit,
        offset=offset,
    )
    return engine.search(plan)


def numbers(found) -> list[str]:
    return [key.partition("-")[0] for key in keys(found)]


def test_newest_first_and_what_bears_no_day_last(filled):
    assert numbers(found_in(filled, sort="newest")) == ["4", "3", "2", "1", "cach"]


def test_oldest_first_and_what_bears_no_day_last(filled):
    assert numbers(found_in(filled, sort="oldest")) == ["1", "2", "3", "4", "cach"]


def test_pages_in_the_order_of_days_follow_each_other(filled):
    pages = [numbers(found_in(filled, sort="newest", limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert pages == [["4", "3"], ["2", "1"], ["cach"]]


def test_articles_come_in_the_order_of_their_documents_days(filled):
    found = found_in(filled, sort="oldest", by_article=True, kinds=("directive",))
    assert (found.total, numbers(found)) == (4, ["1", "2", "3", "4"])


def test_in_the_order_of_days_nothing_that_hardly_fits_stands_before_what_does(filled):
    put(filled, directive("9/QĐ-UBND", "Chợ", article(1, "Cách mặt đường."), date=dt.date(2021, 9, 1)))
    assert "9" not in numbers(found_in(filled, sort="newest"))
    assert "9" in numbers(found_in(filled))


def test_of_a_year(filled):
    found = found_in(filled, year=2020)
    assert (found.total, sorted(numbers(found))) == (2, ["2", "3"])
    assert found.facets["year"] == {"2020": 2, "2021": 1, "2019": 1}


def test_an_area_counts_what_is_about_it_and_about_what_lies_in_it_once(filled):
    assert found_in(filled).facets["area"] == {"412": 3, "16681": 2, "413": 1}


def test_areas_are_counted_with_every_filter_but_their_own(filled):
    found = found_in(filled, area="413")
    assert (found.total, numbers(found)) == (1, ["3"])
    assert found.facets["area"] == {"412": 3, "16681": 2, "413": 1}
    assert found.facets["year"] == {"2020": 1}
    assert found_in(filled, area="412", year=2020).facets["area"] == {"412": 2, "16681": 2, "413": 1}


def test_an_area_with_what_holds_everywhere(filled):
    assert sorted(numbers(found_in(filled, area="413", or_everywhere=True))) == ["3", "4", "cach"]


def test_a_hamlet_counts_for_what_it_lies_in(filled):
    from units.models import AdministrativeArea, Level

    commune = AdministrativeArea.objects.get(code="16681")
    start = dt.date(2000, 1, 1)
    AdministrativeArea.objects.create(
        code="1668101", valid_from=start, name="Khối 1", level=Level.HAMLET, parent=commune
    )
    filled.put(store("news", [entry("news", "Khối 1", TEXT, areas=("1668101",))]))
    found = found_in(filled, kinds=("news",)).facets["area"]
    assert found == {"1668101": 1, "16681": 1, "412": 1}
