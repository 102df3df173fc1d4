"""Other systems read figures by release; whatever they send, they get figures or a problem document."""

import csv
import datetime as dt
import io

import pytest
from django.urls import URLPattern, get_resolver

from core import clock
from datasets import days
from datasets.actions.stage import move_pointer, stage_release
from datasets.models import Indicator, Source
from units.models import AdministrativeArea, Duty, Level, UnitKind

pytestmark = pytest.mark.django_db
DAY = days.number(dt.date(2021, 10, 7))


@pytest.fixture
def published(evening):
    """Two communes of one district; 4 slots of 7 and 8 October published, the first corrected in the last."""
    areas: dict[str, AdministrativeArea] = {}
    for code, parent in (("40", None), ("412", "40"), ("16681", "412"), ("16682", "412")):
        level = areas[parent].level + 1 if parent else 0
        areas[code] = AdministrativeArea.objects.create(
            code=code, name=f"Địa bàn {code}", level=level, parent=areas.get(parent), valid_from="2020-01-01"
        )
    kind = UnitKind.objects.create(code="tyt", name="Trạm Y tế", level=Level.COMMUNE)
    duty = Duty.objects.create(
        code="d", unit_kind=kind, article="1", action="update", subject="figures", frequency="slot", task="t"
    )
    ids = {}
    for code, name in (("ca_mac_moi", "flow"), ("dang_dieu_tri", "stock")):
        ids[code] = Indicator.objects.create(code=code, name=code, kind=name, unit="ca")
        for level in (0, 1):
            Source.objects.create(indicator=ids[code], level=level, mode="sum")
        Source.objects.create(indicator=ids[code], level=2, mode="own", duty=duty)

    def cells(day, slot, first, second):
        return {
            (ids[code].pk, areas[area].pk, day, slot): value
            for code in ids
            for area, value in (("16681", first), ("16682", second))
        }

    for number, (day, slot) in enumerate([(DAY, 0), (DAY, 1), (DAY + 1, 0), (DAY + 1, 1)]):
        now = cells(day, slot, number + 1, 10)
        if number == 3:
            now |= cells(DAY, 0, 7, None)
        due = dt.datetime.combine(days.date(day), dt.time(6 + 12 * slot, 1), tzinfo=clock.ZONE)
        with clock.at(due + dt.timedelta(minutes=30 * (number == 1))):
            move_pointer(stage_release(day=day, slot=slot, cells=now))
    return cells


