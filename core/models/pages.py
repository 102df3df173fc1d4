"""What every page of the portal has in common."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, PagePermissionTester
from wagtail.url_routing import RouteResult


class BasePage(Page):
    """A page whose template is named after it: `home.HomePage` → `templates/home/home_page.html`."""

    show_in_menus_default = True
    kept = ""
    """What to do instead of taking away or deleting a page of this kind that readers have seen; empty: it may go."""
    search_kind = ""
    """Kind of what is found (`core.searchable.KINDS`) that the page is; empty for a section."""
    settings_panels: list[Any] = []
    """What is approved is published at once, so no form asks for a time."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return tester_for(user, self)


def tester_for(user: Any, page: Page) -> PagePermissionTester:
    """What the account may do with the page, by the policy that a room above has registered for pages."""
    from wagtail.permissions import policy_registry

    return getattr(policy_registry.get(page), "tester", PagePermissionTester)(user, page)


class EntryPage(BasePage):
    """A page of a section, in a unit's folder. Addresses leave the folder out: its name is unique in the section."""

    show_in_menus_default = False

    class Meta:
        abstract = True

    @staticmethod
    def _slug_is_available(slug: str, parent_page: Page | None, page: Page | None = None) -> bool:
        if parent_page is None:
            return True
        same = Page.objects.filter(url_path=f"{parent_page.url_path}{slug}/")
        return not (same.not_page(page) if page is not None else same).exists()


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
