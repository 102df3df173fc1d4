"""Views that Wagtail's admin brings and officers have no use for. They look into every unit's work, so they close.

Of pages an officer finds those of its own unit and of the units that it reviews: one gate before every page view, as
`units.gate` stands before every snippet view. What may be done there is then for `units.page_permissions` to say.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request
from wagtail.models import Page

from units import roles
from units.page_permissions import may_see, why_kept, writes_pages
from units.policy import recommends_answers
from units.roles import holds

NOBODY = {
    "wagtailadmin_error_test",
    "wagtailadmin_whats_new",
    "wagtailadmin_workflows",
    "wagtailadmin_workflow_tasks",
    "wagtailadmin_pages:confirm_workflow_cancellation",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "documents",
    "wagtailusers_users",
    "wagtailusers_groups",
}
ADMINISTRATOR = {
    "wagtailadmin_reports",
    "wagtailadmin_collections",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
    "wagtail_bulk_action",
    "wagtailsnippets",
    "wagtailsites",
}
EDITORS = {
    "wagtailadmin_api",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailimages",
}
CHOOSERS = {
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
}
"""Names of views and namespaces: for no one; for the administrator; for whoever may write a page; for them and for
whoever recommends pages to those who search.

Wagtail's documents are for no one: they have no owner and no wall, and directives keep their files themselves.
"""

BROWSING = {"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_choose_page_child"}
"""Names of views that show what lies below a page, and the page itself."""

LINK, LINK_FORM = "wagtailadmin_choose_page_external_link", "external-link-chooser"
PAGES = "wagtailadmin_pages"
OFFICERS_PAGES = {
    "add",
    "preview_on_add",
    "add_subpage",
    "edit",
    "preview_on_edit",
    "view_draft",
    "delete",
    "workflow_action",
    "collect_workflow_action_data",
    "workflow_preview",
    "workflow_history",
    "workflow_history_detail",
    "revisions_index",
    "revisions_view",
    "revisions_compare",
    "revisions_revert",
    "history",
    "history_results",
}
"""Views of one page that an officer may need; no publishing, unpublishing, moving, copying, locking, privacy."""
TAKING_AWAY = {"delete", "unpublish"}
"""Views of one page after which readers would not find it; who asks for a page that is kept is told what to do."""
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "pk")


class CloseUnusedDoors:
    """What is closed for an account is not found, whatever Wagtail's own permissions say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path.startswith("/quan-tri/"):
            return None
        names = {match.url_name, match.view_name, *match.namespaces}
        if PAGES in names and names & TAKING_AWAY and (answer := _kept(request, kwargs)):
            return answer
        if not _open(request, names, kwargs):
            raise Http404
        if LINK in names and request.method == "POST" and f"{LINK_FORM}-url" not in request.POST:
            raise BadRequest
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A form without a part that Wagtail's own pages always send, such as a stream's count of blocks."""
        asked_admin = request.path.startswith("/quan-tri/")
        return (
            bad_request(request, exception) if asked_admin and isinstance(exception, MultiValueDictKeyError) else None
        )


def _open(request: HttpRequest, names: set[str | None], kwargs: dict[str, Any]) -> bool:
    """Whether the account may pass; who is not signed in is sent to sign in by Wagtail itself."""
    if names & NOBODY or kwargs.get("model_name") == "user":  # accounts: not by Wagtail's bulk actions either
        return False
    if request.user.is_anonymous or holds(request.user, roles.ADMINISTRATOR):
        return True
    if names & ADMINISTRATOR or (names & (EDITORS | CHOOSERS) and not _works_with_pages(request.user, names)):
        return False
    if PAGES in names:
        return bool(names & OFFICERS_PAGES) and _in_reach(request.user, kwargs)
    return not names & BROWSING or _may_browse(request.user, kwargs)


def _works_with_pages(user: Any, names: set[str | None]) -> bool:
    return writes_pages(user) or (bool(names & CHOOSERS) and recommends_answers(user))


def _kept(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    page = _page(kwargs)
    reason = why_kept(page) if page is not None and may_see(request.user, page) else ""
    if page is None or not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _in_reach(user: Any, kwargs: dict[str, Any]) -> bool:
    """Whether the page that the address names is the officer's to see."""
    page = _page(kwargs)
    return page is not None and may_see(user, page)


def _may_browse(user: Any, kwargs: dict[str, Any]) -> bool:
    """Looking at what lies below a page: of what readers see, and of one's own."""
    page = _page(kwargs)
    return page is not None and (page.live or may_see(user, page))


def _page(kwargs: dict[str, Any]) -> Page | None:
    key = next((kwargs[name] for name in PAGE_KEYS if name in kwargs), None)
    return Page.objects.filter(pk=key).first() if key is not None else None
