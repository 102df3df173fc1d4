"""What the desk shows of figures: what waits for the unit's signature, and its own newest reports."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from core import clock
from datasets.models import Report
from datasets.selectors import desk
from datasets.selectors.desk_reports import DeskReports, reports_for
from datasets.selectors.discrepancies import discrepancies
from datasets.selectors.releases import newest_slot_passed, slot_after, slot_time
from datasets.selectors.returns import is_sent_back
from datasets.selectors.spreads import one_a_backlog
from units.models import OrganisationalUnit, User
from units.models.users import INSIDE
from units.policy import entered_subjects, reviews_for
from units.roles import ENTERS, holds

FIGURES = "figures"
_BADGES = {
    Report.State.DRAFT: "status-badge",
    Report.State.REVIEW: "status-badge status-badge--due",
    Report.State.APPROVED: "status-badge status-badge--in-force",
}


def state_badge(report: Report) -> SafeString:
    """The report's state as a word in its shape."""
    state = Report.State(report.state)
    label = "đã công bố" if report.release_id else str(state.label)
    return format_html('<span class="{}">{}</span>', _BADGES[state], label)


class DeskPanel(Component):
    """`construct_homepage_panels` adds it for every account but an auditor's, who reads the log alone. A unit that
    has nothing to do with figures is shown nothing."""

    name = "desk"
    order = 22
    template_name = "datasets/admin/desk.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        unit = self.user.unit if holds(self.user, *INSIDE) else None
        found = reports_for(unit, signs=self._signs_for(unit)) if unit else DeskReports([], desk.latest_reports(), [])
        if unit and not found.waiting and not found.own and FIGURES not in entered_subjects(unit):
            return {"has_figures": False}
        recent, now = found.own[: desk.MOST_RECENT], clock.now()
        return {
            "has_figures": True,
            "unit": unit,
            "now": now,
            "next_due": slot_time(*slot_after(*newest_slot_passed(now))),
            "counts": desk.counts(unit),
            "waiting_count": _count(unit, len(found.waiting)),
            "waiting": desk.lines(found.waiting),
            "returned": desk.lines(self._sent_back(found.own), compared=False),
            "discrepancies": discrepancies(unit, found.doubted) if unit else [],
            "recent": [(line, state_badge(line.report)) for line in desk.lines(recent, compared=False)],
            "csrf_token": parent_context.get("csrf_token"),
        }

    def _sent_back(self, own: list[Report]) -> list[Report]:
        """What the account's unit is asked to mend, for who may."""
        return [report for report in own if is_sent_back(report)] if holds(self.user, ENTERS) else []

    def _signs_for(self, unit: OrganisationalUnit) -> bool:
        """By its role, or as the deputy of who has it."""
        return unit.pk in reviews_for(self.user)


def _count(unit: OrganisationalUnit | None, shown: int) -> int:
    """All that wait; what is shown tells, unless it is as many as are shown at most."""
    return one_a_backlog(desk.waiting_for(unit)).count() if unit and shown == desk.MOST_WAITING else shown
