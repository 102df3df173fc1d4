"""The release that a reader asks for, and the province's figures in it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest

from core import clock
from datasets.selectors.prepared import area_view
from datasets.selectors.releases import ReleaseLine, release_line
from units.selectors.areas import province_area


def release_asked(request: HttpRequest) -> ReleaseLine | None:
    """The release that `?ban=N` names, else the newest; None before the first. Raises Http404 for an unknown one.

    Under a preview's link the staged one. The answer is kept as long as what the line says holds
    (`datasets.middleware`).
    """
    found: ReleaseLine | None = getattr(request, "preview", None)
    if found is None:
        asked = request.GET.get("ban")
        found = release_line() if asked is None else release_numbered(asked)
    request.release_line = found  # type: ignore[attr-defined]
    return found


def release_of(context: Mapping[str, Any]) -> ReleaseLine | None:
    """The release of a block's page: what its context holds, else what its reader asks for, else the newest."""
    if "release" in context:
        return context["release"]
    request = context.get("request")
    if request is None:
        return release_line()
    return request.release_line if hasattr(request, "release_line") else release_asked(request)


def release_numbered(asked: str) -> ReleaseLine:
    """The published release of the number as it stands in an address. Raises Http404 for an unknown one."""
    try:
        found = release_line(_number(asked))
    except LookupError as error:
        raise Http404("không có bản công bố này") from error
    if found is None:
        raise Http404("chưa có bản công bố nào")
    return found


def province_figures(release: ReleaseLine | None) -> dict[str, Any]:
    """{"release": line or None, "view": prepared view of the whole province or None}."""
    area = province_area(release.date if release else clock.today())
    view = area_view(release.number, area) if release and area else None
    return {"release": release, "view": view}


def _number(asked: str) -> int:
    """A release number of at most five ASCII digits. Raises LookupError for anything else."""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 5):
        raise LookupError(asked[:20])
    return int(asked)
