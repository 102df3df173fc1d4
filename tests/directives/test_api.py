"""Directives for other systems, as the contract names every field."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.directives.factories import directive, many, original

pytestmark = pytest.mark.usefixtures("province")


def items(client, query=""):
    response = client.get(f"/api/v1/directives/{query}")
    assert response.status_code == 200, response.content
    return response.json()["items"]


def numbers(client, query=""):
    return [item["number"] for item in items(client, query)]


def test_one_directive(client):
    parts = [("", "Điều 1. Ban hành\n1. Một.\nKết thúc."), ("Quy chế", "Chương I\nCHUNG\nĐiều 1. Phạm vi")]
    page = directive(number="3691", signer="Nguyễn Văn A", parts=parts, abstract="Về quy chế")
    file = original(page)
    found = client.get(f"/api/v1/directives/{page.pk}/").json()
    assert found == {
        "id": page.pk,
        "number": "3691/QĐ-UBND",
        "date": "2021-10-01",
        "type": "Quyết định",
        "issuer": "Ủy ban nhân dân tỉnh Nghệ An",
        "signer": "Nguyễn Văn A",
        "abstract": "Về quy chế",
        "status": "con_hieu_luc",
        "online_after_days": 7,
        "url": "http://testserver/van-ban/quyet-dinh-3691-qd-ubnd-2021/",
        "files": [
            {
                "name": file.name,
                "sha256": file.sha256,
                "size": file.size,
                "url": found["files"][0]["url"],
                "signatures": None,
            }
        ],
        "articles": [
            {
                "label": "Điều 1",
                "anchor": "dieu-1",
                "heading": "Ban hành",
                "text": "1. Một.\nKết thúc.",
                "status": "con_hieu_luc",
            },
            {
                "label": "Điều 1",
                "anchor": "kem-theo-1-dieu-1",
                "heading": "Phạm vi",
                "text": "",
                "status": "con_hieu_luc",
            },
        ],
        "topics": [],
        "audiences": [],
        "areas": ["40"],
        "relations": [],
    }
    assert client.get(found["files"][0]["url"]).status_code == 200
    assert items(client) == [found]


def test_what_could_not_be_read_is_null(client):
    directive(number="", type=None, issuer=None, date=None, abstract="", parts=[])
    (found,) = items(client)
    assert [found[name] for name in ("number", "date", "type", "issuer", "signer", "abstract")] == [None] * 6


def test_relations_both_ways(client):
    old = directive(number="1", date=dt.date(2021, 9, 1))
    new = directive(number="2", relations=[("thay_the", "1/QĐ-UBND", dt.date(2021, 9, 1), "UBND tỉnh")])
    first, second = items(client)
    assert first["status"] == "het_hieu_luc"
    assert [(one["kind"], one["incoming"], one["id"]) for one in first["relations"]] == [("thay_the", True, new.pk)]
    assert [(one["incoming"], one["number"], one["id"]) for one in second["relations"]] == [
        (False, "1/QĐ-UBND", old.pk)
    ]


@pytest.fixture
def some():
    directive(number="1", date=dt.date(2021, 8, 1), effective_to=dt.date(2021, 9, 1))
    directive(number="2", type="ke-hoach", symbol="KH-UBND", effective_from=dt.date(2021, 11, 1))
    directive(number="3", issuer="syt", symbol="QĐ-SYT", withdrawn_on=dt.date(2021, 10, 2))
    directive(number="4", issuer="ubnd-vinh", unit="ubnd-vinh")
    directive(number="5", publish=False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "1234"),
        ("?type=ke-hoach", "2"),
        ("?type=Kế hoạch", "2"),
        ("?type=khac", ""),
        ("?issuer=syt", "3"),
        ("?issuer=Sở Y tế Nghệ An", "3"),
        ("?status=het_hieu_luc", "1"),
        ("?status=chua_hieu_luc", "2"),
        ("?status=thu_hoi", "3"),
        ("?status=con_hieu_luc", "4"),
        ("?status=ngung_hieu_luc", ""),
        ("?area=412", "4"),
        ("?area=40", "1234"),
        ("?from=2021-08-01&to=2021-08-31", "1"),
    ],
)
def test_filters(client, some, query, found):
    assert [number.split("/")[0] for number in numbers(client, query)] == list(found)


@pytest.mark.parametrize(
    "query",
    ["?issuer=khac", "?status=x", "?area=999", "?from=2021", "?from=2021-02-01&to=2021-01-01", "?limit=0",
     "?limit=101", "?cursor=x", "?area=%00"],
)  # fmt: skip
def test_bad_parameters_are_the_askers(client, some, query):
    response = client.get(f"/api/v1/directives/{query}")
    assert response.status_code == 400
    if "%00" not in query:
        assert response["Content-Type"].startswith("application/problem+json")


def test_pages_by_cursor(client, some):
    found, address = [], "/api/v1/directives/?limit=3"
    while address:
        answer = client.get(address).json()
        found += [item["number"].split("/")[0] for item in answer["items"]]
        address = answer["next"]
    assert found == list("1234")


def test_drafts_never(client):
    page = directive(publish=False)
    assert items(client) == []
    assert client.get(f"/api/v1/directives/{page.pk}/").status_code == 404
    assert client.get("/api/v1/directives/99999999999999999999/").status_code == 404


def test_100_cost_what_5_do(client):
    def cost():
        items(client, "?limit=100")
        with CaptureQueriesContext(connection) as found:
            items(client, "?limit=100")
        return len(found)

    for _ in range(5):
        directive()
    few = cost()
    many(95)
    assert cost() == few <= 15
