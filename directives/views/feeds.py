"""The newest directives as RSS."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from core import access, clock, province
from core.feeds import Rss
from directives.models import DirectivePage
from directives.selectors.latest import latest_directives

MOST = 30


class _Latest(Feed):
    """A directive keeps its guid whatever happens to its address."""

    feed_type = Rss
    language = "vi"
    link = "/van-ban/"
    item_guid_is_permalink = False

    def title(self) -> str:
        here = province.current()
        return f"Văn bản – {here.portal_title} {here.name}"

    def description(self) -> str:
        return f"Văn bản chỉ đạo, hướng dẫn phòng, chống dịch mới nhất của {province.current().name}"

    def items(self) -> list[DirectivePage]:
        return latest_directives(MOST)

    def item_title(self, item: DirectivePage) -> str:
        return f"{item.title}: {item.headline}" if item.abstract and item.full_number else item.title

    def item_description(self, item: DirectivePage) -> str:
        return item.abstract

    def item_link(self, item: DirectivePage) -> str:
        return item.get_url() or self.link

    def item_guid(self, item: DirectivePage) -> str:
        return f"urn:uuid:{item.translation_key}"

    def item_author_name(self, item: DirectivePage) -> str:
        return item.issuer.name if item.issuer else ""

    def item_categories(self, item: DirectivePage) -> list[str]:
        return [item.type.name] if item.type else []

    def item_pubdate(self, item: DirectivePage) -> dt.datetime | None:
        """The day of the directive itself."""
        return dt.datetime.combine(item.date, dt.time(), clock.ZONE) if item.date else None


_latest = _Latest()


@access.public
@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    """`/van-ban/rss/`."""
    return _latest(request)
