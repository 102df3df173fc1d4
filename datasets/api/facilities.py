"""Live facilities as GeoJSON."""

import datetime as dt
import math
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from core import clock
from core.paging import IsoDate
from core.problems import Refused
from datasets.models import Facility
from datasets.selectors.facilities import Box, facilities_at
from units.selectors.areas import area_at

router = Router(tags=["Điểm, cơ sở"])
KindName = Literal["chot_kiem_soat", "cach_ly", "dieu_tri", "xet_nghiem", "tiem_chung", "thiet_yeu"]


class PointOut(Schema):
    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class FacilityOut(Schema):
    """`code` is that of the area; `valid_to` the last day; `unit` the abbreviation of who keeps the record."""

    code: str
    area_name: str
    kind: str
    sub_kind: str
    name: str
    address: str
    phone: str
    opening_hours: str
    link: str
    capacity: int | None
    in_use: int | None
    status: str
    valid_from: dt.date
    valid_to: dt.date | None
    unit: str
    simulated: bool


class FeatureOut(Schema):
    type: Literal["Feature"] = "Feature"
    id: int
    geometry: PointOut | None
    properties: FacilityOut


class FeatureCollection(Schema):
    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[FeatureOut]


class Filters(Schema):
    """`kind` one or more; `area` with all that lies below it; `bbox` west,south,east,north in degrees."""

    kind: Annotated[list[KindName], Query(max_length=20)] = []
    area: Annotated[str | None, Query(max_length=10)] = None
    bbox: Annotated[str | None, Query(max_length=120, examples=["105.5,18.5,105.9,18.9"])] = None
    at: IsoDate | None = None


@router.get("facilities/", response=FeatureCollection, summary="Điểm, cơ sở phục vụ phòng, chống dịch")
def list_facilities(request: HttpRequest, filters: Query[Filters]) -> FeatureCollection:
    """GeoJSON (RFC 7946); `at` is the day asked for, today by default; `geometry` is null where it is not known."""
    date = filters.at or clock.today()
    area = area_at(filters.area, date) if filters.area is not None else None
    if filters.area is not None and area is None:
        raise Refused(f"Không có địa bàn mã “{filters.area}” vào ngày {date:%d/%m/%Y}.")
    box = parse_box(filters.bbox) if filters.bbox is not None else None
    found = facilities_at(date, kinds=filters.kind, area=area, box=box)
    return FeatureCollection(features=[_feature(facility) for facility in found])


def parse_box(text: str) -> Box:
    """`west,south,east,north` in degrees. Raises `Refused`."""
    try:
        box = Box(*map(float, text.split(",")))
    except (TypeError, ValueError):
        box = None
    if box is None or not _is_box(box):
        raise Refused("Tham số “bbox” phải là tây,nam,đông,bắc tính bằng độ, ví dụ 105.5,18.5,105.9,18.9.")
    return box


def _is_box(box: Box) -> bool:
    on_earth = -180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90
    return all(map(math.isfinite, box)) and on_earth


def _feature(facility: Facility) -> FeatureOut:
    point = facility.coordinates
    return FeatureOut(
        id=facility.pk,
        geometry=PointOut(coordinates=point) if point else None,
        properties=FacilityOut(
            code=facility.area.code,
            area_name=facility.area.name,
            kind=facility.kind,
            sub_kind=facility.sub_kind,
            name=facility.name,
            address=facility.address,
            phone=facility.phone,
            opening_hours=facility.opening_hours,
            link=facility.link,
            capacity=facility.capacity,
            in_use=facility.in_use,
            status=facility.status,
            valid_from=facility.valid_from,
            valid_to=facility.valid_to,
            unit=facility.unit.abbreviation,
            simulated=facility.simulated,
        ),
    )
