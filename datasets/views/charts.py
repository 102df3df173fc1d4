"""One chart on a page of its own, in a frame of another site, or as a file; `?ban=N` is its permanent address."""

import csv
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from core import access, province
from datasets.selectors import prepared
from datasets.selectors.area_charts import SLUGS, Chart
from datasets.selectors.asked import release_asked
from datasets.selectors.prepared import area_view
from datasets.selectors.releases import ReleaseLine
from units.exports import harmless
from units.models import AdministrativeArea
from units.selectors.areas import area_bearing

FORMS = {"number": 0, "decimal": 1, "percent": 2}
"""Digits after the point in a file"""

Shown = dict[str, Any]


def shown(request: HttpRequest, slug: str, code: str) -> Shown:
    """{"release", "area", "view", "chart"}. Raises Http404 for what is not there."""
    kind, release = SLUGS.get(slug), release_asked(request)
    area = area_bearing(code, release.date) if release else None
    if kind is None or release is None or area is None:
        raise Http404("không có biểu đồ này")
    view = area_view(release.number, area)
    if kind not in view["charts"]:
        raise Http404("tỉnh không có số liệu cho biểu đồ này")
    return {"release": release, "area": area, "view": view, "chart": view["charts"][kind]}


def _framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Any site may frame what the view answers."""
    return csp_replace({"frame-ancestors": ["*"]})(view)


@access.public
@require_safe
def page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """`/so-lieu/bieu-do/<slug>/<code>/?ban=N`: the chart with its whole table."""
    found = shown(request, slug, code)
    area: AdministrativeArea = found["area"]
    crumbs = [{"title": "Trang chủ", "url": "/"}, {"title": "Số liệu", "url": "/so-lieu/"}]
    if area.parent_id:
        crumbs.append({"title": area.name, "url": f"/dia-ban/{area.code}/"})
    breadcrumbs = [*crumbs, {"title": found["chart"]["title"], "url": ""}]
    return render(request, "datasets/chart_page.html", found | {"whole": True, "breadcrumbs": breadcrumbs})


@access.public
@xframe_options_exempt
@_framed
@require_safe
def embed(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """`…/nhung/?ban=N`: the chart alone with its source, which any site may frame."""
    return render(request, "datasets/chart_embed.html", shown(request, slug, code) | {"bare": True})


def _file(media_type: str, ending: str) -> Callable[..., Any]:
    """A view that answers with the file that `make` makes of what is shown. 404 where there is nothing to draw."""

    def decorated(make: Callable[[Shown], bytes]) -> Callable[..., HttpResponse]:
        @access.public
        @require_safe
        @wraps(make)
        def answered(request: HttpRequest, slug: str, code: str) -> HttpResponse:
            found = shown(request, slug, code)
            if "note" in found["chart"]:
                raise Http404("biểu đồ này không có số liệu")
            answer = HttpResponse(make(found), content_type=media_type)
            name = f"{province.current().slug}-{slug}-{found['area'].code}-ban-{found['release'].number}.{ending}"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer

        return answered

    return decorated


@_file("text/csv; charset=utf-8", "csv")
def as_csv(found: Shown) -> bytes:
    """`…/bieu-do.csv?ban=N`: the values that are drawn, and nothing that is kept back."""
    answer = HttpResponse("\ufeff")
    writer = csv.writer(answer)
    chart, release = found["chart"], found["release"]
    of_areas = "code" in chart["rows"][0] if chart["rows"] else False
    head = ["ma_dia_ban", "dia_ban"] if of_areas else ["ngay"]
    tail = [] if of_areas else ["tam_tinh", "da_dinh_chinh"]
    writer.writerow([*head, *(column["code"] for column in chart["columns"]), *tail, "ban_cong_bo"])
    writer.writerows(_line(row, chart, release) for row in reversed(chart["rows"]))
    return answer.content


def _line(row: dict[str, Any], chart: Chart, release: ReleaseLine) -> list[Any]:
    values = [_written(value, column["form"]) for value, column in zip(row["values"], chart["columns"], strict=True)]
    if "code" in row:
        return [row["code"], harmless(row["name"]), *values, release.number]
    marks = [int(row.get(mark, False)) for mark in ("provisional", "corrected")]
    return [row["date"], *values, *marks, release.number]


def _written(value: float | None, form: str) -> str:
    return "" if value is None else f"{value:.{FORMS[form]}f}"


@_file("image/png", "png")
def as_png(found: Shown) -> bytes:
    """`…/bieu-do.png?ban=N`"""
    return prepared.chart_png(found["release"].number, found["area"], found["view"], found["chart"])


@_file("image/svg+xml", "svg")
def as_svg(found: Shown) -> bytes:
    """`…/bieu-do.svg?ban=N`"""
    return prepared.poster(found["view"], found["chart"]).encode()
