"""Citations resolved to published directives."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core.directive_ref import DirectiveRef
from directives.acting import ACTING, Act
from directives.citations import agrees, means
from directives.models import DirectivePage, DirectiveRelation
from directives.numbers import number_key
from directives.selectors.published import published


def find_by_ref(refs: Collection[DirectiveRef]) -> dict[DirectiveRef, DirectivePage]:
    """The published directive that each citation means, in one query; one that means none, or two, is left out.

    The pages have `type` and `issuer` fetched.
    """
    found = {ref: [p for p in pages if means(ref, p)] for ref, pages in could_mean(refs).items()}
    return {ref: pages[0] for ref, pages in found.items() if len(pages) == 1}


def could_mean(refs: Collection[DirectiveRef]) -> dict[DirectiveRef, list[DirectivePage]]:
    """The published directives that do not differ from each citation in what it says, in one query."""
    wanted = _keys(ref.number for ref in refs)
    by_number: dict[str, list[DirectivePage]] = defaultdict(list)
    for page in published().filter(number_key__in=wanted) if wanted else ():
        by_number[page.number_key].append(page)
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
    own = Q(page__in=[page.pk for page in pages if page.pk])
    named = Q(number_key__in=_keys(page.full_number for page in pages))
    found = _related().filter(
        own | named
    )  # each by its index; a condition on the other's page would keep it from that
    return [one for one in found if one.page.live or one.page_id in {page.pk for page in pages}]


def acts_on(pages: Sequence[DirectivePage]) -> dict[int, list[Act]]:
    """{pk: what other published directives do to its force}, in one query however many pages."""
    named = _keys(page.full_number for page in pages)
    acting = _related().filter(number_key__in=named, kind__in=ACTING, page__live=True) if named else ()
    return {pk: [one.act for one in citations] for pk, citations in among(pages, acting).items()}


def _related() -> "QuerySet[DirectiveRelation]":
    return DirectiveRelation.objects.select_related("page__type", "page__issuer__unit__area")


def _keys(numbers: Iterable[str]) -> set[str]:
    return {number_key(number) for number in numbers} - {""}


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
