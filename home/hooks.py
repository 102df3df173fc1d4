"""What the room of the home page adds to the portal."""

from django.http import HttpRequest
from wagtail.models import Site

from core import hooks


@hooks.navigation
def page_tree(request: HttpRequest) -> list[hooks.Link]:
    """The home page and the published pages directly below it that are shown in menus."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    home = hooks.Link("Trang chủ", "/", order=0)
    pages = site.root_page.get_children().live().in_menu()
    return [home] + [hooks.Link(page.title, page.get_url(request), order=10 * n) for n, page in enumerate(pages, 1)]
