"""All units' pages to read, for who watches every unit: a list, and each newest draft as readers would see it."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from django.views.generic import TemplateView
from wagtail.models import Page

from core import access, clock
from units.page_permissions import may_see
from units.permissions import account
from units.policy import watches
from units.selectors.folders import owner_of
from units.selectors.unit_pages import STATES, unit_pages
from units.views.screen import OwnScreen

PER_PAGE = 50


class UnitPagesView(OwnScreen, TemplateView):
    """`/quan-tri/trang-don-vi/`: `?q=` in title or unit, `?muc=` a state, `?p=` the page."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/unit_pages.html"
    page_title = "Trang của các đơn vị"
    header_icon = "folder-open-inverse"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not watches(request.user):
            raise Http404
        query, state = request.GET.get("q", "")[:100], request.GET.get("muc", "")
        state = state if state in STATES else ""
        shown = Paginator(unit_pages(query=query, state=state), PER_PAGE).get_page(request.GET.get("p"))
        lines = [(page, _written(page)) for page in shown]
        context = {"shown": shown, "lines": lines, "query": query, "state": state, "states": STATES}
        return self.render_to_response(self.get_context_data(**context))


class ReadPageView(View):
    """`/quan-tri/trang-don-vi/<page_id>/`: the newest draft, to read. What the account may not see is not found."""

    access_rule = access.SIGNED_IN
    http_method_names = ["get"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        found = Page.objects.filter(pk=page_id).first()
        if found is None or owner_of(found) is None or not may_see(account(request), found):
            raise Http404
        draft = found.get_latest_revision_as_object()
        if not draft.preview_modes:
            raise Http404
        return draft.make_preview_request(request, draft.default_preview_mode)


def _written(page: Page) -> dt.datetime | None:
    """When it was last written, by the portal's clock."""
    return page.latest_revision_created_at and clock.recorded(page.latest_revision_created_at)
