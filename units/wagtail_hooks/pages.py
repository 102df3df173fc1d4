"""What the page editor and its choosers show of other units: only what readers see."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from units.roles import ADMINISTRATOR, holds
from units.selectors.review import reviews
from units.selectors.urgent import may_publish_at_once


@hooks.register("construct_page_chooser_queryset")
def link_to_what_readers_see(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """A page is linked to if readers see it or if the account may write it: other units' drafts are not named."""
    if holds(request.user, ADMINISTRATOR):
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


@hooks.register("construct_page_action_menu", order=10)
def way_past_the_review(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Where the province's data lets the account publish at once: a link to the screen that asks for the reason."""
    page = context.get("page")
    if page is not None and page.latest_revision_id and may_publish_at_once(request.user, page):
        items.append(AtOnceItem(page.latest_revision_id))


class AtOnceItem(ActionMenuItem):
    """A link: the draft as it was last saved is what gets published."""

    name, label, icon_name = "action-at-once", "Công bố khẩn", "warning"

    def __init__(self, revision: int) -> None:
        super().__init__(order=200)
        self.revision = revision

    def get_url(self, parent_context: Any) -> str:
        return reverse("units_publish_at_once", args=[self.revision])


class DecideItem(ActionMenuItem):
    """A link in place of Wagtail's buttons, which would save the form before they sign."""

    name, label, icon_name = "action-decide", "Duyệt hoặc trả lại", "check"

    def __init__(self, state: int) -> None:
        super().__init__(order=0)
        self.state = state

    def get_url(self, parent_context: Any) -> str:
        return reverse("units_review", args=[self.state])
