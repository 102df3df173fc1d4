"""What every page of the portal has in common."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.url_routing import RouteResult


class BasePage(Page):
    """A page whose template is named after it: `home.HomePage` → `templates/home/home_page.html`."""

    show_in_menus_default = True

    class Meta:
        abstract = True


class SectionPage(BasePage):
    """A section of the portal whose pages lie in units' folders, which their addresses do not show.

    `subject` is that of the duties that oblige a unit to keep pages here.
    """

    subject = ""
    subpage_types = ["units.UnitFolder"]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            page = self.get_descendants().live().filter(url_path=address).first()
            if page is not None:
                return page.specific.route(request, [])
        return super().route(request, path_components)

    def pages_below(self) -> Any:
        """The section's published pages, whatever folder they lie in."""
        return self.get_descendants().live().public().filter(depth=self.depth + 2)
