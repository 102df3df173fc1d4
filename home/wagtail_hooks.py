"""The room of the home page in the admin: hotlines."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from home.exports import HotlineResource
from home.forms import HotlineForm
from home.models import Hotline
from home.rich_text import LivePageLinkHandler
from units import permissions
from units.views.reviewed import ReviewedSnippetViewSet


def _not_under_review(action: str, hotline: Hotline) -> bool:
    """A number is ended by its last day, never deleted: people may have written it down."""
    return action != "delete" and permissions.not_under_review(action, hotline)


@hooks.register("register_rich_text_features", order=10)
def page_links(features: FeatureRegistry) -> None:
    features.register_link_type(LivePageLinkHandler)


register_permission_policy(Hotline, permissions.EntryPolicy(Hotline, subjects=["hotlines"], admits=_not_under_review))


class HotlineViewSet(ReviewedSnippetViewSet):
    model = Hotline
    icon = "mobile-alt"
    menu_label = "Đường dây nóng"
    menu_name = "duong-day-nong"
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("phones", label="Số"),
        Column("purpose", label="Về việc", accessor="get_purpose_display", sort_key="purpose"),
        Column("area", label="Địa bàn"),
        Column("unit", label="Đơn vị"),
        Column(
            "tested_on", label="Gọi thử ngày", accessor=lambda hotline: _day(hotline.tested_on), sort_key="tested_on"
        ),
        Column("live", label="Người dân thấy", accessor=lambda hotline: "có" if hotline.live else "chưa"),
    ]
    list_filter = ["purpose", "valid_to"]
    search_fields = ["folded_name", "phones", "area__folded_name"]
    export_resource = HotlineResource
    inspect_view_fields = [
        "name",
        "purpose",
        "phones",
        "hours",
        "area",
        "unit",
        "answered_by",
        "note",
        "tested_on",
        "valid_from",
        "valid_to",
        "order",
    ]
    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("purpose"), FieldPanel("area")], "Gọi ai, về việc gì"),
        MultiFieldPanel([FieldPanel("phones"), FieldPanel("hours"), FieldPanel("answered_by")], "Số và giờ trực"),
        FieldPanel("note"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("tested_on"), FieldPanel("order")])], "Kiểm tra, thứ tự"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")])], "Thời gian"),
    ]
    edit_handler = ObjectList(panels, base_form_class=HotlineForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hotline]:
        return Hotline.objects.select_related("unit", "area", "area__parent").with_review()


def _day(date: Any) -> str:
    return f"{date:%d/%m/%Y}" if date else "chưa"


register_snippet(HotlineViewSet)
