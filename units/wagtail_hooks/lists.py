"""The lists of areas, units, duties and reliefs."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from units import permissions
from units.exports import ScopedResource
from units.forms.duties import DutyForm, ReliefForm
from units.forms.units import UnitForm
from units.gate import GatedSnippetViewSet, NoBulkDelete
from units.models import AdministrativeArea, Duty, DutyRelief, OrganisationalUnit
from units.page_permissions import PagesPolicy
from units.views.reorganise import UnitInspectView

register_permission_policy(AdministrativeArea, permissions.area_policy())
register_permission_policy(OrganisationalUnit, permissions.unit_policy())
register_permission_policy(Duty, permissions.duty_policy())
register_permission_policy(DutyRelief, permissions.relief_policy())
register_permission_policy(Page, PagesPolicy())


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
            "head_name",
            "email",
            "reviewer__abbreviation",
            "sample",
            "valid_from",
            "valid_to",
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
            "deadline",
            "task",
        )
        export_order = fields


class UnitViewSet(GatedSnippetViewSet):
    model = OrganisationalUnit
    icon = "group"
    menu_label = "Đơn vị"
    list_display = ["name", "abbreviation", "kind", "area", "reviewer", "valid_from", "valid_to"]
    list_filter = ["level", "kind", "valid_to"]
    inspect_view_class = UnitInspectView
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
        "head_name",
        "email",
        "reviewer",
        "sample",
    ]
    panels = [
        MultiFieldPanel([FieldPanel("abbreviation"), FieldPanel("name"), FieldPanel("short_name")], "Tên"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("area")], "Loại và địa bàn"),
        MultiFieldPanel([FieldPanel("parent"), FieldPanel("reviewer")], "Quản lý, duyệt"),
        MultiFieldPanel([FieldPanel("head_office"), FieldPanel("head_name")], "Người đứng đầu"),
        FieldPanel("email"),
        FieldPanel("valid_from"),
        FieldPanel("sample"),
    ]
    edit_handler = ObjectList(panels, base_form_class=UnitForm)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**kwargs) | {"template_name": UnitInspectView.template_name}

    def get_queryset(self, request: HttpRequest) -> Any:
        return OrganisationalUnit.objects.select_related("kind", "area", "reviewer")


class HelpColumn(BaseColumn):
    """The way to the help of a duty."""

    cell_template_name = "units/help/cell.html"


class DutyViewSet(GatedSnippetViewSet):
    model = Duty
    icon = "clipboard-list"
    menu_label = "Nhiệm vụ"
    list_display = [
        "task",
        "article",
        "unit",
        "unit_kind",
        "action",
        "frequency",
        "deadline",
        HelpColumn("help", label="Cách làm"),
    ]
    list_filter = ["action", "frequency", "level"]
    search_fields = ["task", "article", "code"]
    export_resource = DutyResource
    panels = [
        FieldPanel("code"),
        MultiFieldPanel(
            [FieldPanel("unit"), FieldPanel("unit_kind")],
            "Ai làm",
            help_text="Một đơn vị, hoặc mọi đơn vị của một loại.",
        ),
        MultiFieldPanel([FieldPanel("article"), FieldPanel("task")], "Theo quy chế"),
        MultiFieldPanel(
            [
                FieldPanel("action"),
                FieldPanel("subject"),
                FieldPanel("indicators"),
                FieldPanel("level"),
                FieldPanel("frequency"),
                FieldPanel("deadline"),
            ],
            "Việc",
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=DutyForm)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Duty.objects.select_related("unit", "unit_kind")


class ReliefViewSet(GatedSnippetViewSet):
    model = DutyRelief
    icon = "pause"
    menu_label = "Tạm dừng, ủy quyền"
    list_display = ["duty", "unit", "delegate", "valid_from", "valid_to"]
    list_filter = ["valid_from", "valid_to"]
    search_fields = ["duty__task", "unit__name"]
    panels = [
        MultiFieldPanel([FieldPanel("duty"), FieldPanel("unit"), FieldPanel("delegate")], "Nhiệm vụ của đơn vị"),
        MultiFieldPanel([FieldPanel("valid_from"), FieldPanel("valid_to")], "Thời gian"),
        MultiFieldPanel([FieldPanel("article"), FieldPanel("frequency")], "Căn cứ"),
    ]
    edit_handler = ObjectList(panels, base_form_class=ReliefForm)

    def get_queryset(self, request: HttpRequest) -> Any:
        return DutyRelief.objects.select_related("duty", "unit", "delegate")


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
    items = (UnitViewSet, DutyViewSet, ReliefViewSet, AreaViewSet)
    menu_label = "Đơn vị và nhiệm vụ"
    menu_name = "don-vi"
    menu_icon = "group"
    menu_order = 500
    add_to_admin_menu = True


register_snippet(UnitsGroup)


hooks.register("register_bulk_action", NoBulkDelete, order=1)
