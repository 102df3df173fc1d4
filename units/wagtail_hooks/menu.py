"""The admin's menu: an officer's day from top to bottom, the administrator's system views at the end."""

from copy import copy
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from units.models import User
from units.page_permissions import writes_pages
from units.policy import appoints_deputies, manages_accounts, may_ask, may_audit, sees_questions, watches
from units.roles import ADMINISTRATOR, ENTERS, holds
from units.selectors.folders import section_kinds
from units.selectors.notices import unread


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


@hooks.register("construct_main_menu")
def order_by_task(request: HttpRequest, items: list[MenuItem]) -> None:
    """An officer's day from top to bottom; Wagtail's system views at the end, for the administrator alone."""
    administrator = holds(request.user, ADMINISTRATOR)
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


class NoticesItem(MenuItem):
    """With how many are unread."""

    def render_component(self, request: HttpRequest) -> Any:
        item, user = copy(self), request.user
        if isinstance(user, User) and (found := unread(user)).count:
            item.label = f"{self.label} ({found})"
        return super(NoticesItem, item).render_component(request)


@hooks.register("register_admin_menu_item")
def notices() -> MenuItem:
    return NoticesItem("Thông báo", reverse("units_notices"), name="thong-bao", icon_name="mail", order=15)


class AuditorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_audit(request.user)


@hooks.register("register_admin_menu_item")
def audit() -> MenuItem:
    return AuditorsItem("Nhật ký", reverse("units_audit"), name="nhat-ky", icon_name="history", order=510)


class WatchersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return watches(request.user)


@hooks.register("register_admin_menu_item")
def unit_pages() -> MenuItem:
    address, icon = reverse("units_pages"), "folder-open-inverse"
    return WatchersItem("Trang của các đơn vị", address, name="trang-don-vi", icon_name=icon, order=405)


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


class AppointersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return appoints_deputies(request.user)


@hooks.register("register_admin_menu_item")
def deputies() -> MenuItem:
    return AppointersItem(
        "Người duyệt thay", reverse("units_deputies"), name="duyet-thay", icon_name="group", order=30
    )


class QuestionsItem(MenuItem):
    """Shown to who may ask, answers or reads what all units have asked."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_ask(request.user) or sees_questions(request.user)


@hooks.register("register_admin_menu_item")
def questions() -> MenuItem:
    address = reverse("units_questions")
    return QuestionsItem("Hỏi đáp về nhiệm vụ", address, name="hoi-dap", icon_name="help", order=530)
