"""A page that waits for the account's unit: what to read, and the two answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.models import Page, TaskState

from core import access, clock
from core.problems import Refused
from units.actions.review import decide
from units.forms.remarks import remarks_in
from units.models import OrganisationalUnit, UnitReviewTask
from units.permissions import account, unit_of
from units.selectors.folders import owner_of
from units.selectors.returned import last_return
from units.selectors.review import decides_for, may_decide, reviews, signature_before
from units.views.reviewed import DecisionForm, decision_forms, said
from units.views.screen import OwnScreen


class ReviewPageView(OwnScreen, TemplateView):
    """`/quan-tri/duyet/<task state>/`. Another unit's review is not found."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/review.html"
    page_title = "Duyệt nội dung"
    header_icon = "check"
    state: TaskState
    page: Page

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.state = _state(kwargs["state"])
        self.page = self.state.workflow_state.content_object
        if not isinstance(self.page, Page) or not reviews(request.user, self.page):
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.state.status != TaskState.STATUS_IN_PROGRESS:
            messages.info(request, "Nội dung này không còn chờ duyệt: đã có quyết định hoặc đã được rút lại.")
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.state.revision.object_str)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page
        return super().get_context_data(**kwargs) | {
            "object": page,
            "title": self.state.revision.object_str,
            "kind": page.specific_class._meta.verbose_name,
            "owner": owner_of(page),
            "since": clock.recorded(self.state.started_at),
            "signature": signature_before(self.state),
            "requested_by": self.state.workflow_state.requested_by,
            "preview_url": reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, self.state.task_id]),
            "compare_url": self._compare_url(),
            "returned": last_return(page, self.request),
            "instead_of": self._instead_of(),
            **decision_forms(self.request, self.page, self.state.revision.as_object(), self._shown_state()),
        }

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        try:
            if not form.is_valid() or form.cleaned_data["seen"] != self.state.pk:
                raise Refused("Hãy mở lại bản nháp rồi quyết định; ý kiến không quá 1.000 ký tự.")
            action = "approve" if "approve" in request.POST else "reject"
            chosen = form.cleaned_data | {"remarks": remarks_in(request.POST)}
            published = decide(record=self.page, user=account(request), action=action, **chosen)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self._again()
        messages.success(request, said(action, published))
        return redirect("wagtailadmin_home")

    def _again(self) -> HttpResponse:
        """What was typed is still there, unless somebody else has decided meanwhile."""
        if _state(self.state.pk).status != TaskState.STATUS_IN_PROGRESS:
            return redirect(self.request.path)
        return self.render_to_response(self.get_context_data())

    def _shown_state(self) -> int | None:
        return self.state.pk if may_decide(self.request.user, self.page) else None

    def _instead_of(self) -> OrganisationalUnit | None:
        """The unit in whose place the account decides."""
        found = decides_for(self.request.user, self.page, self.state)
        return found if found != unit_of(self.request) else None

    def _compare_url(self) -> str | None:
        if not self.page.live:
            return None
        return reverse("wagtailadmin_pages:revisions_compare", args=[self.page.pk, "live", self.state.revision_id])


def _state(key: int) -> TaskState:
    found = TaskState.objects.filter(pk=key).select_related("revision", "workflow_state__requested_by", "task")
    state = found.first()
    if state is None or not isinstance(state.task.specific, UnitReviewTask):
        raise Http404
    return state
