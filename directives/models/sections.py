"""The list of all directives, as a page."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from wagtail.url_routing import RouteResult

from core.models import SectionPage

if TYPE_CHECKING:
    from directives.selectors.gone import Gone


class DirectivesPage(SectionPage):
    """`/van-ban/`: every directive by type, issuer and year. Its children are units' folders."""

    subject = "directives"
    max_count = 1
    parent_page_types = ["home.HomePage"]

    class Meta:
        verbose_name = "danh mục văn bản"
        verbose_name_plural = "danh mục văn bản"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A directive comes with all that its page shows of type and issuer: one query instead of five."""
        from directives.selectors.gone import gone_from
        from directives.selectors.published import published

        if len(path_components) != 1:
            return super().route(request, path_components)
        address = f"{self.url_path}{path_components[0]}/"
        page = published().filter(url_path=address).first()
        if page is not None:
            page.section = self
            return RouteResult(page)
        gone = gone_from(address)
        return RouteResult(self, kwargs={"gone": gone}) if gone else super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, gone: "Gone | None" = None, **kwargs: Any) -> Any:
        """`gone`: a directive that the later review took down keeps its address, and says so there."""
        if gone is None:
            return super().serve(request, *args, **kwargs)
        context = {"page": self, "gone": gone, "breadcrumbs": [{"title": "Trang chủ", "url": "/"}]}
        return TemplateResponse(request, "directives/gone.html", context, status=HTTPStatus.GONE)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from directives.views.listing import list_context

        return super().get_context(request, *args, **kwargs) | list_context(self, request)
