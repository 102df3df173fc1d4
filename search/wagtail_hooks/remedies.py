"""What the two kinds of remedies for vain searches have in common in the admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView

from search.models.remedies import Remedy
from units import permissions
from units.views.reviewed import ReviewedSnippetViewSet


class AddRemedyView(CreateView):
    """`?tim=`: for what people looked for in vain."""

    def get_initial_form_instance(self) -> Remedy:
        return self.model.for_sought(self.request.GET.get("tim", "").replace("\0", ""))


class RemedyViewSet(ReviewedSnippetViewSet):
    add_to_admin_menu = True
    add_view_class = AddRemedyView


def register(viewset: type[RemedyViewSet]) -> None:
    """The policy of its model, then its screens."""
    model = viewset.model
    register_permission_policy(
        model, permissions.EntryPolicy(model, subjects=["portal"], admits=permissions.not_under_review)
    )
    register_snippet(viewset)
