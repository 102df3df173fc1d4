from directives.models.intake import Intake, IntakeBatch, IntakeFile
from directives.models.originals import Original, OriginalPage
from directives.models.pages import DirectivePage, DirectivePart
from directives.models.provisions import Provision
from directives.models.readings import DirectiveReading
from directives.models.relations import DirectiveRelation, ForceSpell
from directives.models.sections import DirectivesPage
from directives.models.subjects import DirectiveSubject
from directives.models.types import DirectiveType, Issuer

__all__ = [
    "DirectivePage",
    "DirectivePart",
    "DirectiveReading",
    "DirectiveRelation",
    "DirectiveSubject",
    "DirectiveType",
    "DirectivesPage",
    "ForceSpell",
    "Intake",
    "IntakeBatch",
    "IntakeFile",
    "Issuer",
    "Original",
    "OriginalPage",
    "Provision",
]
