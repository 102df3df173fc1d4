from directives.models.originals import Original
from directives.models.pages import DirectivePage, DirectivePart, DirectiveRelation, DirectivesPage
from directives.models.provisions import Provision
from directives.models.types import DirectiveType, Issuer

__all__ = [
    "DirectivePage",
    "DirectivePart",
    "DirectiveRelation",
    "DirectiveType",
    "DirectivesPage",
    "Issuer",
    "Original",
    "Provision",
]
