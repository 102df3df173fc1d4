"""Who entered a report: an account by its name, or the operator of a command."""

from collections.abc import Iterable

from datasets.models import Report
from units.models import User
from units.selectors.persons import is_same_person


def entered_one_of(user: User, reports: Iterable[Report]) -> bool:
    """Whether the person entered one of the reports, under whatever account. At most three queries."""
    reports = list(reports)
    if not reports:
        return False
    authors = User.objects.filter(username__in={report.entered_by for report in reports})
    return is_same_person(user, authors, since=min(report.entered_at for report in reports))
