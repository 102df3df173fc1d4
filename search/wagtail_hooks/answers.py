"""What editors recommend to who searches."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView

from search.forms import RecommendedAnswerForm
from search.models import RecommendedAnswer
from search.models.answers import LONGEST_QUERY
from search.page_chooser import ReadersPageChooser
from units import permissions
from units.views.reviewed import ReviewedSnippetViewSet


def _not_under_review(action: str, answer: RecommendedAnswer) -> bool:
    return not answer.under_review


register_permission_policy(
    RecommendedAnswer,
    permissions.EntryPolicy(RecommendedAnswer, subjects=["portal"], admits=_not_under_review),
)


class RecommendView(CreateView):
    """`?tim=`: for what people looked for in vain."""

    def get_initial_form_instance(self) -> RecommendedAnswer:
        return RecommendedAnswer(queries=self.request.GET.get("tim", "").replace("\0", "")[:LONGEST_QUERY])


class RecommendedAnswerViewSet(ReviewedSnippetViewSet):
    model = RecommendedAnswer
    icon = "pick"
    menu_label = "Câu trả lời đề xuất"
    menu_name = "cau-tra-loi-de-xuat"
    menu_order = 345
    add_to_admin_menu = True
    add_view_class = RecommendView
    list_display = [
        Column("queries", label="Khi tìm", accessor=str),
        Column("page", label="Trang trả lời"),
        Column("valid_from", label="Từ ngày", accessor=lambda answer: _day(answer.valid_from), sort_key="valid_from"),
        Column("valid_to", label="Đến hết ngày", accessor=lambda answer: _day(answer.valid_to), sort_key="valid_to"),
        Column("unit", label="Đơn vị"),
        Column("live", label="Người dân thấy", accessor=lambda answer: "có" if answer.live else "chưa"),
    ]
    search_fields = ["queries", "page__title"]
    inspect_view_fields = ["queries", "page", "reason", "valid_from", "valid_to", "unit"]
    panels = [
        FieldPanel("queries"),
        FieldPanel("page", widget=ReadersPageChooser),
        FieldPanel("reason"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")])], "Thời gian"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecommendedAnswer]:
        return RecommendedAnswer.objects.select_related("unit", "page").with_review()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = RecommendedAnswerForm
        return handler


def _day(date: Any) -> str:
    return f"{date:%d/%m/%Y}" if date else "không hạn"


register_snippet(RecommendedAnswerViewSet)
