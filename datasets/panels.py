"""What the desk shows of figures: what waits for the unit's signature, and its own newest reports."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.components import Component

from core import clock
from datasets.models import Report
from datasets.selectors import desk
from datasets.selectors.releases import newest_slot_passed, slot_after, slot_time
from datasets.selectors.returns import is_sent_back, own_reports
from units.models import User
from units.models.users import INSIDE
from units.roles import ENTERS, REVIEWS, holds

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
    """`construct_homepage_panels` adds it for every account but an auditor's, who reads the log alone."""

    name = "desk"
    order = 10
    template_name = "datasets/admin/desk.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        unit = self.user.unit if holds(self.user, *INSIDE) else None
        waiting = desk.waiting_for(unit) if unit and holds(self.user, REVIEWS) else desk.open_reports().none()
        signing, own = list(waiting[: desk.MOST_WAITING]), own_reports(unit) if unit else desk.latest_reports()
        recent = own[: desk.MOST_RECENT]
        lines, now = desk.lines([*signing, *recent]), clock.now()
        return {
            "unit": unit,
            "now": now,
            "next_due": slot_time(*slot_after(*newest_slot_passed(now))),
            "counts": desk.counts(unit),
            "waiting_count": waiting.count() if len(signing) == desk.MOST_WAITING else len(signing),
            "waiting": lines[: len(signing)],
            "returned": [report for report in own if is_sent_back(report)] if holds(self.user, ENTERS) else [],
            "recent": [(line, state_badge(line.report)) for line in lines[len(signing) :]],
            "csrf_token": parent_context.get("csrf_token"),
        }
