"""From a citation to the directive's page, where the portal has it."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.directive_ref import DirectiveRef
from directives.models import DirectivePage
from directives.selectors.refs import find_by_ref


@dataclass(frozen=True)
class Citation:
    """A directive as cited; `url` and `abstract` are empty where it is not in the portal."""

    ref: DirectiveRef
    url: str = ""
    abstract: str = ""


def resolve(refs: Iterable[DirectiveRef]) -> dict[DirectiveRef, Citation]:
    """{citation as given: what it leads to}, in one query however many there are."""
    asked = list(dict.fromkeys(ref for ref in refs if ref.number))
    found = find_by_ref(asked)
    return {ref: _citation(ref, found.get(ref)) for ref in asked}


def _citation(ref: DirectiveRef, page: DirectivePage | None) -> Citation:
    return Citation(ref, page.get_url() or "", page.abstract) if page else Citation(ref)
