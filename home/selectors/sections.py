"""The sections of the portal, asked once a request: the way to a page goes through them, and the menu lists them."""

from wagtail.models import Page

from units.once import once_a_request


@once_a_request
def sections(home: Page) -> list[Page]:
    """The published pages below the home page, in the order of the tree."""
    return list(home.get_children().live())
