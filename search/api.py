"""The search for other systems: the same answers as the page's."""

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query as QueryParameter
from ninja import Router, Schema

from core import clock
from core.paging import IsoDate
from core.problems import Refused, Unavailable
from search.engines.base import EngineUnavailable
from search.find import Results, find
from search.hits import ArticleHit, Hit
from search.query import LAST_PAGE, PER_PAGE, Filters, Query, Sort, plain
from search.recommended import Recommended, recommended_for
from units.selectors.areas import area_at

router = Router(tags=["Tìm kiếm"])
Kind = Literal["directive", "guidance", "hotline", "service", "news", "area", "dataset"]
Status = Literal[
    "", "chua_hieu_luc", "con_hieu_luc", "het_hieu_luc_mot_phan", "het_hieu_luc", "ngung_hieu_luc", "thu_hoi"
]
Order = Literal["relevance", "newest", "oldest"]
Kinds = Annotated[list[Kind] | None, QueryParameter(description="Loại; lặp lại để chọn nhiều loại")]
Since = Annotated[IsoDate | None, QueryParameter(alias="from", description="Ban hành từ ngày")]
Until = Annotated[IsoDate | None, QueryParameter(alias="to", description="Ban hành đến ngày")]
Short = Annotated[str, QueryParameter(max_length=255)]
Page = Annotated[int, QueryParameter(ge=1, le=LAST_PAGE, description="Trang, từ 1")]
PageSize = Annotated[int, QueryParameter(ge=1, le=100, description="Số kết quả mỗi trang")]


class ArticleOut(Schema):
    label: str
    anchor: str
    passage: str


class HitOut(Schema):
    kind: str
    title: str
    url: str
    number: str | None
    date: dt.date | None
    status: str | None
    from_scan: bool
    article: str | None
    passage: str
    articles: list[ArticleOut]


class RecommendedOut(Schema):
    """What editors recommend for the query, on its first page, with no filter; it may be among the hits, too.
    `kind`: as of hits, or `section` for a section of the portal."""

    kind: str
    title: str
    url: str
    reason: str | None


class PlaceOut(Schema):
    """Where the query was narrowed to, since it names a place; `found_there` is False where nothing fits there and
    these are the hits of the whole province."""

    code: str
    name: str
    found_there: bool


class SearchOut(Schema):
    """With `more`, more than `total` fit, and `facets` count only those."""

    total: int
    more: bool
    intent: Literal["number", "article", "words"]
    suggestion: str | None
    place: PlaceOut | None
    recommended: list[RecommendedOut]
    hits: list[HitOut]
    facets: dict[str, dict[str, int]]
    next: str | None


@router.get("search/", response=SearchOut, summary="Tìm toàn cổng, theo số hoặc theo chữ, có dấu hay không")
def search(
    request: HttpRequest,
    q: str = "",
    kind: Kinds = None,
    type: Short = "",  # noqa: A002 - the public name
    issuer: Short = "",
    area: Annotated[str, QueryParameter(max_length=10)] = "",
    since: Since = None,
    until: Until = None,
    year: Annotated[int | None, QueryParameter(ge=1, le=9999, description="Năm ban hành")] = None,
    status: Status = "",
    at: Annotated[IsoDate | None, QueryParameter(description="Trạng thái hiệu lực vào ngày")] = None,
    group: Literal["document", "article"] = "document",
    sort: Annotated[Order, QueryParameter(description="Phù hợp nhất, mới nhất hoặc cũ nhất trước")] = "relevance",
    page: Page = 1,
    limit: PageSize = PER_PAGE,
) -> SearchOut:
    """`q` beyond 300 characters is cut; `passage` is HTML with only `<mark>`; `next` leads to the next page."""
    today = clock.today()
    if area and area_at(area, today) is None:
        raise Refused(f"Không có địa bàn mã “{area}” vào ngày {today:%d/%m/%Y}.")
    kinds = tuple(dict.fromkeys(kind or ()))
    filters = Filters(kinds, plain(type), plain(issuer), area, since, until, year, status, at)
    order: Sort = "" if sort == "relevance" else sort
    query = Query(plain(q), today, filters, page, limit, group == "article", order)
    results = _found(query)
    return SearchOut(
        total=results.total,
        more=results.more,
        intent=results.intent,
        suggestion=results.suggestion or None,
        place=_place(results),
        recommended=[_recommended(answer) for answer in recommended_for(query, request)],
        hits=[_hit(hit, by_article=group == "article") for hit in results.hits],
        facets={name: dict(counts) for name, counts in results.facets.items()},
        next=_next(request, results),
    )


def _found(query: Query) -> Results:
    try:
        return find(query)
    except EngineUnavailable as error:
        raise Unavailable("Tìm kiếm đang gián đoạn; vui lòng thử lại sau ít phút.") from error


def _place(results: Results) -> PlaceOut | None:
    place = results.place
    return PlaceOut(code=place.code, name=place.name, found_there=results.found_there) if place else None


def _recommended(answer: Recommended) -> RecommendedOut:
    return RecommendedOut(
        kind=answer.kind or "section", title=answer.title, url=answer.url, reason=answer.reason or None
    )


def _next(request: HttpRequest, results: Results) -> str | None:
    page = results.query.page + 1
    if page > min(results.pages, LAST_PAGE):
        return None
    asked = request.GET.copy()
    asked["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def _hit(hit: Hit, *, by_article: bool) -> HitOut:
    alone = hit.articles[0] if by_article and hit.articles else None
    return HitOut(
        kind=hit.kind,
        title=hit.title,
        url=alone.url if alone else hit.url,
        number=hit.number or None,
        date=hit.date,
        status=hit.status or None,
        from_scan=hit.from_scan,
        article=alone.label if alone else None,
        passage=alone.passage if alone else hit.passage,
        articles=[] if by_article else [_article(article) for article in hit.articles],
    )


def _article(article: ArticleHit) -> ArticleOut:
    return ArticleOut(label=article.label, anchor=article.anchor, passage=article.passage)
