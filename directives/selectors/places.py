"""Whether the articles that a relation names stand in the document that it means, where that is in the portal."""

from collections import defaultdict
from collections.abc import Collection

from core.directive_ref import DirectiveRef
from directives.anchors import listed
from directives.models import DirectiveRelation, Provision
from directives.selectors.refs import find_by_ref


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


def _anchors(pages: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for provision in Provision.objects.filter(page__in=pages).only("page_id", "anchor", "lines"):
        found[provision.page_id].update({provision.anchor, *(line["anchor"] for line in provision.lines)} - {""})
    return found
