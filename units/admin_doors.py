"""Views that Wagtail's admin brings and officers have no use for. They look into every unit's work, so they close."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import user_has_any_page_permission

NOBODY = {"wagtailadmin_error_test", "wagtailadmin_whats_new"}
ADMINISTRATOR = {
    "wagtailadmin_reports",
    "wagtailadmin_collections",
    "wagtailadmin_workflows",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailsnippets",
    "wagtailsites",
    "wagtailusers_users",
    "wagtailusers_groups",
}
EDITORS = {
    "wagtailadmin_api",
    "wagtailadmin_pages",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailimages",
    "wagtaildocs",
}
"""Names of views and namespaces: for no one; for the administrator; for whoever may edit a page."""


class CloseUnusedDoors:
    """What is closed for an account is not found, whatever Wagtail's own permissions say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        if match is None or not request.path.startswith("/quan-tri/"):
            return
        if not _open(request, {match.url_name, *match.namespaces}):
            raise Http404


def _open(request: HttpRequest, names: set[str | None]) -> bool:
    """Whether the account may pass; who is not signed in is sent to sign in by Wagtail itself."""
    if names & NOBODY:
        return False
    if request.user.is_anonymous or getattr(request.user, "is_superuser", False):
        return True
    if names & ADMINISTRATOR:
        return False
    return not names & EDITORS or user_has_any_page_permission(request.user)
