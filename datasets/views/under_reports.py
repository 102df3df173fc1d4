"""What the screens below the list of reports share."""

from typing import Any

from django.urls import reverse
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from datasets.models import Report


class UnderReports(WagtailAdminTemplateMixin):
    """The way back to the list; `index_url_name` comes from the viewset."""

    model = Report
    index_url_name: str = ""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": "Báo cáo số liệu"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]
