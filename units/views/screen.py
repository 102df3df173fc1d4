"""What the portal's own screens in the admin share: the way back, from the desk to where one is."""

from typing import Any

from django.urls import reverse
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class OwnScreen(WagtailAdminTemplateMixin):
    """`below`: (name of the address, label) of the screen that this one belongs to, if it belongs to one."""

    below: tuple[str, str] | None = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse(self.below[0]), "label": self.below[1]}] if self.below else []
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_header_title()}]
