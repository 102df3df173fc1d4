"""What the search reads of directives: published ones, article by article."""

import datetime as dt

import pytest
from wagtail.models import PageViewRestriction

from core import hooks
from directives.search_source import DirectiveSource
from tests.directives.factories import directive, take_down

pytestmark = pytest.mark.usefixtures("province")


def entries(*keys):
    return list(DirectiveSource().entries(keys or None))


def test_an_entry_and_its_sections():
    text = "Mở đầu.\nĐiều 7. Thi hành\n1. Ngay lập tức.\nChi tiết."
    page = directive(number="3691", abstract="V/v quy chế", parts=[("", text), ("Phụ lục", "1. Mẫu giấy đi đường")])
    (entry,) = entries()
    assert (entry.kind, entry.key, entry.title) == ("directive", str(page.pk), "Quy chế")
    assert (entry.url, entry.number, entry.type) == (page.url, "3691/QĐ-UBND", "Quyết định")
    assert entry.force == page.force
    assert [(one.label, one.heading, one.anchor, one.text) for one in entry.sections] == [
        ("", "", "", "Mở đầu."),
        ("Điều 7", "Thi hành", "dieu-7", "1. Ngay lập tức.\nChi tiết."),
        ("", "Phụ lục", "kem-theo-1", ""),
        ("Mục 1", "Mẫu giấy đi đường", "kem-theo-1-muc-1", ""),
    ]


def test_drafts_and_what_was_unpublished_are_not_there():
    draft, page = directive(publish=False), directive()
    take_down(page)
    assert entries() == entries(str(draft.pk), str(page.pk)) == []


def test_nor_is_what_is_kept_for_some_readers():
    page = directive()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert entries() == entries(str(page.pk)) == []


def test_only_the_keys_asked_for():
    first, second = directive(), directive()
    assert [entry.key for entry in entries(str(second.pk))] == [str(second.pk)]
    assert [entry.key for entry in entries(str(second.pk), "x", "", "99999999999", str(first.pk))] == [
        str(first.pk),
        str(second.pk),
    ]


def test_a_districts_directive_is_about_the_district():
    directive()
    directive(issuer="ubnd-vinh", unit="ubnd-vinh", number="7")
    assert [entry.areas for entry in entries()] == [(), ("412",)]


def test_text_from_a_scan_says_so():
    directive(text_quality="ocr", date=dt.date(2021, 10, 2))
    assert entries()[0].from_scan


def test_a_few_queries_for_many(django_assert_max_num_queries):
    for _ in range(20):
        directive(parts=[("", "Điều 1. Một")])
    entries()
    with django_assert_max_num_queries(3):
        assert len(entries()) == 20


def test_the_room_offers_its_source():
    kinds = [source.kind for sources in hooks.search_sources.results() for source in sources]
    assert kinds.count("directive") == 1
