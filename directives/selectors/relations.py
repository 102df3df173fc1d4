"""What a directive does to others and others do to it, with links where the other is published."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from core.directive_ref import DirectiveRef
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.refs import citations_of, find_by_ref

Kind = DirectiveRelation.Kind
INCOMING = {
    Kind.REPLACES: "Được thay thế bởi",
    Kind.PARTLY_REPLACES: "Được thay thế một phần bởi",
    Kind.AMENDS: "Được sửa đổi, bổ sung bởi",
    Kind.REPEALS: "Bị bãi bỏ bởi",
    Kind.SUSPENDS: "Bị ngưng hiệu lực bởi",
    Kind.GUIDES: "Được hướng dẫn bởi",
}
"""{kind: how the directive acted on says it}"""


@dataclass(frozen=True)
class Linked:
    """One relation of a directive. `incoming`: the other acts on it; `page` is the other, None if not published here.

    `since` is the first day on which the relation has effect, None where that is not known.
    """

    kind: str
    incoming: bool
    ref: DirectiveRef
    page: DirectivePage | None
    since: dt.date | None

    @property
    def label(self) -> str:
        return INCOMING[Kind(self.kind)] if self.incoming else Kind(self.kind).label


def linked(pages: Sequence[DirectivePage]) -> dict[int, list[Linked]]:
    """{pk: its relations, its own first}, in three queries however many pages; `relations` should be prefetched."""
    own = {page.pk: list(page.relations.all()) for page in pages}
    found = find_by_ref({relation.ref for relations in own.values() for relation in relations})
    citations = citations_of(pages)
    return {
        page.pk: [
            Linked(relation.kind, False, relation.ref, found.get(relation.ref), page.force.start)
            for relation in own[page.pk]
        ]
        + [
            Linked(citation.kind, True, citation.citing.ref, citation.citing, citation.citing.force.start)
            for citation in citations.get(page.pk, [])
        ]
        for page in pages
    }
