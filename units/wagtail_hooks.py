"""The room of units in the admin: its lists, the menu's order, the portal's colours."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from units import permissions
from units.exports import ScopedResource
from units.gate import GatedSnippetViewSet, NoBulkDelete
from units.models import AdministrativeArea, Duty, OrganisationalUnit

register_permission_policy(AdministrativeArea, permissions.area_policy())
register_permission_policy(OrganisationalUnit, permissions.unit_policy())
register_permission_policy(Duty, permissions.duty_policy())


class AreaResource(ScopedResource):
    class Meta:
        model = AdministrativeArea
        fields = ("code", "name", "level", "valid_from", "valid_to", "parent__code", "population")
        export_order = fields


class UnitResource(ScopedResource):
    class Meta:
        model = OrganisationalUnit
        fields = (
            "abbreviation",
            "name",
            "short_name",
            "kind__code",
            "level",
            "parent__abbreviation",
            "area__code",
            "head_office",
            "reviewer__abbreviation",
            "sample",
        )
        export_order = fields


class DutyResource(ScopedResource):
    class Meta:
        model = Duty
        fields = (
            "code",
            "unit__abbreviation",
            "unit_kind__code",
            "article",
            "action",
            "subject",
            "indicators",
            "level",
            "frequency",
            "task",
        )
        export_order = fields


class UnitViewSet(GatedSnippetViewSet):
    model = OrganisationalUnit
    icon = "group"
    menu_label = "Đơn vị"
    list_display = ["name", "abbreviation", "kind", "area", "reviewer"]
    list_filter = ["level", "kind"]
    search_fields = ["name", "abbreviation"]
    export_resource = UnitResource
    inspect_view_fields = [
        "abbreviation",
        "name",
        "short_name",
        "kind",
        "level",
        "parent",
        "area",
        "head_office",
        "reviewer",
        "sample",
    ]
    panels = [
        MultiFieldPanel([FieldPanel("abbreviation"), FieldPanel("name"), FieldPanel("short_name")], "Tên"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("area")], "Loại và địa bàn"),
        MultiFieldPanel([FieldPanel("parent"), FieldPanel("reviewer"), FieldPanel("head_office")], "Quản lý, duyệt"),
        FieldPanel("sample"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return OrganisationalUnit.objects.select_related("kind", "area", "reviewer")


class DutyViewSet(GatedSnippetViewSet):
    model = Duty
    icon = "clipboard-list"
    menu_label = "Nhiệm vụ"
    list_display = ["task", "article", "unit", "unit_kind", "action", "frequency"]
    list_filter = ["action", "frequency", "level"]
    search_fields = ["task", "article", "code"]
    export_resource = DutyResource
    panels = [
        FieldPanel("code"),
        MultiFieldPanel([FieldPanel("unit"), FieldPanel("unit_kind")], "Ai làm: một đơn vị hoặc một loại đơn vị"),
        MultiFieldPanel([FieldPanel("article"), FieldPanel("task")], "Theo quy chế"),
        MultiFieldPanel(
            [
                FieldPanel("action"),
                FieldPanel("subject"),
                FieldPanel("indicators"),
                FieldPanel("level"),
                FieldPanel("frequency"),
            ],
            "Việc",
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Duty.objects.select_related("unit", "unit_kind")


class AreaViewSet(GatedSnippetViewSet):
    model = AdministrativeArea
    icon = "site"
    menu_label = "Địa bàn"
    list_display = ["name", "code", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level"]
    search_fields = ["folded_name", "code"]
    export_resource = AreaResource
    inspect_view_fields = ["code", "name", "level", "parent", "valid_from", "valid_to", "population", "successors"]
    panels = [
        MultiFieldPanel([FieldPanel("code"), FieldPanel("valid_from"), FieldPanel("valid_to")], "Mã và thời gian"),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("level"), FieldPanel("parent")], "Địa bàn"),
        MultiFieldPanel([FieldPanel("population"), FieldPanel("population_simulated")], "Dân số"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return AdministrativeArea.objects.select_related("parent")


class UnitsGroup(SnippetViewSetGroup):
    items = (UnitViewSet, DutyViewSet, AreaViewSet)
    menu_label = "Đơn vị và nhiệm vụ"
    menu_name = "don-vi"
    menu_icon = "group"
    menu_order = 500
    add_to_admin_menu = True


register_snippet(UnitsGroup)


hooks.register("register_bulk_action", NoBulkDelete, order=1)


@hooks.register("register_admin_menu_item")
def my_work() -> MenuItem:
    return MenuItem("Việc của tôi", reverse("wagtailadmin_home"), name="viec-cua-toi", icon_name="home", order=10)


RENAMED = {
    "explorer": ("Trang", 400),
    "images": ("Hình ảnh", 410),
    "documents": ("Tệp tài liệu", 420),
    "reports": ("Theo dõi hệ thống", 900),
    "settings": ("Cài đặt", 1000),
}
"""{Wagtail's menu entry: (label, order)}"""
HIDDEN = {"help", "snippets"}


@hooks.register("construct_main_menu")
def order_by_task(request: HttpRequest, items: list[MenuItem]) -> None:
    """An officer's day from top to bottom; Wagtail's system views at the end, for the administrator alone."""
    administrator = request.user.is_superuser
    items[:] = [
        item
        for item in items
        if item.name not in HIDDEN and (administrator or item.name not in ("reports", "settings"))
    ]
    for item in items:
        if item.name in RENAMED:
            item.label, item.order = RENAMED[item.name]


@hooks.register("construct_homepage_panels", order=-10)
def no_stock_panels(request: HttpRequest, panels: list[Any]) -> None:
    """The desk shows the unit's own work; rooms add their panels after this."""
    panels.clear()


@hooks.register("construct_homepage_summary_items", order=10)
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("insert_global_admin_css")
def portal_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/admin.css"))
