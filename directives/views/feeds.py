"""The newest directives, and the newest changes of their force, as RSS and as Atom."""

import datetime as dt
import uuid

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import SyndicationFeed
from django.views.decorators.http import conditional_page, require_safe

from core import access, clock, province
from core.feeds import Atom, Rss
from directives.models import DirectivePage
from directives.selectors.changes import StatusChange, latest_changes
from directives.selectors.latest import latest_directives

MOST = 30


class _OfDocuments(Feed):
    feed_type: type[SyndicationFeed] = Rss
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


class _LatestAtom(_Latest):
    """An entry is updated when its directive was last published."""

    feed_type = Atom

    def feed_guid(self) -> str:
        return _named("van-ban")

    def author_name(self) -> str:
        return province.current().portal_title

    def subtitle(self) -> str:
        return self.description()

    def item_updateddate(self, item: DirectivePage) -> dt.datetime | None:
        return clock.recorded(item.last_published_at) if item.last_published_at else self.item_pubdate(item)


class _ChangesAtom(_Changes):
    feed_type = Atom

    def feed_guid(self) -> str:
        return _named("van-ban/hieu-luc")

    def author_name(self) -> str:
        return province.current().portal_title

    def subtitle(self) -> str:
        return self.description()

    def item_updateddate(self, item: StatusChange) -> dt.datetime:
        return self.item_pubdate(item)


def _named(what: str) -> str:
    """An id that stays whatever host the portal answers under."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{province.current().slug}/{what}").urn


_latest, _changes = _Latest(), _Changes()
_latest_atom, _changes_atom = _LatestAtom(), _ChangesAtom()


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


@access.public
@require_safe
@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    """`/van-ban/atom/`."""
    return _latest_atom(request)


@access.public
@require_safe
@conditional_page
def force_atom(request: HttpRequest) -> HttpResponse:
    """`/van-ban/hieu-luc/atom/`."""
    return _changes_atom(request)
