"""The log in the admin, for auditors: list, one entry, export. Whoever may not read it finds nothing here."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView, View

from core import access
from core.clock import ZONE
from units.exports import harmless
from units.forms.audit import AuditForm
from units.models.audit import AuditEntry
from units.policy import may_audit
from units.selectors import audit
from units.views.screen import OwnScreen

COLUMNS = {
    "number": "Số",
    "at": "Thời điểm",
    "action": "Thao tác",
    "unit": "Đơn vị",
    "login": "Tên đăng nhập",
    "person": "Người thực hiện",
    "operator": "Người chạy lệnh",
    "address": "Địa chỉ mạng",
    "session": "Phiên",
    "model": "Loại đối tượng",
    "object_id": "Mã đối tượng",
    "label": "Đối tượng",
    "owner": "Đơn vị của đối tượng",
    "changes": "Thay đổi [trước, sau]",
    "details": "Chi tiết",
    "hash": "Mã băm",
}
"""{field: heading of the exported column}"""


class AuditorsOnly:
    """Stands first in a view's bases."""

    access_rule = access.SIGNED_IN

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_audit(request.user):
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class AuditListView(AuditorsOnly, OwnScreen, TemplateView):
    """`/quan-tri/nhat-ky/`: 50 entries, the newest first; `?truoc=<id>` those before."""

    template_name = "units/audit/list.html"
    page_title = "Nhật ký"
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AuditForm(self.request.GET)
        rows, following = _page(form, self.request.GET)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "lines": [(entry, audit.model_name(entry.model)) for entry in rows],
            "filtered": any(form[name].value() for name in form.fields),
            "older": _link(self.request.GET, following) if following else "",
            "newest": _link(self.request.GET, None) if "truoc" in self.request.GET else "",
            "export_url": f"{reverse('units_audit_export')}?{_asked(self.request.GET).urlencode()}",
        }


class AuditEntryView(AuditorsOnly, OwnScreen, TemplateView):
    """`/quan-tri/nhat-ky/<id>/`: before and after, side by side."""

    template_name = "units/audit/entry.html"
    page_title = "Mục nhật ký"
    header_icon = "history"
    below = ("units_audit", AuditListView.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = get_object_or_404(AuditEntry, pk=self.kwargs["pk"])
        same = {"model": entry.model, "object_id": entry.object_id}
        return super().get_context_data(**kwargs) | {
            "entry": entry,
            "model": audit.model_name(entry.model),
            "changes": audit.changes_of(entry),
            "details": audit.details_of(entry),
            "same_object": f"{reverse('units_audit')}?{_query(same)}" if entry.object_id else "",
        }


class AuditExportView(AuditorsOnly, View):
    """`/quan-tri/nhat-ky/xuat/`: what the filters leave, as CSV. That it was taken is logged like any export."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = AuditForm(request.GET)
        if not form.is_valid():
            raise Http404
        response = StreamingHttpResponse(_csv(form.cleaned_data), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
        return response


class _Echo:
    """What csv needs of a file: the line is given back."""

    def write(self, line: str) -> str:
        return line


def _csv(asked: dict[str, Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS.values())
    for entry in audit.every(audit.entries(asked)):
        yield writer.writerow([harmless(_cell(entry, name)) for name in COLUMNS])


def _cell(entry: AuditEntry, name: str) -> Any:
    if name == "at":
        return entry.at.astimezone(ZONE).isoformat(timespec="milliseconds")
    return entry.get_action_display() if name == "action" else getattr(entry, name)


def _page(form: AuditForm, given: QueryDict) -> tuple[list[AuditEntry], int | None]:
    if not form.is_valid():
        return [], None
    below = given.get("truoc", "")
    key = int(below) if below.isascii() and below.isdigit() and len(below) < 18 else None
    return audit.page(audit.entries(form.cleaned_data), key)


def _asked(given: QueryDict) -> QueryDict:
    """The filters of an address, without the place in the list."""
    kept = given.copy()
    kept.pop("truoc", None)
    return kept


def _link(given: QueryDict, below: int | None) -> str:
    kept = _asked(given)
    if below is not None:
        kept["truoc"] = str(below)
    return f"{reverse('units_audit')}?{kept.urlencode()}"


def _query(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return query.urlencode()
