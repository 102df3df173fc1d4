"""Published directives with their articles, files and relations."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal, cast

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from core import clock
from core.paging import Cursor, IsoDate, decode, next_url
from core.problems import Gone, Refused
from core.topics import AudienceName, TopicName
from directives.models import DirectivePage, Issuer, Original, Provision
from directives.reading.signatures import Signature
from directives.reading.wire import signatures_of
from directives.search_source import section
from directives.selectors.gone import gone_directive
from directives.selectors.online import online_after_days
from directives.selectors.open_data import Wanted, directive, directives_page, issuer_asked
from directives.selectors.relations import Linked, linked
from directives.selectors.standing import Notes, notes_on, status_of_place
from directives.selectors.subjects import areas_of
from directives.views.originals import file_address
from directives.views.signatures import moment_of
from units.models import AdministrativeArea
from units.selectors.areas import area_at

router = Router(tags=["Văn bản"])
Status = Literal[
    "chua_hieu_luc", "con_hieu_luc", "het_hieu_luc_mot_phan", "het_hieu_luc", "ngung_hieu_luc", "thu_hoi"
]
KindName = Literal[
    "thay_the",
    "thay_the_mot_phan",
    "sua_doi",
    "bo_sung",
    "bai_bo",
    "ngung",
    "dinh_chinh",
    "thu_hoi",
    "huong_dan",
    "trien_khai",
    "vien_dan",
    "kem_theo",
]
LARGEST_ID = 2**31 - 1


class SignatureOut(Schema):
    """A digital signature; that its certificate is one to trust is never said: `certificate` is always `not_checked`.

    `state`: the signed bytes are `intact`, `altered`, the value is not of the certificate's key (`forged`), it cannot
    be checked (`unknown`) or read (`unreadable`), or stands for all beyond those listed (`left_out`). `since`: what
    was added to the file afterwards: `nothing`, further `signatures`, `fields` of a form, `changes`; `unclear` what
    it covers. Names are as the certificate has them. `claimed_at`: by the signer's machine; `stamped_at`: by the time
    stamp on it, of `stamped_by`; `is_stamp`: a time stamp on the document. `in_period`: whether the certificate was
    valid then.
    """

    state: Literal["intact", "altered", "forged", "unknown", "unreadable", "left_out"]
    since: Literal["nothing", "signatures", "fields", "changes", "unclear"] | None
    certificate: Literal["not_checked"] = "not_checked"
    name: str | None
    organisation: str | None
    issuer: str | None
    self_issued: bool
    claimed_at: dt.datetime | None
    stamped_at: dt.datetime | None
    stamped_by: str | None
    is_stamp: bool
    valid_from: dt.datetime | None
    valid_to: dt.datetime | None
    in_period: bool | None
    digest: str | None


class FileOut(Schema):
    """`signatures` is null where nobody has looked for any, as in all but a PDF."""

    name: str
    sha256: str
    size: int
    url: str
    signatures: list[SignatureOut] | None


class ArticleOut(Schema):
    """An article, or a numbered item of a document without articles; `status` as that of the document."""

    label: str
    anchor: str
    heading: str
    text: str
    status: Status


class RelationOut(Schema):
    """`incoming`: the other acts on this one; `id` and `url` are null where the other is not in the portal.

    `articles` are anchors of the one acted on, none for all of it. `since` is the first day on which the relation has
    effect, null where it has none; `until` the first day on which that is over.
    """

    kind: KindName
    incoming: bool
    number: str
    date: dt.date | None
    issuer: str | None
    id: int | None
    url: str | None
    articles: list[str]
    since: dt.date | None
    until: dt.date | None
    reason: str | None


class DirectiveOut(Schema):
    """What could not be read from the file is null, never guessed. `online_after_days`: from the document's date to
    its first publication here. `areas`: codes of those that it concerns, on its own day."""

    id: int
    number: str | None
    date: dt.date | None
    type: str | None
    issuer: str | None
    signer: str | None
    abstract: str | None
    status: Status
    topics: list[TopicName]
    audiences: list[AudienceName]
    areas: list[str]
    online_after_days: int | None
    url: str
    files: list[FileOut]
    articles: list[ArticleOut]
    relations: list[RelationOut]


class DirectiveList(Schema):
    items: list[DirectiveOut]
    next: str | None


class Filters(Schema):
    """`type` a name or code; `issuer` a name or abbreviation; `area` with all below it; `from`, `to` dates.

    `at`: the day on which directives and articles have the status shown and asked for; today without it.
    """

    type: Annotated[str, Query(max_length=60)] = ""
    issuer: Annotated[str, Query(max_length=255)] = ""
    status: Status | None = None
    area: Annotated[str | None, Query(max_length=10)] = None
    first: Annotated[IsoDate | None, Query(alias="from")] = None
    last: Annotated[IsoDate | None, Query(alias="to")] = None
    at: IsoDate | None = None
    topic: TopicName | None = None
    audience: AudienceName | None = None


@router.get("directives/", response=DirectiveList, summary="Văn bản đã công bố")
def list_directives(
    request: HttpRequest,
    filters: Query[Filters],
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Số mục mỗi trang")] = 20,
) -> DirectiveList:
    """By the order in which they entered the portal; `status` is that of the day `at`."""
    start = decode(cursor, (int,)) if cursor is not None else None
    found = directives_page(_wanted(filters), start=start, limit=limit + 1)
    more = next_url(request, (found[limit - 1].pk,)) if found[limit:] else None
    return DirectiveList(items=_items(request, found[:limit], filters.at or clock.today()), next=more)


@router.get("directives/{int:id}/", response=DirectiveOut, summary="Một văn bản")
def get_directive(request: HttpRequest, id: int, at: IsoDate | None = None) -> DirectiveOut:  # noqa: A002
    """`status` is that of the day `at`; today's without it. 410 for one that was taken down, with who did so and
    why."""
    known = id <= LARGEST_ID
    found = directive(id) if known else None
    if found is None and known and (gone := gone_directive(id)):
        raise Gone(str(gone))
    if found is None:
        raise Http404("Không có văn bản này.")
    return _items(request, [found], at or clock.today())[0]


def _wanted(filters: Filters) -> Wanted:
    if filters.first and filters.last and filters.first > filters.last:
        raise Refused("Tham số “from” phải không sau “to”.")
    return Wanted(
        day=filters.at or clock.today(),
        type=filters.type,
        issuer=_issuer(filters.issuer),
        status=filters.status or "",
        area=_area(filters.area),
        first=filters.first,
        last=filters.last,
        topic=filters.topic or "",
        audience=filters.audience or "",
    )


def _issuer(text: str) -> Issuer | None:
    found = issuer_asked(text) if text else None
    if text and found is None:
        raise Refused(f"Không có cơ quan ban hành “{text}”.")
    return found


def _area(code: str | None) -> AdministrativeArea | None:
    found = area_at(code, clock.today()) if code is not None else None
    if code is not None and found is None:
        raise Refused(f"Không có địa bàn mã “{code}” vào ngày {clock.today():%d/%m/%Y}.")
    return found


def _items(request: HttpRequest, pages: list[DirectivePage], day: dt.date) -> list[DirectiveOut]:
    relations = linked(pages)
    return [
        DirectiveOut(
            id=page.pk,
            number=page.full_number or None,
            date=page.date,
            type=page.type.name if page.type else None,
            issuer=page.issuer.name if page.issuer else None,
            signer=page.signer or None,
            abstract=page.abstract or None,
            status=cast(Status, page.force.at(day)),
            topics=page.topics,
            audiences=page.audiences,
            areas=[area.code for area in areas_of(page)],
            online_after_days=online_after_days(page),
            url=request.build_absolute_uri(page.get_url(request)),
            files=[_file(request, original, page) for original in _fetched(page, "files")],
            articles=_articles(page, notes_on(relations[page.pk], day), page.force.at(day)),
            relations=[_relation(request, one) for one in relations[page.pk]],
        )
        for page in pages
    ]


def _fetched(page: DirectivePage, name: str) -> list[Any]:
    """What `directives_page` fetched with the page."""
    return getattr(page, name)


def _file(request: HttpRequest, original: Original, page: DirectivePage) -> FileOut:
    url = request.build_absolute_uri(file_address(original, page))
    found = signatures_of(original.signatures)
    signatures = None if found is None else [_signature(one) for one in found]
    return FileOut(name=original.name, sha256=original.sha256, size=original.size, url=url, signatures=signatures)


def _signature(one: Signature) -> SignatureOut:
    """What is not known is null."""
    moments = {name: moment_of(getattr(one, name)) for name in ("claimed_at", "stamped_at", "valid_from", "valid_to")}
    known = {name: None if value == "" else value for name, value in asdict(one).items()}
    return SignatureOut.model_validate(known | moments)


def _articles(page: DirectivePage, notes: Notes, status: str) -> list[ArticleOut]:
    return [_article(provision, notes, status) for provision in _fetched(page, "linkable")]


def _article(provision: Provision, notes: Notes, status: str) -> ArticleOut:
    found = section(provision)
    own = cast(Status, status_of_place(found.anchor, status, notes))
    return ArticleOut(label=found.label, anchor=found.anchor, heading=found.heading, text=found.text, status=own)


def _relation(request: HttpRequest, one: Linked) -> RelationOut:
    return RelationOut(
        kind=cast(KindName, one.kind),
        incoming=one.incoming,
        number=one.ref.number,
        date=one.ref.date,
        issuer=one.ref.issuer or None,
        id=one.page.pk if one.page else None,
        url=request.build_absolute_uri(one.page.get_url(request)) if one.page else None,
        articles=list(one.articles),
        since=one.since,
        until=one.over,
        reason=one.reason or None,
    )
