"""What the desk shows of moderated content: what waits for this unit's signature, and its own that came back."""

from typing import Any

from wagtail.admin.ui.components import Component

from units.models import User
from units.roles import ENTERS, REVIEWS, holds
from units.selectors.review import sent_back_to, waiting_for


class ReviewPanel(Component):
    """`construct_homepage_panels` adds it for accounts of a unit. Queries do not grow with the number of drafts."""

    name = "review"
    order = 20
    template_name = "units/admin/review_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        unit = self.user.unit
        return {
            "waiting": waiting_for(unit) if unit and holds(self.user, REVIEWS) else [],
            "sent_back": sent_back_to(unit) if unit and holds(self.user, ENTERS) else [],
        }
