"""The room of units in the admin: its lists, the menu's order, the portal's colours."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.sites.views import IndexView as SitesView
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup
from wagtail.users.forms import PagePermissionsForm

from units import permissions
from units.acting import session_of
from units.exports import ScopedResource
from units.forms.duties import DutyForm, ReliefForm
from units.forms.units import UnitForm
from units.gate import GatedSnippetViewSet, NoBulkDelete
from units.models import AdministrativeArea, Duty, DutyRelief, OrganisationalUnit
from units.page_permissions import PagesPolicy, writes_pages
from units.panels import DuePanel, NewDevicePanel, ReviewPanel
from units.policy import manages_accounts, may_audit
from units.roles import ENTERS, holds
from units.selectors.folders import section_kinds
from units.selectors.review import reviews
from units.views.account_urls import ACCOUNT_ADDRESSES
from units.views.audit import AuditEntryView, AuditExportView, AuditListView
from units.views.lockouts import LockoutsView
from units.views.register import RegisterView
from units.views.reorganise import ReorganiseView, UnitInspectView
from units.views.review import ReviewPageView
from units.views.writing import BeginPageView

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
        "reviewer",
        "sample",
    ]
    panels = [
        MultiFieldPanel([FieldPanel("abbreviation"), FieldPanel("name"), FieldPanel("short_name")], "Tên"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("area")], "Loại và địa bàn"),
        MultiFieldPanel([FieldPanel("parent"), FieldPanel("reviewer")], "Quản lý, duyệt"),
        MultiFieldPanel([FieldPanel("head_office"), FieldPanel("head_name")], "Người đứng đầu"),
        FieldPanel("valid_from"),
        FieldPanel("sample"),
    ]
    edit_handler = ObjectList(panels, base_form_class=UnitForm)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(**kwargs) | {"template_name": UnitInspectView.template_name}

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


@hooks.register("register_admin_menu_item")
def my_work() -> MenuItem:
    return MenuItem("Việc của tôi", reverse("wagtailadmin_home"), name="viec-cua-toi", icon_name="home", order=10)


RENAMED = {
    "explorer": ("Trang", 400),
    "images": ("Hình ảnh", 410),
    "reports": ("Theo dõi hệ thống", 900),
    "settings": ("Cài đặt", 1000),
}
"""{Wagtail's menu entry: (label, order)}"""
HIDDEN = {"help", "snippets", "documents"}
LINK_LABELS = {
    "link_text": "Chữ của liên kết",
    "email_address": "Địa chỉ thư điện tử",
    "subject": "Tiêu đề thư",
    "body": "Nội dung thư",
    "phone_number": "Số điện thoại",
}
SITE_LABELS = {"port": "Cổng", "site_name": "Tên trang web", "root_page": "Trang gốc"}
"""{name of Wagtail's field or column: label}"""


@hooks.register("construct_main_menu")
def order_by_task(request: HttpRequest, items: list[MenuItem]) -> None:
    """An officer's day from top to bottom; Wagtail's system views at the end, for the administrator alone."""
    administrator = request.user.is_superuser
    items[:] = [
        item
        for item in items
        if item.name not in HIDDEN
        and (administrator or item.name not in ("reports", "settings"))
        and (administrator or item.name != "explorer" or writes_pages(request.user))
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


@hooks.register("register_admin_urls")
def review_addresses() -> list[Any]:
    return [
        path("duyet/<int:state>/", ReviewPageView.as_view(), name="units_review"),
        path("to-chuc/<int:unit>/<slug:kind>/", ReorganiseView.as_view(), name="units_reorganise"),
        path("dau-moi/", RegisterView.as_view(), name="units_register"),
        path("viet-moi/", BeginPageView.as_view(), name="units_begin_page"),
        path("khoa-dang-nhap/", LockoutsView.as_view(), name="units_lockouts"),
        path("nhat-ky/", AuditListView.as_view(), name="units_audit"),
        path("nhat-ky/xuat/", AuditExportView.as_view(), name="units_audit_export"),
        *ACCOUNT_ADDRESSES,
        path("nhat-ky/<int:pk>/", AuditEntryView.as_view(), name="units_audit_entry"),
    ]


class AuditorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_audit(request.user)


@hooks.register("register_admin_menu_item")
def audit() -> MenuItem:
    return AuditorsItem("Nhật ký", reverse("units_audit"), name="nhat-ky", icon_name="history", order=510)


class AccountsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return manages_accounts(request.user)


@hooks.register("register_admin_menu_item")
def accounts() -> MenuItem:
    return AccountsItem("Tài khoản", reverse("units_accounts"), name="tai-khoan", icon_name="user", order=505)


@hooks.register("register_admin_menu_item")
def matrix() -> MenuItem:
    return MenuItem("Phân quyền", reverse("units_matrix"), name="phan-quyen", icon_name="lock", order=515)


@hooks.register("construct_settings_menu")
def accounts_are_looked_after_elsewhere(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in ("users", "groups")]


@hooks.register("register_admin_menu_item")
def lockouts() -> MenuItem:
    return AuditorsItem("Khóa đăng nhập", reverse("units_lockouts"), name="khoa", icon_name="lock", order=520)


@hooks.register("register_admin_menu_item")
def own_sign_in() -> MenuItem:
    return MenuItem("Bảo mật đăng nhập", reverse("mfa_index"), name="bao-mat", icon_name="key", order=1100)


@hooks.register("register_admin_menu_item")
def register_of_contacts() -> MenuItem:
    return MenuItem("Danh bạ đầu mối", reverse("units_register"), name="dau-moi", icon_name="list-ul", order=510)


class OfficersItem(MenuItem):
    """Shown to whose unit has a duty to write pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        unit = getattr(request.user, "unit", None)
        return unit is not None and holds(request.user, ENTERS) and bool(section_kinds(unit))


@hooks.register("register_admin_menu_item")
def begin_page() -> MenuItem:
    return OfficersItem("Viết trang mới", reverse("units_begin_page"), name="viet-moi", icon_name="edit", order=20)


@hooks.register("construct_homepage_panels")
def desk_panels(request: HttpRequest, panels: list[Any]) -> None:
    account = permissions.account(request)
    panels += [NewDevicePanel(account, session_of(request)), DuePanel(account), ReviewPanel(account)]


@hooks.register("construct_page_chooser_queryset")
def link_to_what_readers_see(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """A page is linked to if readers see it or if the account may write it: other units' drafts are not named."""
    if request.user.is_superuser:
        return pages
    policy = policy_registry.get_by_type(Page)
    own = policy.instances_user_has_any_permission_for(request.user, {"change"}).values("pk")
    return pages.filter(Q(live=True) | Q(pk__in=own))


@hooks.register("construct_page_action_menu")
def way_to_the_decision(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """A reviewer reads the locked form and goes on from there to sign or to send back."""
    page = context.get("page")
    state = page.current_workflow_task_state if page is not None else None
    if state is not None and reviews(request.user, page):
        items[:] = [DecideItem(state.pk)]


class DecideItem(ActionMenuItem):
    """A link in place of Wagtail's buttons, which would save the form before they sign."""

    name, label, icon_name = "action-decide", "Duyệt hoặc trả lại", "check"

    def __init__(self, state: int) -> None:
        super().__init__(order=0)
        self.state = state

    def get_url(self, parent_context: Any) -> str:
        return reverse("units_review", args=[self.state])


def no_mails() -> None:
    """Wagtail's own mails go by lists of accounts, not by what a unit may know. The desk tells what waits."""
    for signal, name in (
        (task_submitted, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, "workflow_state_submitted_email_notification"),
        (workflow_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, "workflow_state_approved_email_notification"),
    ):
        sender = TaskState if signal is task_submitted else WorkflowState
        signal.disconnect(sender=sender, dispatch_uid=name)


def label_stock_forms() -> None:
    """Labels that Wagtail makes of its fields' names, past every catalogue."""
    for form in (ExternalLinkChooserForm, AnchorLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm):
        for name, field in form.base_fields.items():
            field.label = LINK_LABELS.get(name, field.label)
    PagePermissionsForm.base_fields["page"].label = "Trang"
    for column in SitesView.columns:
        column.label = SITE_LABELS.get(column.name, column.label)


no_mails()
label_stock_forms()
