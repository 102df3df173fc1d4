"""Essential services, and the other places that people look for, for other systems."""

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from core import clock
from core.paging import Cursor, IsoDate, Limit, after, decode, next_url
from datasets.models import Facility
from home.api.hotlines import NumberOut, area_named
from home.opening_hours import read
from home.phones import phones
from home.selectors.services import ORDER, services_at

router = Router(tags=["Đường dây nóng, hướng dẫn, dịch vụ"])
KindName = Literal["chot_kiem_soat", "cach_ly", "dieu_tri", "xet_nghiem", "tiem_chung", "thiet_yeu"]
DEFAULT_LIMIT = 200


class ServiceOut(Schema):
    """`open` is null where the hours are not certain or the place has paused; `lng`, `lat` in degrees."""

    id: int
    kind: str
    sub_kind: str
    sub_kind_label: str
    name: str
    area: str
    area_name: str
    district: str
    address: str
    phones: list[NumberOut]
    opening_hours: str
    open: bool | None
    link: str
    status: str
    lng: float | None
    lat: float | None
    valid_from: dt.date
    valid_to: dt.date | None
    unit: str
    simulated: bool


class ServicesOut(Schema):
    items: list[ServiceOut]
    next: str | None


class Filters(Schema):
    """`area` with all that lies below it; `at`: the day, today by default."""

    area: Annotated[str | None, Query(max_length=10)] = None
    kind: KindName = "thiet_yeu"
    sub_kind: Annotated[str, Query(max_length=40)] = ""
    at: IsoDate | None = None


@router.get("services/", response=ServicesOut, summary="Dịch vụ thiết yếu")
def list_services(
    request: HttpRequest, filters: Query[Filters], limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> ServicesOut:
    """Places that readers see, by district, sub-kind and name; essential services unless another is asked for."""
    date = filters.at or clock.today()
    area = area_named(filters.area, date) if filters.area is not None else None
    found = services_at(date, kind=filters.kind, sub_kind=filters.sub_kind, area=area)
    if cursor is not None:
        found = found.filter(after(ORDER, decode(cursor, (str, str, str, int))))
    rows = list(found[: limit + 1])
    shown = rows[:limit]
    more = next_url(request, tuple(getattr(shown[-1], name) for name in ORDER)) if rows[limit:] else None
    return ServicesOut(items=[_service(place) for place in shown], next=more)


def _service(place: Facility) -> ServiceOut:
    opening, point = read(place.opening_hours), place.coordinates
    known = opening is not None and place.status == Facility.Status.OPEN
    return ServiceOut(
        id=place.pk,
        kind=place.kind,
        sub_kind=place.sub_kind,
        sub_kind_label=place.sub_kind_label,
        name=place.name,
        area=place.area.code,
        area_name=place.area.name,
        district=place.district_code,
        address=place.address,
        phones=[NumberOut(number=phone.shown, uri=phone.uri or None) for phone in phones(place.phone)],
        opening_hours=place.opening_hours,
        open=opening.at(clock.now()).open if opening and known else None,
        link=place.link,
        status=place.status,
        lng=point[0] if point else None,
        lat=point[1] if point else None,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        unit=place.unit.abbreviation,
        simulated=place.simulated,
    )
