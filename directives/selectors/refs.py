"""Citations resolved to published directives."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from core.directive_ref import DirectiveRef
from directives.acting import Act
from directives.citations import agrees, means, number_key, numerals
from directives.models import DirectivePage, DirectiveRelation
from directives.selectors.published import published

MOST_NUMBERS = 100
"""Up to how many numbers a query names them; for more it reads all relations, which are fewer than directives."""


def find_by_ref(refs: Collection[DirectiveRef]) -> dict[DirectiveRef, DirectivePage]:
    """The published directive that each citation means, in one query; one that means none, or two, is left out.

    The pages have `type` and `issuer` fetched.
    """
    found = {ref: [p for p in pages if means(ref, p)] for ref, pages in could_mean(refs).items()}
    return {ref: pages[0] for ref, pages in found.items() if len(pages) == 1}


def could_mean(refs: Collection[DirectiveRef]) -> dict[DirectiveRef, list[DirectivePage]]:
    """The published directives that do not differ from each citation in what it says, in one query."""
    wanted = numerals(ref.number for ref in refs)
    by_number: dict[str, list[DirectivePage]] = defaultdict(list)
    for page in published().filter(number__in=wanted) if wanted else ():
        by_number[number_key(page.full_number)].append(page)
    return {ref: [p for p in by_number[number_key(ref.number)] if agrees(ref, p)] for ref in set(refs)}


@dataclass(frozen=True)
class Citation:
    """A published directive does something to another one, as `relation` says."""

    relation: DirectiveRelation
    citing: DirectivePage

    @property
    def act(self) -> Act:
        return act_of(self.relation, self.citing)


def act_of(relation: DirectiveRelation, page: DirectivePage) -> Act:
    """What a relation of this directive does."""
    return Act(relation.kind, page.force, not relation.articles, relation.effective_on, relation.until)


def citations_of(pages: Sequence[DirectivePage]) -> dict[int, list[Citation]]:
    """{pk: what other published directives do to it}, oldest first, in one query however many pages."""
    return among(pages, relations_about(pages)) if any(page.full_number for page in pages) else {}


def relations_about(pages: Sequence[DirectivePage]) -> list[DirectiveRelation]:
    """The pages' stored relations and those of published directives that may name them, each with its directive."""
    related = DirectiveRelation.objects.select_related("page__type", "page__issuer__unit__area")
    own, live = Q(page__in=[page.pk for page in pages if page.pk]), Q(page__live=True)
    starts = numerals(page.full_number for page in pages if page.full_number)
    named = Q()
    for start in starts if len(starts) <= MOST_NUMBERS else ():
        named |= Q(number__startswith=start)
    return list(related.filter(own | (live & named if starts else Q(pk=None))))


def among(pages: Sequence[DirectivePage], relations: Iterable[DirectiveRelation]) -> dict[int, list[Citation]]:
    """{pk: what those of the relations that mean it do to it}, oldest first."""
    by_number: dict[str, list[DirectivePage]] = defaultdict(list)
    for page in pages:
        if page.full_number:
            by_number[number_key(page.full_number)].append(page)
    found: dict[int, list[Citation]] = defaultdict(list)
    for relation in relations:
        for page in by_number.get(number_key(relation.number), ()):
            if relation.page.live and relation.page_id != page.pk and means(relation.ref, page):
                found[page.pk].append(Citation(relation, relation.page))
    return {pk: sorted(citations, key=_age) for pk, citations in found.items()}


def _age(citation: Citation) -> tuple[str, int]:
    return str(citation.citing.date or ""), citation.citing.pk
