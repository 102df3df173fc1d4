"""What a directive does to others and others do to it, with links where the other is published."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.directive_ref import DirectiveRef
from directives.acting import Act
from directives.anchors import listed
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.refs import Citation, act_of, among, citations_of, find_by_ref, relations_about

Kind = DirectiveRelation.Kind
INCOMING = {
    Kind.REPLACES: "Được thay thế bởi",
    Kind.PARTLY_REPLACES: "Được thay thế một phần bởi",
    Kind.AMENDS: "Được sửa đổi bởi",
    Kind.SUPPLEMENTS: "Được bổ sung bởi",
    Kind.REPEALS: "Bị bãi bỏ bởi",
    Kind.SUSPENDS: "Bị ngưng hiệu lực bởi",
    Kind.CORRECTS: "Được đính chính bởi",
    Kind.WITHDRAWS: "Bị thu hồi bởi",
    Kind.GUIDES: "Được hướng dẫn bởi",
    Kind.IMPLEMENTS: "Được triển khai bởi",
    Kind.CITES: "Được viện dẫn trong",
    Kind.ATTACHED: "Văn bản kèm theo",
}
"""{kind: how the directive acted on says it}"""


@dataclass(frozen=True)
class Linked:
    """One relation of a directive. `incoming`: the other acts on it; `page` is the other, None if not published here.

    `since` is the first day on which the relation has effect, None where it has none or that is not known; `over` the
    first day on which that has ended. `articles` are anchors of the one acted on; none: all of it.
    """

    kind: str
    incoming: bool
    ref: DirectiveRef
    page: DirectivePage | None
    since: dt.date | None
    over: dt.date | None = None
    articles: tuple[str, ...] = ()
    reason: str = ""

    @property
    def label(self) -> str:
        return INCOMING[Kind(self.kind)] if self.incoming else Kind(self.kind).label

    @property
    def places(self) -> str:
        """ "Điều 3; khoản 2 Điều 7"; empty for the whole document."""
        return listed(self.articles)

    def holds(self, day: dt.date) -> bool:
        return self.since is not None and self.since <= day and (self.over is None or day < self.over)


def linked(pages: Sequence[DirectivePage]) -> dict[int, list[Linked]]:
    """{pk: its stored relations, its own first}, in two queries however many pages."""
    stored = relations_about(pages)
    own = {page.pk: [one for one in stored if one.page_id == page.pk] for page in pages}
    found = find_by_ref({relation.ref for relations in own.values() for relation in relations})
    return {page.pk: _linked_one(page, own[page.pk], among(pages, stored), found) for page in pages}


def linked_with(
    page: DirectivePage, cited: Collection[DirectiveRef], *, drafted: bool
) -> tuple[list[Linked], Mapping[DirectiveRef, DirectivePage]]:
    """(the same of one page, and the published directives that its relations and its text cite), in two queries.

    `drafted`: the relations as they are being written.
    """
    stored = [] if drafted else relations_about([page])
    own = list(page.relations.all()) if drafted else [one for one in stored if one.page_id == page.pk]
    citations = citations_of([page]) if drafted else among([page], stored)
    found = find_by_ref({*cited, *(relation.ref for relation in own)})
    return _linked_one(page, own, citations, found), found


def _linked_one(
    page: DirectivePage,
    own: Sequence[DirectiveRelation],
    citations: Mapping[int, Sequence[Citation]],
    found: Mapping[DirectiveRef, DirectivePage],
) -> list[Linked]:
    incoming = [_incoming(one.relation, one.citing, one.act) for one in citations.get(page.pk, [])]
    return [*(_outgoing(relation, page, found.get(relation.ref)) for relation in own), *incoming]


def _outgoing(relation: DirectiveRelation, page: DirectivePage, other: DirectivePage | None) -> Linked:
    return _linked(relation, act_of(relation, page), False, relation.ref, other)


def _incoming(relation: DirectiveRelation, citing: DirectivePage, act: Act) -> Linked:
    return _linked(relation, act, True, citing.ref, citing)


def _linked(
    relation: DirectiveRelation, act: Act, incoming: bool, ref: DirectiveRef, other: DirectivePage | None
) -> Linked:
    articles = tuple(relation.articles)
    return Linked(relation.kind, incoming, ref, other, act.since, act.over, articles, relation.reason)
