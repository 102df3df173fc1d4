"""The room of documents in the admin: handing files in, and how soon what was signed came online."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from directives.selectors import initial_load
from directives.views.confirm import ConfirmView, SheetView
from directives.views.intake import BatchView, ChoiceView, IntakeView, may_hand_in
from directives.views.online import OnlineView
from units.policy import watches


class IntakeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_hand_in(request.user)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("van-ban/len-cong/", OnlineView.as_view(), name="directives_online"),
        path("van-ban/nap/", IntakeView.as_view(), name="directives_intake"),
        path("van-ban/<int:pk>/doi-chieu/", ConfirmView.as_view(), name="directives_confirm"),
        path("van-ban/<int:pk>/trang/<int:original>/<int:number>.webp", SheetView.as_view(), name="directives_sheet"),
        path("van-ban/nap/<int:batch>/", BatchView.as_view(), name="directives_batch"),
        path("van-ban/nap/<int:batch>/<int:intake>/chon/", ChoiceView.as_view(), name="directives_choice"),
    ]


@hooks.register("register_admin_menu_item")
def intake() -> MenuItem:
    return IntakeMenuItem(
        "Nạp văn bản", reverse("directives_intake"), name="nap-van-ban", icon_name="upload", order=250
    )


class OnlineMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return watches(request.user)


@hooks.register("register_admin_menu_item")
def online() -> MenuItem:
    return OnlineMenuItem(
        "Văn bản lên Cổng", reverse("directives_online"), name="van-ban-len-cong", icon_name="time", order=410
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(initial_load.ACTION, "Nạp ban đầu", "Công bố trong đợt nạp ban đầu, không qua duyệt")
