"""What the desk shows first: what is due by the unit's duties, what waits for its signature, what came back."""

from typing import Any

from wagtail.admin.ui.components import Component

from units.models import User
from units.policy import may_audit
from units.roles import ENTERS, WATCHERS, holds
from units.selectors import questions
from units.selectors.audit import counted_lately
from units.selectors.due import due
from units.selectors.review import on_the_desk
from units.selectors.sign_ins import new_devices
from units.selectors.undone import behind_of, count_behind, count_of, focal_points

MOST_BEHIND = MOST_QUESTIONS = 5


class DuePanel(Component):
    """What the account's unit has to do. A fixed number of queries, however many duties."""

    name = "due"
    order = 5
    template_name = "units/admin/due_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        unit = self.user.unit
        return {"due": due(unit) if unit and holds(self.user, ENTERS) else []}


class UndonePanel(Component):
    """What the units that the account follows up have not done: counts, and the units furthest behind.

    To an account of a unit, whose desk has much of its own to ask, the counts alone: thirty queries at most.
    """

    name = "undone"
    order = 9
    template_name = "units/admin/undone_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if self.user.unit is not None and not holds(self.user, *WATCHERS):
            return {"count": count_behind(self.user)}
        behind = behind_of(self.user)
        shown = behind[:MOST_BEHIND]
        persons = focal_points(one.unit for one in shown)
        return {
            "count": count_of(behind) if behind else None,
            "more": len(behind) - len(shown),
            "rows": [(one, persons.get(one.unit.pk, [])) for one in shown],
        }


class ReviewPanel(Component):
    """`construct_homepage_panels` adds it for accounts of a unit. Queries do not grow with the number of drafts."""

    name = "review"
    order = 20
    template_name = "units/admin/review_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        waiting, sent_back = on_the_desk(self.user)
        return {"waiting": waiting, "sent_back": sent_back}


class NewDevicePanel(Component):
    """Tells an account of sign-ins from devices that were new to it, made elsewhere than in this session."""

    name = "new_device"
    order = 5
    template_name = "units/sign_in/new_device_panel.html"

    def __init__(self, user: User, session: str) -> None:
        self.user, self.session = user, session

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        entries = new_devices(self.user, session=self.session)
        return {"told": [(entry, entry.said.get("device", "")) for entry in entries]}


class QuestionsPanel(Component):
    """To the office that runs the portal what units ask; to who asked, the answers of the last days."""

    name = "questions"
    order = 8
    template_name = "units/help/questions_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        found = questions.on_the_desk(self.user, MOST_QUESTIONS)
        return {"waiting": found.waiting, "more": found.more, "news": found.news}


class LogPanel(Component):
    """To who reads the log: failed sign-ins and lock-outs of the last day, with the way to each."""

    name = "log"
    order = 7
    template_name = "units/audit/panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if not may_audit(self.user):
            return {}
        return {"acts": [(act, act.label, count) for act, count in counted_lately().items()]}
