"""The help of a duty."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from core import access, province
from units.models import Duty
from units.permissions import account
from units.selectors.duty_help import guide_of, readable_duties
from units.views.screen import OwnScreen


class DutyHelpView(OwnScreen, TemplateView):
    """`/quan-tri/nhiem-vu/<duty>/huong-dan/`. The help of a duty that is none of the account's business is not
    found."""

    access_rule = access.SIGNED_IN
    template_name = "units/help/guide.html"
    page_title = "Hướng dẫn nhiệm vụ"
    header_icon = "help"
    duty: Duty

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        duties = readable_duties(account(request)).select_related("unit", "unit_kind")
        self.duty = get_object_or_404(duties, pk=kwargs["duty"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"guide": guide_of(account(self.request), self.duty), "regulation": province.current().regulation}
        return super().get_context_data(**kwargs) | shown
