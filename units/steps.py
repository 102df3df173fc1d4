"""Whose signatures a draft needs, step by step: the unit tree, and what the province's data says of it."""

from collections.abc import Iterable

from django.db.models import F, Q

from core import province
from units.models import OrganisationalUnit
from units.once import once_a_request

Step = frozenset[int]
"""Ids of units: a person of one of them signs."""


def steps_of(owner: OrganisationalUnit | None, subject: str) -> tuple[Step, ...]:
    """The steps of a unit's draft about `subject`, in order. An empty step: nobody could sign.

    One step by the owner's reviewer, unless `[review]` of the province's data says otherwise.
    """
    if owner is None:
        return (frozenset(),)
    rules, first = province.current().review, {owner.reviewer_id} - {None, owner.pk}
    if subject in rules.same_unit:
        first |= {owner.pk}
    found = [frozenset(pk for pk in first if pk is not None)]
    if subject in rules.two_steps:
        found.append(_second(owner))
    return tuple(found)


@once_a_request
def _second(owner: OrganisationalUnit) -> Step:
    """The reviewer's reviewer; where that is the owner again or nobody, the end of the chain, if it is a third."""
    above = owner.reviewer.reviewer_id if owner.reviewer else None
    if above in (None, owner.pk):
        named = OrganisationalUnit.objects.filter(abbreviation=province.current().review.chain_end)
        above = named.exclude(pk__in=[owner.pk, owner.reviewer_id]).values_list("pk", flat=True).first()
    return frozenset({above} if above else ())


def signs_first(units: Iterable[int]) -> Q:
    """The units whose drafts go by one of `units` in the first step, whatever they are about."""
    return Q(reviewer__in=list(units))


def signs_second(units: Iterable[int]) -> Q:
    """The units whose drafts go by one of `units` in the second step, where there is one."""
    asked = list(units)
    circle = Q(reviewer__reviewer=None) | Q(reviewer__reviewer=F("pk"))
    found = Q(reviewer__reviewer__in=asked) & ~Q(reviewer__reviewer=F("pk"))
    end = OrganisationalUnit.objects.filter(abbreviation=province.current().review.chain_end, pk__in=asked)
    for pk in end.values_list("pk", flat=True):
        found |= Q(reviewer__isnull=False) & circle & ~Q(pk=pk) & ~Q(reviewer=pk)
    return found


def goes_by(units: Iterable[int]) -> Q:
    """The units whose drafts, about something at least, go by one of `units` in some step."""
    asked, rules = list(units), province.current().review
    found = signs_first(asked)
    if rules.two_steps:
        found |= signs_second(asked)
    return found | Q(pk__in=asked) if rules.same_unit else found
