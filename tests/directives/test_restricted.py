"""A page that is kept for some readers is told nobody else of: it is in no list, feed, answer or download."""

import pytest
from wagtail.models import PageViewRestriction

from core import clock
from directives.selectors.changes import latest_changes
from directives.selectors.latest import latest_directives
from directives.selectors.lists import choices
from directives.selectors.subjects import Kind, in_use
from directives.views.originals import file_address
from tests.directives.factories import directive, original

pytestmark = pytest.mark.usefixtures("province")


@pytest.fixture
def restricted():
    page = directive()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    return page


@pytest.mark.parametrize("address", ["/van-ban/", "/van-ban/rss/", "/van-ban/hieu-luc/atom/"])
def test_lists_and_feeds_leave_it_out(client, restricted, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert restricted.full_number not in answer.content.decode()


def test_so_do_the_apis(client, restricted):
    assert client.get("/api/v1/directives/").json()["items"] == []
    assert client.get(f"/api/v1/directives/{restricted.pk}/").status_code == 404


def test_so_do_choices_and_blocks(restricted):
    assert not choices().types and not choices().issuers and not choices().years
    assert not any(in_use()[kind] for kind in Kind.values)
    assert latest_directives(5) == [] and latest_changes(5, clock.today()) == []


def test_nor_does_one_get_its_file(client, restricted):
    assert client.get(file_address(original(restricted, b"%PDF-1.7 a"), restricted)).status_code == 404


def test_its_own_address_asks_who_reads(client, restricted):
    answer = client.get(restricted.get_url())
    assert answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/")
