"""Whether the articles that relations name stand in the documents that they mean, where those are in the portal."""

from collections import defaultdict
from collections.abc import Collection

from core.directive_ref import DirectiveRef
from directives.acting import ENDING
from directives.anchors import listed
from directives.models import DirectiveRelation, Provision
from directives.selectors.refs import find_by_ref

Kind = DirectiveRelation.Kind


def missing_places(relations: Collection[DirectiveRelation]) -> dict[DirectiveRef, str]:
    """{citation: what is wrong}, in two queries; a document without readable text is not asked."""
    named: dict[DirectiveRef, list[str]] = defaultdict(list)
    for relation in relations:
        named[relation.ref] += relation.articles
    found = find_by_ref([ref for ref, articles in named.items() if articles])
    known = _anchors({page.pk for page in found.values()})
    said = {}
    for ref, page in found.items():
        lost = [anchor for anchor in named[ref] if anchor not in known[page.pk]] if known[page.pk] else []
        if lost:
            said[ref] = f"{page.title} không có {listed(lost)}."
    return said


def settle(relations: Collection[DirectiveRelation]) -> None:
    """Put right what was read before the document meant was looked at: an article that stands only in its attached
    part is that one; one that stands nowhere is left out, and then nobody says which part is meant."""
    found = find_by_ref([relation.ref for relation in relations if relation.articles])
    known = _anchors({page.pk for page in found.values()})
    for relation in relations:
        page = found.get(relation.ref)
        if relation.articles and page is not None and known[page.pk]:
            _settle(relation, known[page.pk])


def _settle(relation: DirectiveRelation, known: set[str]) -> None:
    attached = {anchor: f"kem-theo-1-{anchor}" for anchor in relation.articles}
    placed = [anchor if anchor in known else attached[anchor] for anchor in relation.articles]
    relation.articles = [anchor for anchor in placed if anchor in known]
    if not relation.articles and relation.kind in (*ENDING, Kind.SUSPENDS):
        relation.kind = Kind.AMENDS


def _anchors(pages: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for provision in Provision.objects.filter(page__in=pages).only("page_id", "anchor", "lines"):
        found[provision.page_id].update({provision.anchor, *(line["anchor"] for line in provision.lines)} - {""})
    return found
