"""Hotlines for other systems."""

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from core import clock
from core.paging import Cursor, IsoDate, Limit, after, decode, next_url
from core.problems import Refused
from home.models import Hotline
from home.selectors.hotlines import serving, shown_at
from units.models import AdministrativeArea
from units.selectors.areas import area_at

router = Router(tags=["Đường dây nóng, hướng dẫn, dịch vụ"])
PurposeName = Literal["cap_cuu", "khai_bao", "cach_ly", "tiem_chung", "luong_thuc", "chinh_sach", "phan_anh"]
KEY = ("order", "name", "pk")
DEFAULT_LIMIT = 200


class NumberOut(Schema):
    """`uri` is what a phone calls; null where the number cannot be one."""

    number: str
    uri: str | None


class HotlineOut(Schema):
    """`area` is the code of whom it serves; `open` is null where the hours are not certain."""

    id: int
    name: str
    purpose: str
    purpose_label: str
    phones: list[NumberOut]
    hours: str
    open: bool | None
    area: str
    area_name: str
    answered_by: str
    note: str
    unit: str
    tested_on: dt.date | None
    valid_from: dt.date
    valid_to: dt.date | None
    simulated: bool


class HotlinesOut(Schema):
    items: list[HotlineOut]
    next: str | None


class Filters(Schema):
    """`area`: what is near it, with the district's and the province's numbers; `at`: the day, today by default."""

    area: Annotated[str | None, Query(max_length=10)] = None
    purpose: PurposeName | None = None
    at: IsoDate | None = None


@router.get("hotlines/", response=HotlinesOut, summary="Đường dây nóng")
def list_hotlines(
    request: HttpRequest, filters: Query[Filters], limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> HotlinesOut:
    """The numbers that readers see, in the order that units gave them; without the emergency number 115."""
    date = filters.at or clock.today()
    found = shown_at(date, purpose=filters.purpose or "")
    if filters.area is not None:
        found = found.filter(serving(area_named(filters.area, date), date))
    if cursor is not None:
        found = found.filter(after(KEY, decode(cursor, (int, str, int))))
    rows = list(found[: limit + 1])
    more = (
        next_url(request, (rows[limit - 1].order, rows[limit - 1].name, rows[limit - 1].pk)) if rows[limit:] else None
    )
    return HotlinesOut(items=[_hotline(hotline) for hotline in rows[:limit]], next=more)


def area_named(code: str, date: dt.date) -> AdministrativeArea:
    """The area of a code on a day. Raises `Refused`."""
    area = area_at(code, date)
    if area is None:
        raise Refused(f"Không có địa bàn mã “{code}” vào ngày {date:%d/%m/%Y}.")
    return area


def _hotline(hotline: Hotline) -> HotlineOut:
    opening = hotline.opening
    return HotlineOut(
        id=hotline.pk,
        name=hotline.name,
        purpose=hotline.purpose,
        purpose_label=hotline.get_purpose_display(),
        phones=[NumberOut(number=phone.shown, uri=phone.uri or None) for phone in hotline.numbers],
        hours=hotline.hours,
        open=opening.at(clock.now()).open if opening else None,
        area=hotline.area.code,
        area_name=hotline.area.name,
        answered_by=hotline.answered_by,
        note=hotline.note,
        unit=hotline.unit.abbreviation,
        tested_on=hotline.tested_on,
        valid_from=hotline.valid_from,
        valid_to=hotline.valid_to,
        simulated=hotline.simulated,
    )
