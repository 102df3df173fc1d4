"""What editors recommend to who searches."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from search.forms import RecommendedAnswerForm
from search.models import RecommendedAnswer
from search.page_chooser import ReadersPageChooser
from search.wagtail_hooks.remedies import RemedyViewSet, register


class RecommendedAnswerViewSet(RemedyViewSet):
    model = RecommendedAnswer
    icon = "pick"
    menu_label = "Câu trả lời đề xuất"
    menu_name = "cau-tra-loi-de-xuat"
    menu_order = 345
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
    edit_handler = ObjectList(panels, base_form_class=RecommendedAnswerForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecommendedAnswer]:
        return RecommendedAnswer.objects.select_related("unit", "page").with_review()


def _day(date: Any) -> str:
    return f"{date:%d/%m/%Y}" if date else "không hạn"


register(RecommendedAnswerViewSet)
