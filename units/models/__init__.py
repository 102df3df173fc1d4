from units.models.accounts import AccountHandover, OneTimeLink
from units.models.areas import AdministrativeArea, AreaSuccession, Level
from units.models.audit import AuditEntry, Done
from units.models.changes import ENDINGS, ChangeKind, UnitChange
from units.models.deputies import DeputyQuerySet, ReviewDeputy
from units.models.duties import Action, Duty, DutyRelief, Frequency
from units.models.duty_help import DutyHelp, DutyQuestion
from units.models.folders import UnitFolder
from units.models.link_mails import LinkMail
from units.models.mailed import Mailed
from units.models.notices import EACH_BY_ITSELF, Notice, NoticeChoice, ReminderRound
from units.models.organisations import FIRST_DAY, OrganisationalUnit, UnitKind, UnitQuerySet, UnitSuccession
from units.models.periods import UnitPeriod
from units.models.remarks import Remark
from units.models.review_task import ReviewLock, UnitReviewTask
from units.models.reviewed import Reviewed, ReviewedQuerySet
from units.models.urgent import UrgentPublication
from units.models.users import User

__all__ = [
    "EACH_BY_ITSELF",
    "ENDINGS",
    "FIRST_DAY",
    "AccountHandover",
    "Action",
    "AdministrativeArea",
    "AreaSuccession",
    "AuditEntry",
    "ChangeKind",
    "DeputyQuerySet",
    "Done",
    "Duty",
    "DutyHelp",
    "DutyQuestion",
    "DutyRelief",
    "Frequency",
    "Level",
    "LinkMail",
    "Mailed",
    "Notice",
    "NoticeChoice",
    "OneTimeLink",
    "OrganisationalUnit",
    "Remark",
    "ReminderRound",
    "ReviewDeputy",
    "ReviewLock",
    "Reviewed",
    "ReviewedQuerySet",
    "UnitChange",
    "UnitFolder",
    "UnitKind",
    "UnitPeriod",
    "UnitQuerySet",
    "UnitReviewTask",
    "UnitSuccession",
    "UrgentPublication",
    "User",
]
