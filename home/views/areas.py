"""A reader's own area: found by name or from the list, then its figures and who answers for them."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import access, clock
from core.text import nfc
from datasets.selectors.asked import release_asked
from datasets.selectors.prepared import area_view
from home.selectors.latest_directives import holding_in
from units.models import AdministrativeArea
from units.selectors.areas import area_at, area_bearing, areas_at, find_areas, province_area

LONGEST_QUERY = 200
MOST_UNITS = 12


@access.public
def area_search(request: HttpRequest) -> HttpResponse:
    """`/dia-ban/?q=`: areas of today by name, accents or not, and the list of those directly below the province."""
    today = clock.today()
    query = nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    province = province_area(today)
    context = {
        "q": query,
        "matches": [_entry(area, today) for area in find_areas(query, today)],
        "areas": [_entry(area, today) for area in areas_at(today, parent=province)] if province else [],
    }
    return render(request, "home/area_search.html", context)


@access.public
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """`/dia-ban/<code>/?ban=N&ngay=2021-10-08`: the area that bore the code then, with its published figures, and the
    directives that applied on the day of the release or else on the day asked for; today without either."""
    release, asked = release_asked(request), _date_asked(request)
    shown = release.date if release else clock.today()
    area = _area(code, asked, shown)
    then = shown if "ban" in request.GET else asked
    ended = area.valid_to is not None and area.valid_to <= clock.today()
    context = {
        "area": area,
        "release": release,
        "view": area_view(release.number, area) if release else None,
        "ended": ended,
        "successors": [_entry(successor, shown) for successor in area.successors.all()] if ended else [],
        "children": [_entry(child, shown) for child in _children(area, shown)],
        "units": list(area.units.order_by("level", "name")[:MOST_UNITS]) if area.parent_id else [],
        "latest": holding_in(area.code, then or clock.today()) if area.parent_id else [],
        "latest_then": then if then != clock.today() else None,
        "breadcrumbs": _breadcrumbs(area, shown),
    }
    return render(request, "home/area_page.html", context)


def _area(code: str, asked: dt.date | None, shown: dt.date) -> AdministrativeArea:
    """The area of the code on the day asked for; without one, of the day shown, else the last that bore it."""
    area = area_at(code, asked) if asked else area_bearing(code, shown)
    if area is None:
        raise Http404("không có địa bàn này")
    return area


def _date_asked(request: HttpRequest) -> dt.date | None:
    asked = request.GET.get("ngay")
    if asked is None:
        return None
    try:
        return dt.date.fromisoformat(asked)
    except ValueError as error:
        raise Http404("không có ngày này") from error


def _children(area: AdministrativeArea, shown: dt.date) -> list[AdministrativeArea]:
    """Areas directly below on the day shown, or on the area's last day if it has ended."""
    last_day = area.valid_to - dt.timedelta(days=1) if area.valid_to else shown
    return areas_at(max(min(shown, last_day), area.valid_from), parent=area)


def _entry(area: AdministrativeArea, shown: dt.date) -> dict[str, Any]:
    """{"name", "url", "note"}: the note names the district, since communes share names."""
    district = area.parent.name if area.parent and area.parent.parent_id else ""
    return {"name": area.name, "url": _url(area, shown), "note": district}


def _url(area: AdministrativeArea, shown: dt.date) -> str:
    """The area's address; with a date where its code means another area, or none, on the day shown."""
    valid = area.valid_from <= shown and (area.valid_to is None or shown < area.valid_to)
    return reverse("area", args=[area.code]) + ("" if valid else f"?ngay={area.valid_from.isoformat()}")


def _breadcrumbs(area: AdministrativeArea, shown: dt.date) -> list[dict[str, str]]:
    """From the list of areas down to this one. The province's page is the home page."""
    steps: list[AdministrativeArea] = []
    step: AdministrativeArea | None = area
    while step is not None and step.parent_id:
        steps.insert(0, step)
        step = step.parent
    crumbs = [{"title": "Trang chủ", "url": "/"}, {"title": "Nơi tôi ở", "url": reverse("areas")}]
    return crumbs + [{"title": step.name, "url": _url(step, shown)} for step in steps or [area]]
