"""The room of figures in the admin: reports, releases, indicators and places, and the desk's panel."""

import json
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from core.geo import LeafletPanel
from datasets import days, exports
from datasets.forms import FacilityForm
from datasets.models import Facility, Indicator, Release, Report, Source
from datasets.panels import DeskPanel, state_badge
from datasets.selectors import desk
from datasets.views import backlog, checks, entry, facilities, imports, openings, releases, reports
from units import permissions
from units.gate import GatedSnippetViewSet
from units.models import OrganisationalUnit
from units.models.users import INSIDE
from units.roles import holds
from units.views.reviewed import ReviewedSnippetViewSet


def _draft(action: str, report: Report) -> bool:
    """One day of a backlog is not deleted by itself: the sheet of its correction drops them all."""
    if action == "delete" and report.correction is not None and report.correction.is_spread:
        return False
    return report._state.adding or (report.state == Report.State.DRAFT and report.release_id is None)


def _not_under_review(action: str, facility: Facility) -> bool:
    """A place is closed, never deleted: readers may have been sent there."""
    return action != "delete" and permissions.not_under_review(action, facility)


register_permission_policy(Report, permissions.EntryPolicy(Report, subjects=["figures"], admits=_draft))
register_permission_policy(
    Facility,
    permissions.EntryPolicy(
        Facility, subjects=[f"facilities:{kind}" for kind in Facility.Kind.values], admits=_not_under_review
    ),
)
register_permission_policy(Indicator, permissions.common_policy(Indicator))
register_permission_policy(Source, permissions.common_policy(Source, frozen=True))
register_permission_policy(Release, permissions.common_policy(Release, frozen=True))


def _units_in_sight(request: HttpRequest | None) -> QuerySet[OrganisationalUnit]:
    if request is None:
        return OrganisationalUnit.objects.none()
    user = permissions.account(request)
    if permissions.sees_everything(user):
        return OrganisationalUnit.objects.exclude(reports=None)
    return permissions.concerned(user)


class ReportFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="Trạng thái", choices=[*Report.State.choices, ("released", "đã công bố")], method="of_state"
    )
    date = django_filters.DateFilter(label="Ngày", method="of_date", widget=AdminDateInput)
    unit = django_filters.ModelChoiceFilter(label="Đơn vị", queryset=_units_in_sight)

    class Meta:
        model = Report
        fields = ["state", "date", "unit"]

    def of_date(self, queryset: QuerySet[Report], name: str, value: Any) -> QuerySet[Report]:
        return queryset.filter(day=days.number(value))

    def of_state(self, queryset: QuerySet[Report], name: str, value: str) -> QuerySet[Report]:
        if value == "released":
            return queryset.exclude(release=None)
        return queryset.filter(state=value, release=None)


class ReportViewSet(GatedSnippetViewSet):
    model = Report
    icon = "form"
    menu_label = "Báo cáo"
    list_display = [
        "area",
        Column("unit", label="Đơn vị"),
        Column("day", label="Ngày", accessor=desk.days_of, sort_key="day"),
        Column("slot", label="Kỳ", accessor=desk.slots_of),
        Column("state", label="Trạng thái", accessor=state_badge, sort_key="state"),
        Column("kind", label="Loại", accessor="get_kind_display"),
    ]
    filterset_class = ReportFilterSet
    search_fields = ["area__folded_name", "unit__abbreviation"]
    export_resource = exports.ReportResource
    form_fields = ["note", "reason"]
    index_view_class = reports.ReportIndexView
    add_view_class = entry.EntryView
    edit_view_class = reports.ReportEditView
    inspect_view_class = reports.ReportInspectView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return Report.objects.select_related("unit", "area", "area__parent", "correction")

    def get_form_class(self, for_update: bool = False) -> type[reports.ReportForm]:
        return reports.ReportForm

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {}

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {}

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(import_url_name=self.get_url_name("import"), **kwargs)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**kwargs) | {"template_name": self.inspect_view_class.template_name}

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("checks/", self.construct_view(checks.ChecksView), name="checks"),
            path("template/", self.construct_view(entry.TemplateFileView), name="template"),
            path("import/", self.construct_view(imports.ImportView), name="import"),
            path("approve/", self.construct_view(reports.ApproveChosenView), name="approve_chosen"),
            path("return/", self.construct_view(reports.ReturnChosenView), name="return_chosen"),
            path("evidence/<int:pk>/", self.construct_view(reports.EvidenceView), name="evidence"),
            path("backlog/", self.construct_view(backlog.BacklogView), name="backlog"),
            path("opening/", self.construct_view(openings.OpeningView), name="opening"),
            path("submit/<int:pk>/", self.construct_view(reports.SubmitView), name="submit"),
            path("withdraw/<int:pk>/", self.construct_view(reports.WithdrawView), name="withdraw"),
            path("approve/<int:pk>/", self.construct_view(reports.ApproveView), name="approve"),
            path("return/<int:pk>/", self.construct_view(reports.ReturnView), name="return"),
        ]


