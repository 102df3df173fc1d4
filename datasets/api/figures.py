"""Published figures by area, indicator and time, as JSON or CSV."""

import csv
import datetime as dt
import io
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from core import province
from core.paging import Cursor, IsoDate, Key, Limit, decode, next_url
from core.problems import Refused
from datasets import days
from datasets.models import Release
from datasets.selectors import figures, open_data
from datasets.selectors.derived import Derived, derived_named
from units.models import Level

router = Router(tags=["Số liệu"])
COLUMNS = ("date", "slot", "area", "indicator", "value", "provisional")


class FigureOut(Schema):
    date: dt.date
    slot: str | None
    area: str
    indicator: str
    value: int | float | None
    provisional: bool


class FigureList(Schema):
    release: int
    items: list[FigureOut]
    next: str | None


class Filters(Schema):
    """Which figures: `indicator` one or more codes; `area` with `level`: the areas of that level within it."""

    indicator: Annotated[list[str], Query(max_length=50)] = []
    area: Annotated[str | None, Query(max_length=10)] = None
    level: Literal["province", "district", "commune"] | None = None
    first: Annotated[IsoDate | None, Query(alias="from")] = None
    last: Annotated[IsoDate | None, Query(alias="to")] = None
    release: int | None = None
    granularity: Literal["day", "slot"] = "day"
    format: Literal["json", "csv"] = "json"


@router.get("figures/", response=FigureList, summary="Số liệu theo ngày hoặc khung giờ")
def list_figures(
    request: HttpRequest, filters: Query[Filters], cursor: Cursor = None, limit: Limit = 1_000
) -> HttpResponse | FigureList:
    """By indicator, area and time. A day's value: a flow's slots summed, a stock's last slot; then `slot` is null."""
    if filters.first and filters.last and filters.first > filters.last:
        raise Refused("Tham số “from” phải không sau “to”.")
    release = open_data.published_release(filters.release)
    derived = _derived(filters)
    found = _read(filters, release, cursor, limit + 1)
    key = tuple(part for part in found[limit - 1][:4] if part is not None) if found[limit:] else None
    more = next_url(request, key, release=release.number) if key else None
    items = _items(found[:limit], release)
    if derived and items:
        values = derived.compute(province.current(), release.number, derived.base.pk, found[:limit])
        changed = zip(items, values, strict=True)
        items = [item.model_copy(update={"value": value, "indicator": derived.code}) for item, value in changed]
    if filters.format == "csv":
        return _csv(items, release, more)
    return FigureList(release=release.number, items=items, next=more)


def _derived(filters: Filters) -> Derived | None:
    """The derived indicator that is asked for; then `filters` goes on with what it is made of."""
    named = [derived for derived in map(derived_named, filters.indicator) if derived]
    if not named:
        return None
    if len(filters.indicator) > 1 or filters.granularity != "day":
        raise Refused("Chỉ tiêu tính toán chỉ hỏi được từng chỉ tiêu một, theo ngày.")
    filters.indicator = [named[0].base.code]
    return named[0]


def _read(filters: Filters, release: Release, cursor: str | None, limit: int) -> list[open_data.Value]:
    indicators = open_data.indicators_named(filters.indicator)
    areas = open_data.areas_wanted(filters.area, Level[filters.level.upper()] if filters.level else None)
    facts = open_data.facts(release.number, indicators, areas, first=filters.first, last=filters.last)
    by_day = filters.granularity == "day"
    start: Key | None = decode(cursor, (int,) * (3 if by_day else 4)) if cursor is not None else None
    if not by_day:
        return open_data.slots_page(facts, start=start, limit=limit)
    flows = {indicator.pk for indicator in indicators if indicator.is_flow}
    slots = len(province.current().slots)
    return open_data.days_page(facts, flows=flows, slots=slots, start=start, limit=limit)


def _items(found: list[open_data.Value], release: Release) -> list[FigureOut]:
    here, head = province.current(), figures.head(release.number)
    provisional = open_data.provisional_from(here, head[0] if head else release.day)
    areas, indicators = open_data.codes_of(value.area for value in found), open_data.indicator_codes()
    return [
        FigureOut(
            date=days.date(value.day),
            slot=None if value.slot is None else days.slot_name(value.slot),
            area=areas[value.area],
            indicator=indicators[value.indicator],
            value=value.value,
            provisional=value.day >= provisional,
        )
        for value in found
    ]


def _csv(items: list[FigureOut], release: Release, more: str | None) -> HttpResponse:
    """One page as CSV; the next page's address is in the header Link."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(item) for item in items)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{release.number}.csv"'
    if more:
        response["Link"] = f'<{more}>; rel="next"'
    return response


def _cells(item: FigureOut) -> list[Any]:
    provisional = "true" if item.provisional else "false"
    return [item.date.isoformat(), item.slot or "", item.area, item.indicator, item.value, provisional]
