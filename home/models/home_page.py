"""The page at the address of the portal itself."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from core import hooks
from core.fields import BodyField
from core.models import BasePage
from datasets.blocks import FIGURE_BLOCKS
from datasets.selectors.asked import province_figures, release_asked
from datasets.selectors.card import described
from home.blocks import home_stream


class HomePage(BasePage):
    """What a reader needs first: the newest figures, in the blocks that the editors chose."""

    body = BodyField(home_stream(FIGURE_BLOCKS), blank=True, verbose_name="nội dung")

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "trang chủ"
        verbose_name_plural = "trang chủ"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        from home.selectors.sections import sections

        for section in sections(self) if path_components else ():
            if section.slug == path_components[0]:
                return section.specific.route(request, path_components[1:])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.selectors.pieces import pieces

        context = super().get_context(request, *args, **kwargs) | province_figures(release_asked(request))
        context["shared"] = _shared(request, context["view"])
        return (
            context
            | pieces(self.body)
            | {"slots": {slot: _slot(slot, request) for slot in ("home_top", "home_aside")}}
        )


def _shared(request: HttpRequest, view: dict[str, Any] | None) -> dict[str, str] | None:
    """{"words", "picture"} for whoever shows a link to the page; None before the first release."""
    if view is None:
        return None
    path = reverse("release_picture", args=[view["release"]])
    return {"words": described(view), "picture": request.build_absolute_uri(path)}


def _slot(slot: str, request: HttpRequest) -> list[str]:
    return [html for pieces in hooks.page_slots.results(slot, request) for html in pieces]