def get(client, address, **query):
    response = client.get(f"/api/v1/{address}", query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_a_day_sums_flows_and_takes_the_last_slot_of_stocks(client, published):
    flow = get(client, "figures/", indicator="ca_mac_moi", area="16681", release=3)
    assert flow["release"] == 3
    assert [(i["date"], i["slot"], i["value"]) for i in flow["items"]] == [
        ("2021-10-07", None, 3),
        ("2021-10-08", None, 3),
    ]
    stock = get(client, "figures/", indicator="dang_dieu_tri", area="16681", release=2)
    assert [i["value"] for i in stock["items"]] == [2]


def test_running_totals_means_and_rates_are_computed(client, published):
    AdministrativeArea.objects.filter(code="16681").update(population=2_000)
    asked = {"area": "16681", "release": 3}
    totals = get(client, "figures/", indicator="ca_mac_moi_cong_don", **asked)["items"]
    assert [(i["date"], i["value"]) for i in totals] == [("2021-10-07", 3), ("2021-10-08", 6)]
    later = get(client, "figures/", indicator="ca_mac_moi_cong_don", **asked | {"from": "2021-10-08"})["items"]
    assert [i["value"] for i in later] == [6]
    means = get(client, "figures/", indicator="ca_mac_moi_tb7", **asked)["items"]
    assert [i["value"] for i in means] == [3.0, 3.0]
    rates = get(client, "figures/", indicator="ca_mac_moi_100k", **asked)["items"]
    assert [i["value"] for i in rates] == [150.0, 150.0]
    unknown = get(client, "figures/", indicator="ca_mac_moi_100k", area="16682", release=3)["items"]
    assert [i["value"] for i in unknown] == [None, None]


def test_a_running_total_begins_with_the_season(client, published):
    spring = days.number(dt.date(2021, 4, 1))
    cells = published(spring, 0, 50, 50)
    move_pointer(stage_release(day=spring, slot=0, cells=cells, kind="history", reason="trước mùa dịch"))
    items = get(client, "figures/", indicator="ca_mac_moi_cong_don", area="16681", release=5)["items"]
    assert [(i["date"], i["value"]) for i in items] == [("2021-04-01", 0), ("2021-10-07", 9), ("2021-10-08", 16)]


def test_a_computed_indicator_is_asked_for_alone_and_by_day(client, published):
    two = {"indicator": ["ca_mac_moi_tb7", "ca_mac_moi"]}
    by_slot = {"indicator": "ca_mac_moi_tb7", "granularity": "slot"}
    for query in (two, by_slot):
        assert client.get("/api/v1/figures/", query).status_code == 400


def test_a_release_once_published_answers_as_before(client, published):
    old, new = (
        get(client, "figures/", area="40", indicator="ca_mac_moi", granularity="slot", to="2021-10-07", release=n)
        for n in (3, 4)
    )
    assert [i["value"] for i in old["items"]] == [11, 12]
    assert [i["value"] for i in new["items"]] == [7, 12]


@pytest.mark.parametrize("granularity", ["day", "slot"])
def test_pages_together_hold_every_figure_once(client, published, granularity):
    whole = get(client, "figures/", granularity=granularity)
    assert whole["next"] is None
    parts, address = [], f"/api/v1/figures/?granularity={granularity}&limit=3"
    while address:
        page = client.get(address).json()
        assert len(page["items"]) <= 3
        parts, address = parts + page["items"], page["next"]
    assert parts == whole["items"]


def test_csv_has_the_same_rows(client, published):
    response = client.get("/api/v1/figures/", {"format": "csv", "granularity": "slot", "limit": 5})
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    items = get(client, "figures/", granularity="slot", limit=5)["items"]
    assert [(r["date"], r["slot"], r["area"], int(r["value"])) for r in rows] == [
        (i["date"], i["slot"], i["area"], i["value"]) for i in items
    ]
    assert 'rel="next"' in response["Link"]


def test_areas_of_a_level_within_an_area(client, published):
    items = get(client, "figures/", area="412", level="commune", indicator="ca_mac_moi", release=4)["items"]
    assert {item["area"] for item in items} == {"16681", "16682"}


def test_releases_say_when_and_what_changed(client, published):
    newest = get(client, "releases/latest/")
    assert (newest["number"], newest["date"], newest["slot"], newest["late"]) == (4, "2021-10-08", "18:00", False)
    assert newest["published_at"] == "2021-10-08T18:01:00+07:00"
    assert newest["next_due_at"] == "2021-10-09T06:00:00+07:00"
    assert get(client, "releases/2/")["late"] is True
    page = get(client, "releases/", limit=3)
    assert [r["number"] for r in page["items"]] == [4, 3, 2]
    assert [r["number"] for r in client.get(page["next"]).json()["items"]] == [1]


def test_a_diff_lists_changed_withdrawn_and_added(client, published):
    diff = get(client, "releases/3/diff/4/")
    found = {
        (i["area"], i["indicator"], i["kind"]): (i["old"], i["new"])
        for i in diff["items"]
        if i["date"] == "2021-10-07"
    }
    assert found["16681", "ca_mac_moi", "changed"] == (1, 7)
    assert found["16682", "ca_mac_moi", "withdrawn"] == (10, None)
    assert found["40", "ca_mac_moi", "changed"] == (11, 7)
    added = [i for i in diff["items"] if i["kind"] == "added"]
    assert {i["date"] for i in added} == {"2021-10-08"}
    assert len(diff["items"]) - len(added) == get(client, "releases/4/")["changes"]
    parts, address = [], "/api/v1/releases/3/diff/4/?limit=4"
    while address:
        page = client.get(address).json()
        parts, address = parts + page["items"], page["next"]
    assert parts == diff["items"]


def test_summary_is_the_last_day_against_the_one_before(client, published):
    values = {v["indicator"]: v for v in get(client, "summary/", area="16681")["values"]}
    assert values["ca_mac_moi"] == {
        "indicator": "ca_mac_moi", "value": 7, "change": -2, "total": 16, "provisional": True
    }  # fmt: skip
    assert values["dang_dieu_tri"]["value"] == 4
    assert values["dang_dieu_tri"]["total"] is None


def test_a_morning_is_compared_with_the_morning_before(client, published):
    values = {v["indicator"]: v for v in get(client, "summary/", area="16681", release=3)["values"]}
    assert (values["ca_mac_moi"]["value"], values["ca_mac_moi"]["change"]) == (3, 2)
    assert (values["dang_dieu_tri"]["value"], values["dang_dieu_tri"]["change"]) == (3, 2)


def test_a_staged_release_is_not_there(client, published):
    stage_release(day=DAY + 2, slot=0, cells=published(DAY + 2, 0, 1, 1))
    for address in ("releases/5/", "releases/4/diff/5/", "figures/?release=5", "summary/?release=5"):
        assert client.get(f"/api/v1/{address}").status_code == 404
    assert get(client, "releases/latest/")["number"] == 4
    assert get(client, "releases/")["items"][0]["number"] == 4
    assert not [i for i in get(client, "figures/", granularity="slot")["items"] if i["date"] > "2021-10-08"]


LONG = "a" * 10_000
BAD = [
    "figures/?from=2021-02-31", "figures/?from=31/02/2021", "figures/?from=1", "figures/?to=" + LONG,
    "figures/?from=2021-10-08&to=2021-10-07", "figures/?release=0", "figures/?release=99999", "figures/?release=x",
    "figures/?release=" + "9" * 4_000, "figures/?indicator=khong_co", "figures/?indicator=" + LONG,
    "figures/?area=99999", "figures/?area=" + LONG, "figures/?level=x", "figures/?limit=0", "figures/?limit=1000000",
    "figures/?granularity=hour", "figures/?format=xml", "figures/?cursor=x", "figures/?cursor=" + LONG,
    "figures/?cursor=WzEsMl0", "summary/?area=99999", "summary/?release=0", "releases/0/", "releases/99999/",
    "releases/" + "9" * 4_000 + "/", "releases/x/", "releases/1/diff/99999/", "khong-co/", "", LONG,
    "releases/?cursor=WyJcdTAwMDAiXQ",
]  # fmt: skip


@pytest.mark.parametrize("address", BAD, ids=lambda address: address[:40])
def test_bad_requests_get_a_problem_document(client, published, address):
    response = client.get(f"/api/v1/{address}")
    assert response.status_code in (400, 404), response.content[:300]
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"] in ("Yêu cầu không hợp lệ", "Không tìm thấy")
    assert problem["detail"]


@pytest.mark.parametrize("address", ["figures/?area=%00", "figures/?indicator=a%00b", "areas/%00/"])
def test_nul_is_a_bad_request(client, published, address):
    assert client.get(f"/api/v1/{address}").status_code in (400, 404)


def test_before_the_first_release(client):
    assert client.get("/api/v1/releases/latest/").status_code == 404
    assert client.get("/api/v1/figures/").status_code == 404
    assert get(client, "releases/") == {"items": [], "next": None}


def test_answers_have_an_etag_and_are_open_to_every_origin(client, published):
    first = client.get("/api/v1/figures/")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/figures/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head("/api/v1/releases/latest/").status_code == 200
    refused = client.post("/api/v1/figures/")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert refused["Content-Type"].startswith("application/problem+json")


def test_an_unexpected_error_shows_no_trace(client, published, monkeypatch, settings):
    settings.DEBUG = True
    monkeypatch.setattr("datasets.api.releases.open_data.published_release", lambda number: 1 / 0)
    response = client.get("/api/v1/releases/latest/")
    assert response.status_code == 500
    assert b"ZeroDivisionError" not in response.content
    assert response.json()["title"] == "Lỗi hệ thống"


def test_figures_take_few_queries(client, published, django_assert_max_num_queries):
    for query in ({}, {"granularity": "slot"}, {"area": "412", "level": "commune"}):
        with django_assert_max_num_queries(9):
            get(client, "figures/", **query)
    with django_assert_max_num_queries(6):
        get(client, "releases/")


def test_the_description_and_its_page_need_no_other_host(client):
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/figures/" in described["paths"]
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"://" not in page.content.replace(b"http://testserver", b"")


def test_every_address_of_the_api_is_routed_below_it():
    api = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "api/v1/")
    assert all(isinstance(entry, URLPattern) for entry in api.url_patterns)
