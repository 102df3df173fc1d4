"""From a citation to the directive's page, where the portal has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import clock
from core.directive_ref import DirectiveRef
from directives.models import DirectivePage
from directives.selectors.refs import could_mean, find_by_ref


@dataclass(frozen=True)
class Citation:
    """A directive as cited; the rest is empty where it is not in the portal. `status` as of today."""

    ref: DirectiveRef
    url: str = ""
    headline: str = ""
    status: str = ""


def resolve(refs: Iterable[DirectiveRef]) -> dict[DirectiveRef, Citation]:
    """{citation as given: what it leads to}, in one query however many there are."""
    asked = list(dict.fromkeys(ref for ref in refs if ref.number))
    found = find_by_ref(asked)
    return {ref: _citation(ref, found.get(ref)) for ref in asked}


def written_out(refs: Iterable[DirectiveRef]) -> dict[DirectiveRef, list[DirectiveRef]]:
    """{citation as given: every published directive that it could mean, cited in full}, in one query."""
    return {ref: [page.ref for page in pages] for ref, pages in could_mean(list(refs)).items()}


def _citation(ref: DirectiveRef, page: DirectivePage | None) -> Citation:
    if page is None:
        return Citation(ref)
    return Citation(ref, page.get_url() or "", page.headline, page.force.at(clock.today()))
