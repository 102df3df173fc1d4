"""What people say for what offices write, as editors keep it."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from search.forms import SynonymForm
from search.models import Synonym
from search.wagtail_hooks.remedies import RemedyViewSet, register


class SynonymViewSet(RemedyViewSet):
    model = Synonym
    icon = "openquote"
    menu_label = "Từ đồng nghĩa"
    menu_name = "tu-dong-nghia"
    menu_order = 340
    list_display = [
        "said",
        "written",
        Column(
            "both_ways", label="Chiều", accessor=lambda synonym: "hai chiều" if synonym.both_ways else "một chiều"
        ),
        Column("unit", label="Đơn vị"),
        Column("live", label="Tình trạng", accessor=lambda synonym: "đang dùng" if synonym.live else "chưa dùng"),
    ]
    search_fields = ["folded"]
    inspect_view_fields = ["said", "written", "both_ways", "unit"]
    panels = [FieldPanel("said"), FieldPanel("written"), FieldPanel("both_ways")]
    edit_handler = ObjectList(panels, base_form_class=SynonymForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Synonym]:
        return Synonym.objects.select_related("unit").with_review()


register(SynonymViewSet)
