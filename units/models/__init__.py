from units.models.areas import AdministrativeArea, AreaSuccession, Level
from units.models.duties import Action, Duty, Frequency
from units.models.folders import UnitFolder
from units.models.organisations import OrganisationalUnit, UnitKind
from units.models.review_task import ReviewLock, UnitReviewTask
from units.models.reviewed import Reviewed, ReviewedQuerySet
from units.models.users import User

__all__ = [
    "Action",
    "AdministrativeArea",
    "AreaSuccession",
    "Duty",
    "Frequency",
    "Level",
    "OrganisationalUnit",
    "ReviewLock",
    "Reviewed",
    "ReviewedQuerySet",
    "UnitFolder",
    "UnitKind",
    "UnitReviewTask",
    "User",
]
