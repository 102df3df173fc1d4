"""What published directives do to each other's force: it follows from what is published, whatever came first."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q

from directives.citations import number_key, numerals
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.refs import Citation, citations_of
from search.actions.upkeep import touch
from units.actions.audit import record
from units.models import Done

Kind = DirectiveRelation.Kind
MARKS = {
    "ended_by": (Kind.REPLACES, Kind.REPEALS),
    "partly_by": (Kind.PARTLY_REPLACES, Kind.AMENDS),
    "suspended_by": (Kind.SUSPENDS,),
}
"""{field of the directive acted on: relations that set it}"""


def mark(pages: Iterable[DirectivePage]) -> int:
    """Set the marks of these directives anew; returns how many changed. Makes no revision of any.

    A mark is the first day in force of the directive that acts, the earliest if several do; one that was
    withdrawn before that day does nothing.
    """
    asked = {page.pk: page for page in pages}
    citations = citations_of(list(asked.values()))
    changed = [pk for pk, page in asked.items() if _mark(page, citations.get(pk, []))]
    if changed:
        record(Done.CHANGE, about=DirectivePage, details={"step": "đánh dấu hiệu lực", "ids": changed})
        touch("directive", *map(str, changed))
    return len(changed)


def named_by(page: DirectivePage) -> list[DirectivePage]:
    """Directives, published or not, that the page's stored relations may name, and the page itself."""
    wanted = [relation.number for relation in DirectiveRelation.objects.filter(page_id=page.pk)]
    keys = {number_key(number) for number in wanted}
    found = _directives(Q(number__in=numerals(wanted)) | Q(pk=page.pk))
    return [one for one in found if one.pk == page.pk or number_key(one.full_number) in keys]


def marked() -> list[DirectivePage]:
    """Directives that carry a mark, which may have lost its reason."""
    return list(_directives(~Q(ended_by=None) | ~Q(partly_by=None) | ~Q(suspended_by=None)))


def _directives(condition: Q) -> Iterable[DirectivePage]:
    return DirectivePage.objects.filter(condition).select_related("issuer__unit")


def _mark(page: DirectivePage, citations: Collection[Citation]) -> bool:
    marks = {field: _first_day(citations, kinds) for field, kinds in MARKS.items()}
    if all(getattr(page, field) == day for field, day in marks.items()):
        return False
    DirectivePage.objects.filter(pk=page.pk).update(**marks)
    for field, day in marks.items():
        setattr(page, field, day)
    return True


def _first_day(citations: Collection[Citation], kinds: Collection[str]) -> dt.date | None:
    forces = [citation.citing.force for citation in citations if citation.kind in kinds]
    days = [
        force.start
        for force in forces
        if force.start is not None and (force.withdrawn is None or force.withdrawn > force.start)
    ]
    return min(days, default=None)
