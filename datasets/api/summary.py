"""The figures of one area at a release, as the portal's tiles show them."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from core import province
from core.problems import Refused
from datasets import days
from datasets.selectors import day_summary, figures, open_data
from units.selectors.areas import area_at, province_area

router = Router(tags=["Số liệu"])


class LineOut(Schema):
    indicator: str
    value: int | None
    change: int | None
    total: int | None
    provisional: bool


class SummaryOut(Schema):
    area: str
    release: int
    values: list[LineOut]


@router.get("summary/", response=SummaryOut, summary="Số liệu mới nhất của một địa bàn")
def summary(
    request: HttpRequest, area: Annotated[str | None, Query(max_length=10)] = None, release: int | None = None
) -> SummaryOut:
    """The release's last day so far; `change` against the same slots of the day before, `total` of the season."""
    number = open_data.published_release(release).number
    head = figures.head(number)
    if head is None:
        raise Http404("Bản công bố này chưa có số liệu.")
    date = days.date(head[0])
    place = area_at(area, date) if area is not None else province_area(date)
    if place is None:
        raise Refused(f"Không có địa bàn mang mã này vào ngày {date:%d/%m/%Y}; xem /api/v1/areas/.")
    here = province.current()
    provisional = head[0] >= open_data.provisional_from(here, head[0])
    lines = day_summary.day_summary(here, number, place.pk, *head)
    values = [LineOut(**line._asdict(), provisional=provisional) for line in lines]
    return SummaryOut(area=place.code, release=number, values=values)
