"""The list at /van-ban/: newest first, by type, issuer and year, never an error of ours."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives.actions.issuers import open_issuer
from directives.selectors.latest import latest_directives
from tests.directives.factories import directive, many

pytestmark = pytest.mark.usefixtures("province")


def titles(client, query=""):
    response = client.get(f"/van-ban/{query}")
    assert response.status_code == 200
    return [row["page"].full_number for row in response.context["rows"]]


@pytest.fixture
def some():
    directive(number="1", date=dt.date(2021, 8, 1))
    directive(number="2", date=dt.date(2021, 9, 1), type="ke-hoach", symbol="KH-UBND")
    directive(number="3", date=dt.date(2020, 9, 1), issuer="syt", symbol="QĐ-SYT", unit="syt")
    directive(number="4", publish=False)


def test_newest_first_and_no_drafts(client, some):
    assert titles(client) == ["2/KH-UBND", "1/QĐ-UBND", "3/QĐ-SYT"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?loai=quyet-dinh", ["1/QĐ-UBND", "3/QĐ-SYT"]),
        ("?co-quan=syt", ["3/QĐ-SYT"]),
        ("?nam=2021", ["2/KH-UBND", "1/QĐ-UBND"]),
        ("?nam=2021&loai=quyet-dinh&co-quan=ubnd-tinh&trang=1", ["1/QĐ-UBND"]),
        ("?nam=2020&loai=ke-hoach", []),
        ("?cap=tinh", ["2/KH-UBND", "1/QĐ-UBND", "3/QĐ-SYT"]),
        ("?hieu-luc=con_hieu_luc&ngay=2021-08-15", ["1/QĐ-UBND", "3/QĐ-SYT"]),
        ("?hieu-luc=chua_hieu_luc&ngay=15/08/2021", ["2/KH-UBND"]),
        ("?loai=&co-quan=&nam=", ["2/KH-UBND", "1/QĐ-UBND", "3/QĐ-SYT"]),
    ],
)
def test_filters(client, some, query, found):
    assert titles(client, query) == found


@pytest.mark.parametrize(
    "query",
    ["loai=khac", "co-quan=%27%22", "nam=x", "nam=99999999999999", "nam=２０２１", "trang=0", "trang=-1", "trang=x",
     "trang=2", "trang=99999999999999999999", "trang=", "loai=" + "x" * 5000, "nam=2021%0A1",
     "hieu-luc=x", "cap=xa", "dia-ban=412", "ngay=hom-nay"],
)  # fmt: skip
def test_what_is_not_offered_is_not_there(client, some, query):
    assert client.get(f"/van-ban/?{query}").status_code == 404


def test_what_is_soon_in_force_is_one_link_away(client, some):
    directive(number="5", effective_from=dt.date(2021, 10, 9))
    directive(number="6", effective_from=dt.date(2021, 10, 8))
    link = re.search(r'href="/van-ban/([^"]*)">Sắp có hiệu lực</a>', client.get("/van-ban/").content.decode())
    assert titles(client, html.unescape(link[1])) == ["5/QĐ-UBND"]


def test_by_the_level_of_the_body_that_issued_it(client, some):
    commune = open_issuer(text="UBND phường Hưng Bình", superior="UBND thành phố Vinh")
    directive(number="5", issuer="ubnd-vinh", unit="ubnd-vinh")
    directive(number="6", issuer=commune.slug, unit="ubnd-vinh")
    assert titles(client, "?cap=huyen") == ["5/QĐ-UBND"]
    assert titles(client, "?cap=xa") == ["6/QĐ-UBND"]
    assert titles(client, "?cap=tinh") == ["2/KH-UBND", "1/QĐ-UBND", "3/QĐ-SYT"]
    assert client.get("/van-ban/?cap=trung-uong").status_code == 404


def test_nothing_yet(client):
    assert titles(client) == []
    assert "Chưa có văn bản nào" in client.get("/van-ban/").content.decode()


def test_drafts_offer_no_filter(client):
    directive(type="thong-bao", symbol="TB-UBND", publish=False)
    assert 'value="thong-bao"' not in client.get("/van-ban/").content.decode()


def test_200_directives_cost_what_5_do(client):
    def cost():
        client.get("/van-ban/")
        with CaptureQueriesContext(connection) as found:
            client.get("/van-ban/")
        return len(found)

    for _ in range(5):
        directive(parts=[])
    few = cost()
    many(195)
    assert cost() == few <= 12
    assert len(titles(client)) == 20
    assert len(titles(client, "?trang=10")) == 20
    assert 'href="?trang=2"' in client.get("/van-ban/").content.decode()
    assert 'href="?loai=quyet-dinh&amp;trang=3"' in client.get("/van-ban/?loai=quyet-dinh&trang=2").content.decode()


def test_the_list_costs_the_same_however_many_there_are_and_whatever_is_asked(client, some):
    asked = "/van-ban/?loai=quyet-dinh&nam=2021&cap=tinh&hieu-luc=con_hieu_luc&ngay=2021-10-08"
    client.get(asked)  # the portal's own settings are read once
    for more in (0, 45):
        many(more)
        with CaptureQueriesContext(connection) as found:
            assert client.get(asked).status_code == 200
        assert len(found) <= 12


def test_the_newest_for_other_rooms(some, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = latest_directives(2)
        assert [page.issuer.name for page in found] == ["Ủy ban nhân dân tỉnh Nghệ An"] * 2
    assert [page.number for page in latest_directives(5, type="quyet-dinh", issuer="syt")] == ["3"]
