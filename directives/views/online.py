"""How soon directives come online, for who watches every unit."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from core import access
from directives.selectors.online import arrival, arrivals, pace
from units.policy import watches
from units.views.screen import OwnScreen

PER_PAGE = 50


class OnlineView(OwnScreen, TemplateView):
    """`/quan-tri/van-ban/len-cong/?p=`: the last to come online first."""

    access_rule = access.SIGNED_IN
    template_name = "directives/admin/online.html"
    page_title = "Văn bản lên Cổng sau khi ký"
    header_icon = "time"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not watches(request.user):
            raise Http404
        shown = Paginator(arrivals(), PER_PAGE).get_page(request.GET.get("p"))
        context = {"shown": shown, "lines": list(map(arrival, shown)), "pace": pace()}
        return self.render_to_response(self.get_context_data(**context))