class ReleaseViewSet(GatedSnippetViewSet):
    model = Release
    icon = "date"
    menu_label = "Bản công bố"
    ordering = ["-number"]
    list_display = [
        "__str__",
        Column("day", label="Ngày", accessor=lambda release: f"{release.date:%d/%m/%Y}", sort_key="day"),
        Column("slot", label="Kỳ", accessor=desk.slot_label),
        Column("kind", label="Loại", accessor="get_kind_display"),
        "published_at",
        "operator",
    ]
    inspect_view_fields = ["number", "kind", "date", "published_at", "reason", "operator"]
    list_filter = ["kind"]
    export_resource = exports.ReleaseResource
    index_view_class = releases.ReleaseIndexView
    index_template_name = "datasets/admin/release_list.html"
    inspect_view_class = releases.ReleaseInspectView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"extra_url_name": self.get_url_name("extra"), "preview_url_name": self.get_url_name("preview")}
        return super().get_index_view_kwargs(**names, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**kwargs) | {"template_name": self.inspect_view_class.template_name}

    def get_urlpatterns(self) -> list[Any]:
        back = {"index_url_name": self.get_url_name("list")}
        return [
            *super().get_urlpatterns(),
            path("extra/", self.construct_view(releases.ExtraReleaseView, **back), name="extra"),
            path("preview/", self.construct_view(releases.PreviewView, **back), name="preview"),
        ]


class IndicatorViewSet(GatedSnippetViewSet):
    model = Indicator
    icon = "list-ol"
    menu_label = "Chỉ tiêu"
    list_display = ["name", "code", "kind", "unit", "definition"]
    search_fields = ["name", "code"]
    sort_order_field = None
    export_resource = exports.IndicatorResource
    panels = [
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("short_name")], "Tên"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("unit"), FieldPanel("definition")], "Cách tính"),
        FieldPanel("order"),
    ]


class SourceViewSet(GatedSnippetViewSet):
    model = Source
    icon = "link"
    menu_label = "Nguồn của chỉ tiêu"
    list_display = ["indicator", "level", "mode", "duty"]
    list_filter = ["level", "mode"]
    export_resource = exports.SourceResource

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return Source.objects.select_related("indicator", "duty").order_by("indicator__order", "level")


class FiguresGroup(SnippetViewSetGroup):
    items = (ReportViewSet, ReleaseViewSet, IndicatorViewSet, SourceViewSet)
    menu_label = "Số liệu"
    menu_name = "so-lieu"
    menu_icon = "table"
    menu_order = 200
    add_to_admin_menu = True


class FacilityViewSet(ReviewedSnippetViewSet):
    model = Facility
    icon = "site"
    menu_label = "Địa điểm"
    menu_name = "dia-diem"
    menu_order = 300
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("kind", label="Loại", accessor="get_kind_display", sort_key="kind"),
        Column("area", label="Địa bàn"),
        Column("unit", label="Đơn vị"),
        Column("status", label="Trạng thái", accessor="get_status_display"),
        Column("live", label="Người dân thấy", accessor=lambda place: "có" if place.live else "chưa"),
    ]
    list_filter = ["kind", "status"]
    search_fields = ["folded_name", "area__folded_name"]
    export_resource = exports.FacilityResource
    inspect_view_class = facilities.FacilityInspectView
    inspect_view_fields = [
        "name",
        "kind",
        "sub_kind_label",
        "area",
        "unit",
        "address",
        "point",
        "phone",
        "opening_hours",
        "link",
        "capacity",
        "in_use",
        "valid_from",
        "valid_to",
        "status",
    ]
    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldRowPanel([FieldPanel("kind"), FieldPanel("sub_kind")])], "Tên và loại"
        ),
        MultiFieldPanel(
            [FieldPanel("area"), FieldPanel("address"), LeafletPanel("point", address_field="address")], "Ở đâu"
        ),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("opening_hours"), FieldPanel("link")], "Liên hệ"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("capacity"), FieldPanel("in_use")])], "Sức chứa"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]), FieldPanel("status")], "Thời gian"
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=FacilityForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Facility]:
        return Facility.objects.select_related("unit", "area", "area__parent").with_review()


register_snippet(FiguresGroup)
register_snippet(FacilityViewSet)


@hooks.register("construct_homepage_panels")
def desk_panel(request: HttpRequest, panels: list[Any]) -> None:
    user = permissions.account(request)
    if permissions.sees_everything(user) or holds(user, *INSIDE):
        panels.append(DeskPanel(user))


@hooks.register("insert_editor_js")
def leaflet_marker() -> SafeString:
    """Leaflet guesses where its pictures are from its stylesheet, and hashed names mislead it."""
    pictures = {name: static(f"vendor/leaflet/images/{file}") for name, file in _MARKER.items()}
    script = "<script>if (window.L) {{L.Icon.Default.imagePath = ''; L.Icon.Default.mergeOptions({})}}</script>"
    return format_html(script, mark_safe(json.dumps(pictures)))  # noqa: S308 - our own static addresses


_MARKER = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png", "shadowUrl": "marker-shadow.png"}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("datasets.submit", "Gửi duyệt", "Gửi duyệt")
    actions.register_action("datasets.approve", "Duyệt", "Duyệt")
    actions.register_action("datasets.withdraw", "Rút lại", "Rút lại để sửa")
    actions.register_action("datasets.return", "Trả lại", "Trả lại đơn vị")
