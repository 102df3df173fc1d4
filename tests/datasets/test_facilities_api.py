"""Readers get live facilities of a day as GeoJSON; whatever they send, it is places or a problem document."""

import datetime as dt
from types import SimpleNamespace
from typing import get_args

import pytest

from core import geo
from core.hooks import Demo
from datasets.actions.load_demo_places import load_places
from datasets.api.facilities import KindName
from datasets.models import Facility
from tests.datasets import factories
from units import policy
from units.models import Duty, Level, OrganisationalUnit, UnitKind, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(evening):
    return factories.build()


@pytest.fixture
def add(province):
    def _add(name, *, area="11", unit="ttyt-mot", **fields):
        fields = {"kind": "tiem_chung", "valid_from": dt.date(2021, 10, 1), "point": geo.point(105.6, 18.6)} | fields
        return Facility.objects.create(name=name, area=province.areas[area], unit=province.units[unit], **fields)

    return _add


def get(client, **query):
    response = client.get("/api/v1/facilities/", query)
    assert response.status_code == 200, response.content.decode()
    answer = response.json()
    assert answer["type"] == "FeatureCollection"
    return answer["features"]


def names(client, **query) -> set[str]:
    return {feature["properties"]["name"] for feature in get(client, **query)}


def test_a_facility_is_a_feature_with_its_area_kind_and_days(client, add):
    add("Trạm Hoa Sen", capacity=100, valid_to=dt.date(2021, 10, 31))
    (feature,) = get(client)
    assert feature["geometry"] == {"type": "Point", "coordinates": [105.6, 18.6]}
    wanted = {
        "code": "11",
        "kind": "tiem_chung",
        "name": "Trạm Hoa Sen",
        "valid_from": "2021-10-01",
        "valid_to": "2021-10-31",
        "capacity": 100,
        "in_use": None,
        "status": "hoat_dong",
        "unit": "ttyt-mot",
    }
    assert feature["properties"] | wanted == feature["properties"]


def test_an_unknown_place_has_no_geometry_and_lies_in_no_box(client, add):
    add("Bán trên mạng", kind="thiet_yeu", point="")
    assert get(client)[0]["geometry"] is None
    assert get(client, bbox="100,5,112,25") == []


def test_the_documented_kinds_are_the_stored_ones():
    assert set(get_args(KindName)) == set(Facility.Kind.values)


def test_a_draft_is_seen_by_nobody(client, add):
    add("Nháp", live=False)
    add("Công khai")
    assert names(client) == {"Công khai"}


def test_validity_includes_both_days(client, add):
    add("Tháng Mười", valid_to=dt.date(2021, 10, 10))
    shown = {at: bool(names(client, at=at)) for at in ("2021-09-30", "2021-10-01", "2021-10-10", "2021-10-11")}
    assert list(shown.values()) == [False, True, True, False]


def test_a_closed_one_is_history_up_to_its_last_day(client, add):
    add("Đóng", status="da_dong", valid_to=dt.date(2021, 10, 5))
    add("Đóng không rõ ngày", status="da_dong")
    assert names(client) == set()
    assert names(client, at="2021-10-05") == {"Đóng"}


def test_by_kind_area_and_box(client, add):
    add("Mười Một")
    add("Mười Hai", area="12", kind="cach_ly", point=geo.point(105.9, 18.9))
    add("Huyện Hai", area="2")
    add("Hai Mốt", area="21", kind="dieu_tri")
    assert names(client, area="1") == {"Mười Một", "Mười Hai"}
    assert names(client, area="11") == {"Mười Một"}
    assert names(client, area="40") == {"Mười Một", "Mười Hai", "Huyện Hai", "Hai Mốt"}
    assert names(client, kind=["cach_ly", "dieu_tri"]) == {"Mười Hai", "Hai Mốt"}
    assert names(client, area="2", kind="dieu_tri") == {"Hai Mốt"}
    assert names(client, bbox="105.8,18.8,106,19") == {"Mười Hai"}
    assert names(client, bbox="105.6,18.6,105.6,18.6") == {"Mười Một", "Huyện Hai", "Hai Mốt"}


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": bbox}
        for bbox in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "106,18,105,19", "105,19,106,18", "nan,1,2,3", "1,2,3,inf")
    ]
    + [{"bbox": "9" * 500}, {"bbox": "-181,0,0,0"}, {"kind": ""}, {"kind": "quan_an"}]
    + [{"area": ""}, {"area": "99"}, {"area": "1" * 10_000}, {"at": "31/02/2021"}, {"at": "2021-02-31"}],
)
def test_a_wrong_question_gets_a_problem_document(client, add, query):
    response = client.get("/api/v1/facilities/", query)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["status"] == 400


def test_queries_do_not_grow_with_facilities(client, add, django_assert_max_num_queries):
    for number in range(30):
        add(f"Điểm {number}", area=("11", "12", "21")[number % 3])
    with django_assert_max_num_queries(4):
        assert len(get(client, area="40")) == 30


def test_the_demo_gives_every_kind_to_a_unit_with_the_duty(client, province):
    duties = {"ttyt": ("tiem_chung", "dieu_tri"), "cdc": ("xet_nghiem", "chot_kiem_soat"), "tyt": ("thiet_yeu",)}
    for kind, subjects in duties.items():
        unit_kind = UnitKind.objects.get(code=kind)
        for subject in subjects:
            Duty.objects.create(
                code=f"{kind}-{subject}",
                unit_kind=unit_kind,
                article="11.3",
                action="update",
                subject=f"facilities:{subject}",
                level=Level(unit_kind.level),
                frequency="change",
                task="Cập nhật.",
            )
    ring = [[105.0, 18.0], [105.5, 18.0], [105.5, 18.5], [105.0, 18.5], [105.0, 18.0]]
    feature = {"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    data = SimpleNamespace(geojson=lambda name: {"features": [feature]})
    counts = load_places(Demo(province=data, days=30, seed=1, password=""))
    placed = list(Facility.objects.select_related("unit", "area"))
    assert counts == {"facilities": len(placed)}
    assert {facility.kind for facility in placed} >= {"tiem_chung", "dieu_tri", "xet_nghiem", "chot_kiem_soat"}
    for facility in placed:
        facility.full_clean()
        assert (facility.live, facility.simulated) == (True, True)
        assert policy.may(User(unit=facility.unit), policy.ENTER, facility)
    assert len(get(client, bbox="105,18,105.5,18.5", area="1")) == len(placed)
    assert OrganisationalUnit.objects.filter(facilities__isnull=False).exists()
