"""The list of what people looked for in vain."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin_views import VainSearchesView
from units.policy import tends_search


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("tim-khong-thay/", VainSearchesView.as_view(), name="search_in_vain")]


class VainSearchesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return tends_search(request.user)


@hooks.register("register_admin_menu_item")
def searches_in_vain() -> MenuItem:
    address, label = reverse("search_in_vain"), VainSearchesView.page_title
    return VainSearchesItem(label, address, name="tim-khong-thay", icon_name="search", order=346)
