"""What people looked for in vain, for those who tend the search."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView
from tablib import Dataset
from wagtail.permissions import policy_registry

from core import access
from search.models import RecommendedAnswer, Synonym
from search.sought_in_vain import MORE_OCCASIONS_THAN, ORDERS, PERIODS, InVain, in_vain
from units.exports import FORMATS, file_of, harmless
from units.policy import tends_search
from units.views.screen import OwnScreen

MOST_SHOWN = 100
ORDER_NAMES = {"luot": "nhiều lượt nhất", "moi": "gần đây nhất", "chu": "theo chữ cái"}
REMEDIES = {RecommendedAnswer: "Đề xuất câu trả lời", Synonym: "Thêm từ đồng nghĩa"}
HEADERS = ("Điều đã tìm (không dấu)", "Số lượt", "Ngày gần nhất")


class VainSearchesView(OwnScreen, TemplateView):
    """`/quan-tri/tim-khong-thay/`: `?ngay=7|30|90`, `?xep=luot|moi|chu`, `?export=csv|xlsx`. Who does not tend the
    search finds nothing here."""

    access_rule = access.SIGNED_IN
    template_name = "search/admin/in_vain.html"
    page_title = "Tìm không thấy"
    header_icon = "search"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not tends_search(request.user):
            raise Http404
        days, order = _period(request), _order(request)
        found = in_vain(days, order)
        if kind := request.GET.get("export", ""):
            return _file(found, kind)
        return self.render_to_response(
            self.get_context_data(
                rows=[(one, _remedies(request, one)) for one in found[:MOST_SHOWN]],
                count=len(found),
                days=days,
                order=order,
                periods=PERIODS,
                orders=ORDER_NAMES,
                formats=list(FORMATS),
                fewest=MORE_OCCASIONS_THAN + 1,
                most_days=PERIODS[-1],
            )
        )


def _period(request: HttpRequest) -> int:
    asked = request.GET.get("ngay", "")
    return next((days for days in PERIODS if str(days) == asked), PERIODS[1])


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("xep", "")
    return asked if asked in ORDERS else next(iter(ORDERS))


def _remedies(request: HttpRequest, one: InVain) -> list[tuple[str, str]]:
    """(address, name) of what the account may add so that it is found."""
    return [
        (f"{reverse(model.snippet_viewset.get_url_name('add'))}?{urlencode({'tim': one.text})}", name)
        for model, name in REMEDIES.items()
        if policy_registry.get_by_type(model).user_has_permission(request.user, "add")
    ]


def _file(found: list[InVain], kind: str) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    table = Dataset(headers=HEADERS)
    for one in found:
        table.append([harmless(one.text), one.times, f"{one.last:%d/%m/%Y}"])
    return file_of(table, kind, "tim-khong-thay")
