"""The page as machines read it: schema.org's Legislation, one address, and a feed of changes of status."""

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from tests.directives.factories import directive, original

pytestmark = pytest.mark.usefixtures("province")
SEPTEMBER, OCTOBER = dt.date(2021, 9, 1), dt.date(2021, 10, 1)


def data(client, address):
    shown = client.get(address).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown)
    return json.loads(found)


def test_what_a_machine_reads(client):
    old = directive(number="1", date=SEPTEMBER)
    cited = [
        ("thay_the", "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh"),
        ("bai_bo", "7/QĐ-UBND", None, "UBND tỉnh", {"articles": ["dieu-1"]}),
        ("vien_dan", "9/NQ-HĐND", None, ""),
    ]
    page = directive(number="2", abstract="Về họp", effective_from=dt.date(2021, 10, 5), relations=cited)
    file = original(page)
    found = data(client, page.url)
    assert found == {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": f"http://testserver{page.url}",
        "url": f"http://testserver{page.url}",
        "name": "Quyết định 2/QĐ-UBND",
        "description": "Về họp",
        "inLanguage": "vi",
        "legislationIdentifier": "2/QĐ-UBND",
        "legislationType": "Quyết định",
        "legislationDate": "2021-10-01",
        "legislationDateOfApplicability": "2021-10-05",
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": "Ủy ban nhân dân tỉnh Nghệ An"},
        "legislationLegalForce": "https://schema.org/InForce",
        "legislationRepeals": [
            {
                "@type": "Legislation",
                "@id": f"http://testserver{old.url}",
                "legislationIdentifier": "1/QĐ-UBND",
                "legislationDate": "2021-09-01",
            }
        ],
        "legislationAmends": [{"@type": "Legislation", "legislationIdentifier": "7/QĐ-UBND"}],
        "citation": [{"@type": "Legislation", "legislationIdentifier": "9/NQ-HĐND"}],
        "spatialCoverage": [{"@type": "AdministrativeArea", "identifier": "40", "name": "Tỉnh Nghệ An"}],
        "encoding": [found["encoding"][0] | {"sha256": file.sha256, "encodingFormat": "application/pdf"}],
    }


@pytest.mark.parametrize(
    ("kind", "articles", "expected"),
    [("thay_the", [], "NotInForce"), ("bai_bo", ["dieu-1"], "PartiallyInForce"), ("ngung", [], "NotInForce")],
)
def test_the_legal_force(client, kind, articles, expected):
    old = directive(number="1", date=SEPTEMBER)
    only = {"articles": articles}
    directive(number="2", date=OCTOBER, relations=[(kind, "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh", only)])
    assert data(client, old.url)["legislationLegalForce"] == f"https://schema.org/{expected}"
    assert data(client, f"{old.url}?ngay=2021-09-15")["legislationLegalForce"] == "https://schema.org/InForce"


def test_no_text_ends_the_element(client):
    page = directive(abstract="</script><script>alert(1)</script>&<!--")
    shown = client.get(page.url).content.decode()
    assert "<script>alert" not in shown
    assert shown.count("<script") == shown.count("</script>") == 3  # completions, citing, linked data
    assert data(client, page.url)["description"] == page.abstract


def test_one_address_whatever_day_is_asked(client):
    page = directive()
    for asked in ("", "?ngay=2021-10-01"):
        shown = client.get(page.url + asked).content.decode()
        assert f'<link rel="canonical" href="http://testserver{page.url}">' in shown


def items(client):
    response = client.get("/van-ban/hieu-luc/rss/")
    assert response.status_code == 200
    return [one.findtext("title") for one in ET.fromstring(response.content).findall("./channel/item")]


def test_the_feed_says_each_change_on_its_day(client):
    directive(number="1", date=SEPTEMBER)
    cited = ("ngung", "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh", {"until": dt.date(2021, 10, 9)})
    directive(number="2", date=OCTOBER, relations=[cited])
    known = [
        "Quyết định 2/QĐ-UBND: còn hiệu lực từ 01/10/2021",
        "Quyết định 1/QĐ-UBND: ngưng hiệu lực từ 01/10/2021",
        "Quyết định 1/QĐ-UBND: còn hiệu lực từ 01/09/2021",
    ]
    assert items(client) == known
    with clock.at(dt.datetime(2021, 10, 9, 7, tzinfo=clock.ZONE)):
        assert items(client) == ["Quyết định 1/QĐ-UBND: còn hiệu lực từ 09/10/2021", *known]


def test_the_feed_names_what_did_it_and_costs_the_same(client):
    directive(number="1", date=SEPTEMBER)
    for number in range(2, 8):
        directive(number=str(number), relations=[("bai_bo", "1/QĐ-UBND", SEPTEMBER, "UBND tỉnh")])
    assert (
        "Hết hiệu lực, bị bãi bỏ bởi 2/QĐ-UBND ngày 01/10/2021"
        in client.get("/van-ban/hieu-luc/rss/").content.decode()
    )
    with CaptureQueriesContext(connection) as few:
        client.get("/van-ban/hieu-luc/rss/")
    for _ in range(40):
        directive(parts=[])
    with CaptureQueriesContext(connection) as many:
        assert len(items(client)) == 30
    assert len(many) == len(few) <= 14
