"""What a query finds, newest first, for feed readers: who follows a matter learns of each new document on it."""

import datetime as dt
from dataclasses import replace

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.http import conditional_page, require_safe

from core import access, clock, province
from core.feeds import Rss
from search.engines.base import EngineUnavailable
from search.find import Results, find
from search.hits import Hit
from search.query import from_address
from search.views import unanswered

MOST = 30


class _Found(Feed):
    """Takes the parameters of the page; a hit keeps its guid whatever happens to its address."""

    feed_type = Rss
    language = "vi"
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest) -> Results:
        query, _ = from_address(request.GET)
        return find(replace(query, page=1, per_page=MOST, sort="newest"))

    def title(self, found: Results) -> str:
        here = province.current()
        return f"Tìm “{found.query.text}” – {here.portal_title} {here.name}"

    def description(self, found: Results) -> str:
        return f"Những gì Cổng có về “{found.query.text}”, mới nhất trước"

    def link(self, found: Results) -> str:
        return "/tim-kiem/"

    def items(self, found: Results) -> list[Hit]:
        return found.hits

    def item_title(self, item: Hit) -> str:
        named = item.number and item.kind == "directive" and item.number not in item.title
        return f"{item.number}: {item.title}" if named else item.title

    def item_description(self, item: Hit) -> str:
        return " … ".join(filter(None, [strip_tags(item.passage), item.status_label]))

    def item_link(self, item: Hit) -> str:
        return item.url

    def item_guid(self, item: Hit) -> str:
        return f"{item.kind}:{item.key}"

    def item_author_name(self, item: Hit) -> str:
        return item.issuer

    def item_categories(self, item: Hit) -> list[str]:
        return [item.kind_name]

    def item_pubdate(self, item: Hit) -> dt.datetime | None:
        """The day of the document itself."""
        return dt.datetime.combine(item.date, dt.time(), clock.ZONE) if item.date else None


_found = _Found()


@access.public
@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    """`/tim-kiem/rss/?q=`: with the filters of the page."""
    try:
        return _found(request)
    except EngineUnavailable as error:
        return unanswered(request, error)
