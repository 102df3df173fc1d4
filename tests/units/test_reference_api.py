"""Areas resolve at a date; a code that was given again shows all it ever meant."""

import pytest

from units.models import AdministrativeArea, AreaSuccession, Level, OrganisationalUnit, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(evening):
    """A district of 2021, and a ward of 2025 that took its code."""
    make = AdministrativeArea.objects.create
    province = make(code="40", name="tỉnh Nghệ An", level=0, valid_from="2020-01-01")
    district = make(
        code="412", name="Thành phố Vinh", level=1, parent=province, valid_from="2020-01-01", valid_to="2025-07-01"
    )
    make(code="413", name="Thị xã Cửa Lò", level=1, parent=province, valid_from="2020-01-01", valid_to="2025-07-01")
    ward = make(code="412", name="Phường Trường Vinh", level=2, parent=province, valid_from="2025-07-01")
    AreaSuccession.objects.create(predecessor=district, successor=ward)
    return province


def codes(response):
    assert response.status_code == 200, response.content.decode()
    return [(item["code"], item["level"]) for item in response.json()["items"]]


def test_areas_are_those_of_the_day(client, areas):
    assert codes(client.get("/api/v1/areas/")) == [("40", "province"), ("412", "district"), ("413", "district")]
    assert codes(client.get("/api/v1/areas/?at=2025-07-01")) == [("40", "province"), ("412", "commune")]
    assert codes(client.get("/api/v1/areas/?parent=40&level=commune")) == []
    assert codes(client.get("/api/v1/areas/?level=district&parent=40"))[0] == ("412", "district")


def test_an_area_shows_the_versions_of_its_code(client, areas):
    area = client.get("/api/v1/areas/412/").json()
    assert (area["name"], area["parent"]) == ("Thành phố Vinh", "40")
    assert [v["valid_from"] for v in area["versions"]] == ["2020-01-01", "2025-07-01"]
    assert area["versions"][0]["successors"] == ["412"]


def test_pages_continue_where_the_last_ended(client, areas):
    first = client.get("/api/v1/areas/?limit=2")
    assert codes(first) == [("40", "province"), ("412", "district")]
    assert codes(client.get(first.json()["next"])) == [("413", "district")]


def test_units_name_parent_and_area(client, areas):
    kind = UnitKind.objects.create(code="so", name="Sở", level=Level.PROVINCE)
    syt = OrganisationalUnit.objects.create(
        abbreviation="syt",
        name="Sở Y tế",
        short_name="Sở Y tế",
        kind=kind,
        level=0,
        area=areas,
        head_office="Giám đốc",
    )
    OrganisationalUnit.objects.create(
        abbreviation="cdc", name="Trung tâm", short_name="CDC", kind=kind, level=0, parent=syt, head_office="Giám đốc"
    )
    first = client.get("/api/v1/units/?limit=1").json()
    assert first["items"][0]["abbreviation"] == "cdc"
    assert first["items"][0]["parent"] == "syt"
    assert client.get(first["next"]).json()["items"][0]["area"] == "40"


@pytest.mark.parametrize(
    "address",
    ["areas/99999/", "areas/?parent=99999", "areas/?level=x", "areas/?at=2021-02-31", "areas/?at=1", "areas/x/y/",
     "areas/" + "a" * 10_000 + "/", "areas/?parent=" + "a" * 10_000, "units/?cursor=WzFd", "units/?cursor=%FF"],
    ids=lambda address: address[:30],
)  # fmt: skip
def test_bad_requests_get_a_problem_document(client, areas, address):
    response = client.get(f"/api/v1/{address}")
    assert response.status_code in (400, 404)
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["detail"]
