"""What the units that one follows up have not done: the whole list, with filter, CSV and XLSX."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView
from tablib import Dataset

from core import access
from core.text import fold
from units.exports import FORMATS, file_of, harmless
from units.models import User
from units.permissions import account, watched
from units.selectors.undone import Behind, behind_of, focal_points
from units.views.screen import OwnScreen

MOST_SHOWN = 50
LATE = "tre"
HEADERS = ("Đơn vị", "Tên viết tắt", "Nhiệm vụ", "Điều", "Tình trạng", "Hạn", "Lần gần nhất", "Đầu mối")


class UndoneView(OwnScreen, TemplateView):
    """`/quan-tri/chua-lam/`: `?q=` by name, `?muc=tre` the late alone, `?export=csv|xlsx`. Who follows up no unit
    finds nothing here."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/undone.html"
    page_title = "Đơn vị của tôi chưa làm"
    header_icon = "warning"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query, late = request.GET.get("q", "")[:100], request.GET.get("muc") == LATE
        if not watched(account(request)).exists():
            raise Http404
        found = _found(behind_of(account(request)), query, late)
        if kind := request.GET.get("export", ""):
            return _file(found, kind)
        shown = found[:MOST_SHOWN]
        persons = focal_points(one.unit for one in shown)
        rows = [(one, persons.get(one.unit.pk, [])) for one in shown]
        context = {"rows": rows, "count": len(found), "query": query, "late": late, "formats": list(FORMATS)}
        return self.render_to_response(self.get_context_data(**context))


def _found(behind: list[Behind], query: str, late: bool) -> list[Behind]:
    sought = fold(query)
    named = (one for one in behind if sought in fold(f"{one.unit.name} {one.unit.abbreviation}"))
    return [one for one in named if one.late or not late]


def _file(found: list[Behind], kind: str) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    persons = focal_points(one.unit for one in found)
    table = Dataset(headers=HEADERS)
    for one in found:
        for cells in _cells(one, persons.get(one.unit.pk, [])):
            table.append([harmless(cell) for cell in cells])
    return file_of(table, kind, "chua-lam")


def _cells(behind: Behind, persons: list[User]) -> list[tuple[str, ...]]:
    contacts = "; ".join(f"{person.get_full_name()} {person.phone}".strip() for person in persons)
    return [
        (
            behind.unit.name,
            behind.unit.abbreviation,
            one.task,
            one.article,
            "trễ hạn" if one.late else "chưa làm",
            f"{one.until:%d/%m/%Y %H:%M}",
            f"{one.last:%d/%m/%Y %H:%M}" if one.last else "chưa có",
            contacts,
        )
        for one in behind.missing
    ]
