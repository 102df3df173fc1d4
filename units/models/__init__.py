from units.models.areas import AdministrativeArea, AreaSuccession, Level
from units.models.duties import Action, Duty, Frequency
from units.models.folders import UnitFolder
from units.models.organisations import OrganisationalUnit, UnitKind
from units.models.users import User

__all__ = [
    "Action",
    "AdministrativeArea",
    "AreaSuccession",
    "Duty",
    "Frequency",
    "Level",
    "OrganisationalUnit",
    "UnitFolder",
    "UnitKind",
    "User",
]
