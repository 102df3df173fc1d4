"""Links from running text to pages of the portal: looked up all at once, by their address alone."""

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

LONGEST_ID = 9


class LivePageLinkHandler(PageLinkHandler):
    """Only published pages are linked to. Wagtail's own fetches every kind of page by a query of its own."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, str]]) -> list[Any]:
        asked = [attrs.get("id", "") for attrs in attrs_list]
        known = {key for key in asked if key.isascii() and key.isdigit() and len(key) <= LONGEST_ID}
        pages = {str(page.pk): page for page in Page.objects.live().filter(pk__in=known)} if known else {}
        return [pages.get(key) for key in asked]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """An address each; the words alone where the page is gone."""
        return [tag if tag != '<a href="None">' else "<a>" for tag in super().expand_db_attributes_many(attrs_list)]
