"""What published directives do to each other's force: it follows from what is published, whatever came first."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from directives.acting import Marks, marks_of
from directives.citations import number_key, numerals
from directives.models import DirectivePage, DirectiveRelation, ForceSpell
from directives.models.pages import MARKS
from directives.selectors.refs import citations_of
from search.actions.upkeep import touch
from units.actions.audit import record
from units.models import Done

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
    """Directives, published or not, that the pages' stored relations may name, and the pages themselves."""
    own = {page.pk for page in pages}
    wanted = list(DirectiveRelation.objects.filter(page_id__in=own).values_list("number", flat=True))
    keys = {number_key(number) for number in wanted}
    found = _directives(Q(number__in=numerals(wanted)) | Q(pk__in=own))
    return [one for one in found if one.pk in own or number_key(one.full_number) in keys]


def marked() -> list[DirectivePage]:
    """Directives that carry a mark, which may have lost its reason."""
    spells = ForceSpell.objects.values("page")
    return list(_directives(~Q(ended_by=None) | ~Q(withdrawn_by=None) | Q(pk__in=spells)))


def _directives(condition: Q) -> Iterable[DirectivePage]:
    return DirectivePage.objects.filter(condition).select_related("issuer__unit")


def _mark_all(pages: Collection[DirectivePage]) -> list[DirectivePage]:
    """Those whose marks changed."""
    asked = list({page.pk: page for page in pages}.values())
    citations = citations_of(asked)
    return [page for page in asked if _mark(page, marks_of(one.act for one in citations.get(page.pk, ())))]


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
