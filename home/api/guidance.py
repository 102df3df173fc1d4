"""Published guidance for other systems."""

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema

from core.paging import Cursor, Limit, decode, next_url
from core.topics import TopicName
from home.models import GuidancePage
from home.selectors.articles import guidance_after, plain_text
from home.selectors.directive_links import Citation, resolve

router = Router(tags=["Đường dây nóng, hướng dẫn, dịch vụ"])
DEFAULT_LIMIT = 100


class CitedOut(Schema):
    """A directive that the page rests on; `url` is null where the portal does not have it."""

    number: str
    issuer: str
    date: dt.date | None
    url: str | None


class GuidanceOut(Schema):
    """`text` is the page's words without markup."""

    id: int
    title: str
    url: str
    summary: str
    topic: str
    topic_label: str
    audience: str
    audience_label: str
    reviewed_on: dt.date | None
    published_at: dt.datetime | None
    text: str
    directives: list[CitedOut]


class GuidancesOut(Schema):
    items: list[GuidanceOut]
    next: str | None


@router.get("guidance/", response=GuidancesOut, summary="Hướng dẫn y tế")
def list_guidance(
    request: HttpRequest, topic: TopicName | None = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> GuidancesOut:
    """Published guidance, oldest page first."""
    start = decode(cursor, (int,)) if cursor is not None else None
    rows = guidance_after(start, limit + 1, topic=topic or "")
    shown = rows[:limit]
    links = resolve(cited.ref for page in shown for cited in page.directives.all())
    more = next_url(request, (shown[-1].pk,)) if rows[limit:] else None
    return GuidancesOut(items=[_page(request, page, links) for page in shown], next=more)


def _page(request: HttpRequest, page: GuidancePage, links: dict) -> GuidanceOut:
    return GuidanceOut(
        id=page.pk,
        title=page.title,
        url=request.build_absolute_uri(page.get_url(request)),
        summary=page.summary,
        topic=page.topic,
        topic_label=page.get_topic_display(),
        audience=page.audience,
        audience_label=page.get_audience_display(),
        reviewed_on=page.reviewed_on,
        published_at=page.last_published_at,
        text="\n".join(plain_text(page.body)),
        directives=[_cited(request, links.get(row.ref) or Citation(row.ref)) for row in page.directives.all()],
    )


def _cited(request: HttpRequest, citation: Citation) -> CitedOut:
    url = request.build_absolute_uri(citation.url) if citation.url else None
    return CitedOut(number=citation.ref.number, issuer=citation.ref.issuer, date=citation.ref.date, url=url)
