"""Two releases side by side: the province's figures in each, and what the later one corrected."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import access
from datasets.selectors.asked import province_figures, release_numbered
from datasets.selectors.corrections import corrected, corrected_openings, described, newest_first
from datasets.selectors.releases import ReleaseLine, release_line

MOST_SHOWN = 100


@access.public
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """`/so-lieu/so-sanh/?tu=N&den=M`, in whatever order; by default the newest release and the one before it."""
    older, newer = _asked(request)
    found = corrected(newer.number, since=older.number)
    openings = corrected_openings(newer.number, since=older.number)
    changed = newest_first([*described(openings[: MOST_SHOWN + 1]), *described(found[: MOST_SHOWN + 1])])
    context = {
        "older": older,
        "newer": newer,
        "releases": [older, newer],
        "rows": _side_by_side(older, newer),
        "corrections": changed[:MOST_SHOWN],
        "more": len(changed) > MOST_SHOWN,
        "breadcrumbs": [
            {"title": "Trang chủ", "url": "/"},
            {"title": "Số liệu", "url": "/so-lieu/"},
            {"title": "So sánh hai bản công bố", "url": ""},
        ],
    }
    return render(request, "datasets/comparison.html", context)


def _asked(request: HttpRequest) -> tuple[ReleaseLine, ReleaseLine]:
    """(older, newer)"""
    newest = release_line()
    if newest is None:
        raise Http404("chưa có bản công bố nào")
    second = release_numbered(request.GET.get("den") or str(newest.number))
    first = release_numbered(request.GET.get("tu") or str(max(second.number - 1, 1)))
    older, newer = sorted((first, second), key=lambda line: line.number)
    return older, newer


def _side_by_side(older: ReleaseLine, newer: ReleaseLine) -> list[dict[str, Any]]:
    """[{"name", "unit", "tiles": [older, newer], "added": to the running total}] of the province's indicators."""
    before = {tile["indicator"]: tile for tile in _tiles(older)}
    rows = [(before.get(tile["indicator"], {}), tile) for tile in _tiles(newer)]
    return [
        {
            "name": new["name"],
            "unit": new["unit"],
            "tiles": [old, new],
            "added": _added(old.get("total"), new["total"]),
        }
        for old, new in rows
    ]


def _added(old: int | None, new: int | None) -> int | None:
    return None if old is None or new is None else new - old


def _tiles(release: ReleaseLine) -> list[dict[str, Any]]:
    view = province_figures(release)["view"]
    return view["tiles"] if view else []
