"""Hotlines, guidance and services for other systems: the same rows as on the pages, in pages of their own."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import GuidanceDirective
from tests.home.factories import DAY, make_guidance, make_hotline, make_place

pytestmark = pytest.mark.usefixtures("province")


def items(client, path: str, **query) -> list[dict]:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()["items"]


def walk(client, path: str) -> list[dict]:
    """All items of a list, page by page."""
    found: list[dict] = []
    address: str | None = f"/api/v1/{path}"
    while address:
        page = client.get(address).json()
        found += page["items"]
        address = page["next"]
    return found


def test_a_hotline(client):
    make_hotline(phones="0238 000 0001; 115", answered_by="CDC")
    found = items(client, "hotlines/")[0]
    assert found["phones"] == [
        {"number": "0238 000 0001", "uri": "tel:+842380000001"},
        {"number": "115", "uri": "tel:115"},
    ]
    assert (found["purpose"], found["area"], found["unit"], found["open"]) == ("khai_bao", "40", "syt", True)
    assert found["tested_on"] == "2021-10-08"


def test_hotlines_of_an_area_with_those_around_it(client):
    for name, code in (("Tỉnh", "40"), ("Vinh", "412"), ("Hưng Dũng", "16675"), ("Cửa Lò", "413")):
        make_hotline(name, code=code)
    assert {item["name"] for item in items(client, "hotlines/", area="16675")} == {"Tỉnh", "Vinh", "Hưng Dũng"}
    assert {item["name"] for item in items(client, "hotlines/", area="413")} == {"Tỉnh", "Cửa Lò"}
    assert len(items(client, "hotlines/")) == 4


def test_hotlines_of_a_purpose_and_a_day(client):
    make_hotline("Cũ", valid_to=DAY - dt.timedelta(days=1), purpose="tiem_chung")
    make_hotline("Nháp", live=False)
    assert items(client, "hotlines/") == []
    assert [item["name"] for item in items(client, "hotlines/", at="2021-10-01", purpose="tiem_chung")] == ["Cũ"]


def test_guidance_with_its_words_and_directives(client):
    body = [("paragraph", "<h2>Một</h2><p>Hai &amp; ba</p>"), ("notice", {"kind": "stop", "title": "Bốn"})]
    page = make_guidance(body=body)
    page.directives = [GuidanceDirective(number="99/HD-SYT", issuer="Sở Y tế", date=DAY)]
    page.save()
    make_guidance("nhap", live=False)
    (found,) = items(client, "guidance/")
    assert found["text"] == "Một\nHai & ba\nBốn"
    assert found["url"] == "http://testserver/huong-dan/f0/"
    assert found["directives"] == [{"number": "99/HD-SYT", "issuer": "Sở Y tế", "date": "2021-10-08", "url": None}]
    assert items(client, "guidance/", topic="tiem_chung") == []


def test_services_of_an_area_kind_and_day(client):
    make_place("Chợ Vinh", code="16675")
    make_place("Điểm tiêm", kind="tiem_chung", sub_kind="", opening_hours="buổi sáng")
    (market,) = items(client, "services/", area="412")
    assert (market["name"], market["district"], market["area"], market["open"]) == ("Chợ Vinh", "412", "16675", False)
    (site,) = items(client, "services/", kind="tiem_chung")
    assert site["open"] is None
    assert items(client, "services/", area="413") == []
    assert items(client, "services/", at="2021-07-31") == []


def test_lists_come_in_pages_without_a_gap(client):
    for n in range(7):
        make_hotline(f"Số {n}", order=n % 3)
        make_guidance(f"trang-{n}", title=f"Trang {n}")
        make_place(f"Chợ {n}", code="16675" if n % 2 else "412")
    for path in ("hotlines/", "guidance/", "services/"):
        whole = [item["id"] for item in items(client, path)]
        assert [item["id"] for item in walk(client, f"{path}?limit=2")] == whole
        assert len(whole) == 7


@pytest.mark.parametrize("path", ["hotlines/", "guidance/", "services/"])
@pytest.mark.parametrize(
    "query",
    ["area=x%27", "at=2021-13-01", "cursor=abc", "limit=0", "purpose=x", "kind=x", "topic=x", "area=" + "4" * 99],
)
def test_a_wrong_question_gets_an_answer_in_vietnamese(client, path, query):
    response = client.get(f"/api/v1/{path}?{query}")
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert response.headers["Content-Type"].startswith("application/problem+json")


def test_few_queries_however_many_rows(client):
    def taken() -> list[int]:
        found = []
        for path in ("hotlines/", "guidance/", "services/"):
            with CaptureQueriesContext(connection) as queries:
                items(client, path)
            found.append(len(queries))
        return found

    for n in range(5):
        make_hotline(f"Số {n}")
        make_place(f"Chợ {n}")
        make_guidance(f"trang-{n}")
    taken()  # the first time finds out where the site is
    few = taken()
    for n in range(5, 60):
        make_hotline(f"Số {n}")
        make_place(f"Chợ {n}")
        make_guidance(f"trang-{n}")
    assert taken() == few
    assert max(few) <= 6
