"""Counts of documents by what one may choose."""

import datetime as dt

import pytest

from core.searchable import Entry, Section
from tests.search.conformance.asking import ask, many, put
from tests.search.factories import article, directive

NEWS = Entry("news", "tin", "Tin", "/tin-tuc/tin/", sections=(Section("Chợ mở lại."),), date=dt.date(2021, 10, 7))

pytestmark = pytest.mark.django_db


def test_facets_count_documents_with_every_filter_but_their_own(engine):
    put(
        engine,
        NEWS,
        directive("1/QĐ", "Chợ", article(1, "Chợ"), article(2, "Chợ")),
        directive("2/CT", "Chợ", article(1, "Chợ"), date=dt.date(2020, 9, 1), type="Chỉ thị", issuer="Sở Y tế"),
    )
    facets = ask(engine, "chợ", type="Chỉ thị").facets
    assert facets["kind"] == {"directive": 1}
    assert facets["type"] == {"Quyết định": 1, "Chỉ thị": 1}
    assert facets["issuer"] == {"Sở Y tế": 1}
    assert facets["year"] == {"2020": 1}
    assert facets["status"] == {"con_hieu_luc": 1}
    assert ask(engine, "chợ").facets["kind"] == {"directive": 2, "news": 1}


def test_what_has_no_value_is_counted_under_none(engine):
    put(engine, Entry("guidance", "a", "Chợ", "/huong-dan/a/"))
    facets = ask(engine, "chợ").facets
    assert facets["kind"] == {"guidance": 1}
    assert not any(facets[name] for name in ("type", "issuer", "year", "status"))


def test_nothing_found_has_no_counts(engine):
    put(engine, NEWS)
    assert not any(ask(engine, "xyzzy").facets.get(name) for name in ("kind", "type", "issuer", "year", "status"))


def test_dates_and_areas_narrow_all_counts(engine):
    put(
        engine,
        directive("1/QĐ", "Chợ", areas=("412",)),
        directive("2/QĐ", "Chợ", areas=("413",)),
        directive("3/QĐ", "Chợ", areas=("412",), date=dt.date(2020, 1, 1)),
    )
    assert ask(engine, "chợ", area_codes=("412",)).facets["kind"] == {"directive": 2}
    assert ask(engine, "chợ", area_codes=("412",), since=dt.date(2021, 1, 1)).facets["kind"] == {"directive": 1}


def test_by_article_documents_are_counted_all_the_same(engine):
    put(engine, directive("1/QĐ", "Một", article(1, "chợ"), article(2, "chợ")), NEWS)
    assert ask(engine, "chợ", by_article=True).facets["kind"] == {"directive": 1, "news": 1}


def test_counts_are_exact_for_hundreds_and_the_same_on_every_page(engine):
    put(engine, *many(150), *many_news(60))
    for offset in (0, 200):
        found = ask(engine, "cách ly", offset=offset)
        assert found.facets["kind"] == {"directive": 150, "news": 60}


def many_news(count: int) -> list[Entry]:
    return [Entry("news", f"n{n}", f"Tin {n}", f"/tin-tuc/n{n}/", (Section("cách ly"),)) for n in range(count)]
