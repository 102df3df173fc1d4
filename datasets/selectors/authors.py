"""Who had a hand in a report: who entered it, an account by its name or a command's operator, and who sent it."""

from collections.abc import Iterable

from django.db.models import Q

from datasets.models import Report, ReportReturn
from units.models import User
from units.selectors.persons import is_same_person


def entered_one_of(user: User, reports: Iterable[Report]) -> bool:
    """Whether the person entered or handed over one of the reports, under whatever account, also before a return.

    At most three queries.
    """
    reports = list(reports)
    if not reports:
        return False
    names = {name for report in reports for name in (report.entered_by, *report.writers)}
    returned = ReportReturn.objects.filter(report__in=reports)
    sent = Q(pk__in={report.submitted_by_id for report in reports}) | Q(pk__in=returned.values("submitted_by"))
    authors = User.objects.filter(Q(username__in=names) | sent)
    return is_same_person(user, authors, since=min(report.begun_at or report.entered_at for report in reports))
