"""What is published is cut into provisions in the same transaction, and every address means one directive."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from directives.actions import publish
from directives.models import DirectivePage, DirectivePart, Provision
from tests.directives.factories import directive, take_down

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def touched(monkeypatch):
    """Keys that the search was told of."""
    keys = []
    for module in (publish, publish.relations):
        monkeypatch.setattr(module, "touch", lambda kind, *found: keys.extend((kind, key) for key in found))
    return keys


def anchors(page):
    return list(Provision.objects.filter(page=page).values_list("anchor", flat=True))


def test_a_published_directive_has_its_provisions(touched):
    page = directive(parts=[("", "Điều 1. Một\nĐiều 2. Hai"), ("Quy chế", "Điều 1. Của quy chế")])
    assert anchors(page) == ["dieu-1", "dieu-2", "kem-theo-1", "kem-theo-1-dieu-1"]
    assert ("directive", str(page.pk)) in touched


def test_a_draft_has_none():
    assert anchors(directive(publish=False)) == []


def test_a_draft_of_a_published_directive_changes_nothing():
    page = directive(parts=[("", "Điều 1. Một")])
    page.parts = [DirectivePart(text="Điều 9. Chín")]
    revision = page.save_revision()
    assert anchors(page) == ["dieu-1"]
    revision.publish()
    assert anchors(page) == ["dieu-9"]


def test_taking_down_takes_them_away(touched):
    page = directive()
    touched.clear()
    take_down(page)
    assert anchors(page) == []
    assert touched == [("directive", str(page.pk))]


def test_scheduling_publishes_nothing_yet():
    page = directive(publish=False)
    page.go_live_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    assert anchors(page) == []


def test_what_goes_wrong_while_publishing_publishes_nothing(monkeypatch):
    page = directive(publish=False)

    def fail(parts):
        raise RuntimeError

    monkeypatch.setattr(publish.structure, "read", fail)
    with pytest.raises(RuntimeError):
        page.get_latest_revision().publish()
    page.refresh_from_db()
    assert not page.live


def test_title_and_address_follow_type_number_and_year():
    page = directive(number="3691", symbol="QĐ-UBND")
    assert page.title == "Quyết định 3691/QĐ-UBND"
    assert page.url == "/van-ban/quyet-dinh-3691-qd-ubnd-2021/"


def test_a_number_confirmed_later_names_the_address_until_it_is_published():
    page = directive(number="", type=None, abstract="", publish=False)
    assert page.title == "Văn bản chưa đọc được"
    page.number = "77"
    page.save()
    assert page.slug == "77-qd-ubnd-2021"
    page.save_revision().publish()
    page = DirectivePage.objects.get(pk=page.pk)
    page.number = "78"
    page.save_revision().publish()
    page.refresh_from_db()
    assert (page.slug, page.title) == ("77-qd-ubnd-2021", "78/QĐ-UBND")


def test_addresses_are_unique_across_units():
    first = directive(unit="vpubnd", issuer="ubnd-tinh", number="5")
    second = directive(unit="ubnd-vinh", issuer="ubnd-vinh", number="5")
    assert first.get_parent() != second.get_parent()
    assert second.slug == f"{first.slug}-ubnd-vinh"
    third = directive(unit="syt", issuer="syt", number="5", symbol=first.symbol)
    assert third.slug == f"{first.slug}-2"
    second.slug = first.slug
    with pytest.raises(ValidationError):
        second.save()


def test_the_feed_keeps_its_address():
    page = directive()
    page.slug = "rss"
    with pytest.raises(ValidationError):
        page.full_clean()


def test_the_same_directive_cannot_be_there_twice():
    directive(number="6")
    with pytest.raises((ValidationError, IntegrityError)):
        directive(number="6")
