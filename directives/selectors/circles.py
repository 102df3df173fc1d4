"""Whether what a directive does to others leads back to itself: then nobody could say what holds."""

from collections import defaultdict
from collections.abc import Iterable

from core.directive_ref import DirectiveRef
from directives.acting import ACTING
from directives.citations import means
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.refs import find_by_ref

MOST_STEPS = 100
"""As far as an effect is followed (`actions/relations.py`)."""
Way = tuple[str, ...]


def circle(page: DirectivePage, relations: Iterable[DirectiveRelation]) -> Way:
    """The full numbers of the directives by which the page, with these relations, acts on itself; none: it does not.

    Follows published directives, two queries a step; `page` need not be stored.
    """
    start: Way = (page.full_number,)
    waiting = {one.ref: start for one in relations if one.kind in ACTING}
    seen: set[int] = set()
    for _ in range(MOST_STEPS):
        back = next((way for ref, way in waiting.items() if means(ref, page)), None)
        if back:
            return (*back, page.full_number)
        waiting = _next(waiting, seen)
        if not waiting:
            break
    return ()


def _next(waiting: dict[DirectiveRef, Way], seen: set[int]) -> dict[DirectiveRef, Way]:
    """What those that the citations mean act on in turn, each with the way to it."""
    found = {page.pk: (page, waiting[ref]) for ref, page in find_by_ref(waiting).items() if page.pk not in seen}
    seen.update(found)
    acts: dict[DirectiveRef, Way] = defaultdict(tuple)
    for one in DirectiveRelation.objects.filter(page__in=found, kind__in=ACTING):
        page, way = found[one.page_id]
        acts.setdefault(one.ref, (*way, page.full_number))
    return acts
