"""What stands around the hits: the filter form with its counts, chips of active filters, links to other pages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from core import force
from core.searchable import KINDS
from search.find import Results
from search.query import KIND_NAMES, LAST_PAGE, SORTS, Query
from search.selectors import areas_offered
from units.models import Level
from units.selectors.areas import area_at

MOST_ISSUERS = 60
NEIGHBOURS = 2
ORDERS = {"": "Phù hợp nhất", "moi": "Mới nhất", "cu": "Cũ nhất"}
"""{in the address: on screen}"""


@dataclass(frozen=True)
class Choice:
    """One value that a filter can take, and how many it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """An active filter and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Order:
    """An order of the results, as the address has it, and the address that shows them in it."""

    code: str
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class PageLink:
    """A page of results; `label` is its number or "Trang sau"."""

    label: str
    url: str
    current: bool = False


def form(found: Results) -> dict[str, Any]:
    """{kinds, statuses, types, issuers, years, areas, whole, since, until, on}: what the filter form shows.

    `whole` is what chooses the whole province.
    """
    filters, facets = found.query.filters, found.facets
    areas = areas_offered(filters.area, found.query.day)
    top = [area.code for area in areas if area.level == Level.PROVINCE]
    return {
        "kinds": _counted(facets.get("kind", {}), KIND_NAMES, set(filters.kinds), KINDS),
        "statuses": _counted(facets.get("status", {}), force.LABELS, {filters.status}, force.LABELS),
        "types": _listed(facets.get("type", {}), filters.type),
        "issuers": _listed(facets.get("issuer", {}), filters.issuer),
        "years": _years(facets.get("year", {}), filters.year),
        "areas": [
            Choice(area.code, area.name, facets.get("area", {}).get(area.code, 0), area.code == filters.area)
            for area in areas
            if area.code not in top
        ],
        "whole": top[0] if top else _whole(found),
        "since": _day(filters.since),
        "until": _day(filters.until),
        "on": _day(filters.on),
    }


def chips(query: Query, asked: QueryDict, areas: Iterable[Choice]) -> list[Chip]:
    """The filters that are on, each with the address that turns it off; `areas` are those that the form offers."""
    filters = query.filters
    found = [Chip(KIND_NAMES[kind], _without(asked, "loai", kind)) for kind in filters.kinds]
    single = (
        ("hieu-luc", force.LABELS.get(filters.status, "")),
        ("ngay", f"Hiệu lực tại {_day(filters.on)}" if filters.on else ""),
        ("the-loai", filters.type),
        ("co-quan", filters.issuer),
        ("dia-ban", _area_name(query, areas)),
        ("nam", f"Năm {filters.year}" if filters.year else ""),
        ("tu", f"Từ {_day(filters.since)}" if filters.since else ""),
        ("den", f"Đến {_day(filters.until)}" if filters.until else ""),
    )
    return found + [Chip(label, _without(asked, name)) for name, label in single if label]


def orders(query: Query, asked: QueryDict) -> list[Order]:
    """The orders there are, the one they stand in among them."""
    return [_order(code, label, query, asked) for code, label in ORDERS.items()]


def feed_address(asked: QueryDict) -> str:
    """The feed of what the query and its filters find."""
    return f"{reverse('search_feed')}{_in_order(asked, '')}"


def page_links(found: Results, asked: QueryDict) -> list[PageLink]:
    """The pages around the present one, the first, and the next; nothing for a single page."""
    page, last = found.query.page, min(found.pages, LAST_PAGE)
    if last <= 1:
        return []
    near = range(max(1, page - NEIGHBOURS), min(last, page + NEIGHBOURS) + 1)
    links = [PageLink(str(n), _at_page(asked, n), n == page) for n in sorted({1, *near})]
    return links + ([PageLink("Trang sau", _at_page(asked, page + 1))] if page < last else [])


def whole_province(found: Results, asked: QueryDict) -> str:
    """The address that takes back the narrowing to a place that the query names."""
    other = asked.copy()
    other.pop("trang", None)
    other["dia-ban"] = found.place.whole if found.place else ""
    return f"?{other.urlencode()}"


def _order(code: str, label: str, query: Query, asked: QueryDict) -> Order:
    return Order(code, label, _in_order(asked, code), current=SORTS.get(code, "") == query.sort)


def _whole(found: Results) -> str:
    """What "Toàn tỉnh" stands for: the province's code once the query names a place in it, else nothing."""
    return found.place.whole if found.place else ""


def _area_name(query: Query, offered: Iterable[Choice]) -> str:
    if named := next((area.label for area in offered if area.chosen), ""):
        return named
    area = area_at(query.filters.area, query.day) if query.filters.area else None
    return area.name if area else ""


def _counted(
    counts: Mapping[str, int], labels: Mapping[str, str], chosen: set[str], order: Iterable[str]
) -> list[Choice]:
    return [
        Choice(value, labels[value], counts.get(value, 0), value in chosen)
        for value in order
        if counts.get(value) or value in chosen
    ]


def _listed(counts: Mapping[str, int], chosen: str) -> list[Choice]:
    values = list(counts)[:MOST_ISSUERS]
    values += [chosen] if chosen and chosen not in values else []
    return [Choice(value, value, counts.get(value, 0), value == chosen) for value in values]


def _years(counts: Mapping[str, int], chosen: int | None) -> list[Choice]:
    """The newest first."""
    year = f"{chosen:04}" if chosen else ""
    offered = sorted({*counts, year} - {""}, reverse=True)
    return [Choice(value, value, counts.get(value, 0), value == year) for value in offered]


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _without(asked: QueryDict, name: str, value: str = "") -> str:
    rest = asked.copy()
    rest.pop("trang", None)
    rest.setlist(name, [given for given in rest.getlist(name) if value and given != value])
    return f"?{rest.urlencode()}"


def _in_order(asked: QueryDict, code: str) -> str:
    other = asked.copy()
    for name in ("trang", "sap-xep"):
        other.pop(name, None)
    if code:
        other["sap-xep"] = code
    return f"?{other.urlencode()}"


def _at_page(asked: QueryDict, page: int) -> str:
    other = asked.copy()
    other["trang"] = str(page)
    return f"?{other.urlencode()}"
