"""The register of heads and focal points, which the regulation has some bodies keep, and its CSV and XLSX."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView
from import_export.fields import Field

from core import access
from units.exports import FORMATS, ScopedResource, spreadsheet
from units.models import OrganisationalUnit
from units.permissions import account
from units.selectors.register import contacts, register_of
from units.views.screen import OwnScreen

MOST_SHOWN = 50


class RegisterResource(ScopedResource):
    """One row a unit; its persons with their addresses in one cell."""

    abbreviation = Field("abbreviation", "Tên viết tắt")
    name = Field("name", "Đơn vị")
    area = Field("area__name", "Địa bàn")
    head_office = Field("head_office", "Chức vụ người đứng đầu")
    head_name = Field("head_name", "Họ tên người đứng đầu")
    persons = Field(column_name="Đầu mối cập nhật")

    class Meta:
        model = OrganisationalUnit
        fields = ("abbreviation", "name", "area", "head_office", "head_name", "persons")
        export_order = fields

    def dehydrate_persons(self, unit: OrganisationalUnit) -> str:
        return "; ".join(contacts(unit))


class RegisterView(OwnScreen, TemplateView):
    """`/quan-tri/dau-moi/`: `?q=` finds by name, `?export=csv|xlsx` gives all that is found."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/register.html"
    page_title = "Danh bạ đầu mối"
    header_icon = "group"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        query = request.GET.get("q", "")[:100]
        found = register_of(account(request), query)
        if kind := request.GET.get("export", ""):
            if kind not in FORMATS:
                raise Http404
            return spreadsheet(RegisterResource, found, kind)
        rows = [(unit, contacts(unit)) for unit in found[:MOST_SHOWN]]
        return self.render_to_response(self._context(rows, found.count(), query))

    def _context(self, rows: list[Any], count: int, query: str) -> dict[str, Any]:
        return self.get_context_data(rows=rows, count=count, query=query, formats=list(FORMATS))
