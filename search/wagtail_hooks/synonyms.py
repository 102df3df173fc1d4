"""What people say for what offices write, as editors keep it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView

from search.forms import SynonymForm
from search.models import Synonym
from search.models.words import LONGEST
from units import permissions
from units.views.reviewed import ReviewedSnippetViewSet


def _not_under_review(action: str, synonym: Synonym) -> bool:
    return not synonym.under_review


register_permission_policy(Synonym, permissions.EntryPolicy(Synonym, subjects=["portal"], admits=_not_under_review))


class AddSynonymView(CreateView):
    """`?tim=`: for what people looked for in vain."""

    def get_initial_form_instance(self) -> Synonym:
        return Synonym(said=self.request.GET.get("tim", "").replace("\0", "")[:LONGEST])


class SynonymViewSet(ReviewedSnippetViewSet):
    model = Synonym
    icon = "openquote"
    menu_label = "Từ đồng nghĩa"
    menu_name = "tu-dong-nghia"
    menu_order = 340
    add_to_admin_menu = True
    add_view_class = AddSynonymView
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Synonym]:
        return Synonym.objects.select_related("unit").with_review()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = SynonymForm
        return handler


register_snippet(SynonymViewSet)
