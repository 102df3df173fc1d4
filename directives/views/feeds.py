"""The newest directives, and the newest changes of their force, as RSS."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from core import access, clock, province
from core.feeds import Rss
from directives.models import DirectivePage
from directives.selectors.changes import StatusChange, latest_changes
from directives.selectors.latest import latest_directives

MOST = 30


class _OfDocuments(Feed):
    feed_type = Rss
    language = "vi"
    link = "/van-ban/"
    item_guid_is_permalink = False


class _Latest(_OfDocuments):
    """A directive keeps its guid whatever happens to its address."""

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


class _Changes(_OfDocuments):
    """A change is told apart by its directive, its day and the new status."""

    def title(self) -> str:
        here = province.current()
        return f"Thay đổi hiệu lực văn bản – {here.portal_title} {here.name}"

    def description(self) -> str:
        return "Văn bản có hiệu lực, hết hiệu lực, ngưng hiệu lực hoặc bị thu hồi, vào ngày thay đổi"

    def items(self) -> list[StatusChange]:
        return latest_changes(MOST, clock.today())

    def item_title(self, item: StatusChange) -> str:
        return f"{item.page.title}: {item.label.lower()} từ {item.day:%d/%m/%Y}"

    def item_description(self, item: StatusChange) -> str:
        """What happened, then what the directive is about."""
        said = [f"{step.words} {step.link.ref}." if step.link else step.words for step in item.steps]
        return " ".join([*said, item.page.abstract]).strip()

    def item_link(self, item: StatusChange) -> str:
        return item.page.get_url() or self.link

    def item_guid(self, item: StatusChange) -> str:
        return f"urn:uuid:{item.page.translation_key}#{item.day.isoformat()}-{item.status}"

    def item_categories(self, item: StatusChange) -> list[str]:
        return [item.label]

    def item_pubdate(self, item: StatusChange) -> dt.datetime:
        return dt.datetime.combine(item.day, dt.time(), clock.ZONE)


_latest, _changes = _Latest(), _Changes()


@access.public
@require_safe
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    """`/van-ban/rss/`."""
    return _latest(request)


@access.public
@require_safe
@conditional_page
def force_rss(request: HttpRequest) -> HttpResponse:
    """`/van-ban/hieu-luc/rss/`."""
    return _changes(request)
