"""Where an officer begins a page: the sections that a duty of the unit names. Its folder there is made on the way."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from core import access
from units.actions.folders import open_folder
from units.permissions import unit_of
from units.roles import ENTERS, holds
from units.selectors.folders import sections_of


class BeginPageView(WagtailAdminTemplateMixin, TemplateView):
    """`/quan-tri/viet-moi/`: choose a section; POST opens the unit's folder there and leads to Wagtail's form."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/begin_page.html"
    page_title = "Viết trang mới"
    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not holds(request.user, ENTERS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sections": sections_of(unit_of(self.request))}

    def post(self, request: HttpRequest) -> HttpResponse:
        unit = unit_of(request)
        asked = request.POST.get("section", "")
        section = next((found for found in sections_of(unit) if str(found.pk) == asked), None)
        if section is None:
            raise PermissionDenied
        folder = open_folder(section=section, unit=unit)
        return redirect("wagtailadmin_pages:add_subpage", folder.pk)
