"""The feed of new directives."""

import datetime as dt
import xml.etree.ElementTree as ET
from email.utils import parsedate_to_datetime

import pytest

from core import clock
from core import province as provinces
from directives.models import DirectivePage
from tests.directives.factories import directive, many

pytestmark = pytest.mark.usefixtures("province")


def items(client):
    response = client.get("/van-ban/rss/")
    assert response.status_code == 200
    return ET.fromstring(response.content).findall("./channel/item")


def test_the_newest_30(client):
    many(31)
    directive(publish=False)
    found = items(client)
    assert len(found) == 30
    assert found[0].findtext("title").startswith("Quyết định ")
    assert found[0].findtext("link").startswith("http://testserver/van-ban/quyet-dinh-")
    assert found[0].findtext("pubDate") == "Fri, 01 Oct 2021 00:00:00 +0700"


def test_the_guid_stays_when_the_address_changes(client):
    page = directive()
    before = items(client)[0].findtext("guid")
    DirectivePage.objects.filter(pk=page.pk).update(slug="dia-chi-khac")
    assert items(client)[0].findtext("guid") == before


def test_a_directive_of_which_little_is_known(client):
    directive(number="", type=None, issuer=None, date=None, abstract="", parts=[])
    assert items(client)[0].findtext("title") == "Văn bản chưa đọc được"


def test_the_list_names_the_feed(client):
    assert 'type="application/rss+xml"' in client.get("/van-ban/").content.decode()


def test_an_unchanged_feed_is_not_sent_again(client):
    tag = client.get("/van-ban/rss/")["ETag"]
    assert client.get("/van-ban/rss/", headers={"if-none-match": tag}).status_code == 304


def test_an_empty_feed_does_not_change_every_second(client):
    channel = ET.fromstring(client.get("/van-ban/rss/").content).find("channel")
    began = dt.datetime.combine(provinces.current().season_start, dt.time(), clock.ZONE)
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")) == began


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("address", ["/van-ban/atom/", "/van-ban/hieu-luc/atom/"])
def test_atom_tells_the_same_as_rss_with_ids_that_stay(client, address):
    page = directive()
    feed = ET.fromstring(client.get(address).content)
    rss = ET.fromstring(client.get(address.replace("atom", "rss")).content)
    entries = feed.findall(f"{ATOM}entry")
    guids = [item.findtext("guid") for item in rss.findall("./channel/item")]
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == guids != []
    assert all(entry.findtext(f"{ATOM}updated") for entry in entries)
    DirectivePage.objects.filter(pk=page.pk).update(slug="dia-chi-khac")
    again = ET.fromstring(client.get(address).content)
    assert again.findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")
    assert [one.findtext(f"{ATOM}id") for one in again.findall(f"{ATOM}entry")] == guids


def test_the_two_atom_feeds_have_ids_of_their_own_and_the_list_names_both(client):
    found = {
        ET.fromstring(client.get(f"/van-ban/{name}/").content).findtext(f"{ATOM}id")
        for name in ("atom", "hieu-luc/atom")
    }
    assert len(found) == 2
    assert client.get("/van-ban/").content.decode().count("application/atom+xml") == 2
