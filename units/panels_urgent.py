"""What was published ahead of its review, on the desk of all whom it concerns until the review is done."""

from typing import Any

from wagtail.admin.ui.components import Component

from units.models import User
from units.selectors.urgent import owed_for


class OwedPanel(Component):
    """For the unit itself, who reviews it and who watches all. Queries do not grow with what is owed."""

    name = "owed"
    order = 6
    template_name = "units/admin/owed_panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"owed": owed_for(self.user)}
