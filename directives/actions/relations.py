"""What published directives do to each other's force: it follows from what is published, whatever came first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from directives.acting import ACTING, Marks, marks_of
from directives.models import DirectivePage, DirectiveRelation, ForceSpell
from directives.models.pages import MARKS
from directives.selectors.refs import acts_on
from search.actions.upkeep import touch
from units.actions.audit import record
from units.models import Done

AT_ONCE = 500
"""Of so many directives what acts on them is held in memory."""
MOST_STEPS = 100
"""How far an effect is followed from one directive to the next: no chain is as long, and a circle ends."""


def mark(pages: Iterable[DirectivePage]) -> int:
    """Set the marks of these directives anew, and of those on which the changed ones act in turn; returns how many
    changed. Makes no revision of any."""
    changed: set[int] = set()
    waiting = list(pages)
    for _ in range(MOST_STEPS):
        moved = _mark_all(waiting)
        changed.update(page.pk for page in moved)
        waiting = named_by(*moved) if moved else []
        if not waiting:
            break
    if changed:
        record(Done.CHANGE, about=DirectivePage, details={"step": "đánh dấu hiệu lực", "ids": sorted(changed)})
        touch("directive", *map(str, changed))
    return len(changed)


def named_by(*pages: DirectivePage) -> list[DirectivePage]:
    """Directives, published or not, on whose force the pages' stored relations may act, and the pages themselves."""
    own = {page.pk for page in pages}
    acting = DirectiveRelation.objects.filter(page_id__in=own, kind__in=ACTING).exclude(number_key="")
    keys = set(acting.values_list("number_key", flat=True))
    return list(_directives(Q(number_key__in=keys) | Q(pk__in=own)))


def marked() -> list[DirectivePage]:
    """Directives that carry a mark, which may have lost its reason."""
    spells = ForceSpell.objects.values("page")
    return list(_directives(~Q(ended_by=None) | ~Q(withdrawn_by=None) | Q(pk__in=spells)))


def _directives(condition: Q) -> Iterable[DirectivePage]:
    return DirectivePage.objects.filter(condition).select_related("issuer__unit")


def _mark_all(pages: Collection[DirectivePage]) -> list[DirectivePage]:
    """Those whose marks changed."""
    asked = list({page.pk: page for page in pages}.values())
    some = (asked[first : first + AT_ONCE] for first in range(0, len(asked), AT_ONCE))
    return [page for pages in some for page in _mark_some(pages)]


def _mark_some(pages: Sequence[DirectivePage]) -> list[DirectivePage]:
    acts = acts_on(pages)
    return [page for page in pages if _mark(page, marks_of(acts.get(page.pk, ())))]


def _mark(page: DirectivePage, found: Marks) -> bool:
    fields = vars(found) | {"spells": [spell.row for spell in found.spells]}
    if all(getattr(page, name) == fields[name] for name in MARKS):
        return False
    _store(page, found, fields)
    return True


def _store(page: DirectivePage, found: Marks, fields: Mapping[str, Any]) -> None:
    DirectivePage.objects.filter(pk=page.pk).update(**fields)
    ForceSpell.objects.filter(page_id=page.pk).delete()
    ForceSpell.objects.bulk_create(ForceSpell(page_id=page.pk, **vars(spell)) for spell in found.spells)
    for name, value in fields.items():
        setattr(page, name, value)
