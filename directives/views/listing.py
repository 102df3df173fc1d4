"""What the list of all directives shows."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from core import clock, force
from core.slices import slice_asked
from directives.models import DirectivesPage
from directives.selectors import lists
from directives.selectors.lists import Asked, Choices
from directives.views.asked import day_asked

ANY = ("loai", "co-quan", "cap", "dia-ban", "nam", "hieu-luc", "linh-vuc", "doi-tuong")
SOON = f"?{urlencode({'hieu-luc': force.PENDING})}"


def list_context(section: DirectivesPage, request: HttpRequest) -> dict[str, Any]:
    """`?loai=&co-quan=&cap=&dia-ban=&nam=&hieu-luc=&linh-vuc=&doi-tuong=&ngay=&trang=`: statuses are those of the
    day, else of today's.

    Raises `Http404` for what no filter offers and for a page that is not there.
    """
    asked = {name: request.GET.get(name, "").strip() for name in ANY}
    found, chosen = lists.choices(), day_asked(request)
    _check(asked, found)
    day = chosen or clock.today()
    slice_ = slice_asked(request, lists.listed(_asked(asked, found), day))
    return {
        "choices": found,
        "asked": asked,
        "asked_issuer": asked["co-quan"],
        "asked_area": asked["dia-ban"],
        "asked_status": asked["hieu-luc"],
        "asked_topic": asked["linh-vuc"],
        "asked_audience": asked["doi-tuong"],
        "asked_year": int(asked["nam"]) if asked["nam"] else None,
        "asked_day": chosen,
        "statuses": force.LABELS.items(),
        "soon": SOON,
        "is_filtered": any(asked.values()) or chosen is not None,
        "slice": slice_,
        "rows": [{"page": page, "url": page.get_url(request), "status": page.force.at(day)} for page in slice_],
        "breadcrumbs": [{"title": "Trang chủ", "url": "/"}, {"title": section.title, "url": ""}],
    }


def _check(asked: dict[str, str], found: Choices) -> None:
    offered = {
        "loai": {kind.code for kind in found.types},
        "co-quan": {issuer.slug for issuer in found.issuers},
        "cap": {level.code for level in found.levels},
        "dia-ban": {area.code for area in found.areas},
        "nam": set(map(str, found.years)),
        "hieu-luc": set(force.LABELS),
        "linh-vuc": {code for code, _ in found.topics},
        "doi-tuong": {code for code, _ in found.audiences},
    }
    if any(value and value not in offered[name] for name, value in asked.items()):
        raise Http404("không có lựa chọn này")


def _asked(asked: dict[str, str], found: Choices) -> Asked:
    return Asked(
        type=asked["loai"],
        issuer=asked["co-quan"],
        level=next((level for level in found.levels if level.code == asked["cap"]), None),
        area=next((area for area in found.areas if area.code == asked["dia-ban"]), None),
        year=int(asked["nam"]) if asked["nam"] else None,
        status=asked["hieu-luc"],
        topic=asked["linh-vuc"],
        audience=asked["doi-tuong"],
    )
