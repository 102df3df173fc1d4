"""Which checks figures pass before they are handed to review: for whoever enters or reviews them."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from datasets.models import Report
from datasets.quality import Severity, checks


class ChecksView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """From the registry itself, as grave as the province's data says."""

    model = Report
    any_permission_required = ["add", "change", "view"]
    template_name = "datasets/admin/checks.html"
    page_title = "Kiểm tra số liệu"
    header_icon = "check"
    index_url_name: str = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [_group(one) for one in _ORDER]
        return super().get_context_data(**kwargs) | {"groups": [group for group in groups if group["checks"]]}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.index_url_name), "label": "Báo cáo số liệu"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]


_ORDER = (Severity.STOP, Severity.REASON, Severity.TELL, Severity.READING)
_MEANS = {
    Severity.STOP: "Chưa gửi duyệt được; bản nháp vẫn giữ nguyên số đã nhập.",
    Severity.REASON: "Gửi duyệt được khi nêu lý do; người duyệt đọc lý do cùng số liệu.",
    Severity.TELL: "Chỉ nhắc để xem lại.",
    Severity.READING: "Không lưu, kể cả bản nháp, cho đến khi sửa.",
}


def _group(severity: Severity) -> dict[str, Any]:
    held = [one for one in checks() if one.severity is severity]
    return {"name": severity.label.capitalize(), "means": _MEANS[severity], "checks": held}
