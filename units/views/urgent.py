"""Publishing at once with a reason, and the review that follows."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.models import Page, Revision

from core import access, province
from core.problems import Refused
from units.actions.urgent import publish_at_once, review_later
from units.forms.urgent import AtOnceForm, LaterReviewForm
from units.models import Reviewed, UrgentPublication
from units.permissions import account
from units.policy import URGENT, VIEW, may
from units.selectors.review import record_of
from units.selectors.urgent import is_late, may_review_later, record_now
from units.views.screen import OwnScreen

Outcome = UrgentPublication.Outcome
REFUSALS = {"take_down": Outcome.TAKEN_DOWN, "hide": Outcome.HIDDEN}
"""{button: what it decides}; any other confirms."""


class PublishAtOnceView(OwnScreen, TemplateView):
    """`/quan-tri/cong-bo-khan/<revision>/`. Who may not, or a draft of another unit, finds nothing here."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/publish_at_once.html"
    page_title = "Công bố khẩn"
    header_icon = "warning"
    revision: Revision
    record: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.revision = get_object_or_404(Revision, pk=kwargs["revision_id"])
        self.record = self.revision.content_object
        if not isinstance(self.record, (Page, Reviewed)) or not may(account(request), URGENT, record_of(self.record)):
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(AtOnceForm(initial={"seen": self.revision.pk}))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = AtOnceForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            done = publish_at_once(record=self.record, user=account(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self._show(form)
        messages.success(request, "Đã công bố khẩn, đơn vị duyệt sẽ xem lại.")
        return redirect("units_later_review", done.pk)

    def _show(self, form: AtOnceForm) -> HttpResponse:
        shown = {
            "form": form,
            "title": self.revision.object_str,
            "hours": province.current().review.later_review_hours,
            "waits": self.record.workflow_in_progress,
            "back_url": _read_url(self.record),
        }
        return self.render_to_response(self.get_context_data(**shown))


class LaterReviewView(OwnScreen, TemplateView):
    """`/quan-tri/xem-lai/<publication>/`: what was published at once, why, and what the reviewer said of it."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/later_review.html"
    page_title = "Xem lại sau công bố khẩn"
    header_icon = "check"
    publication: UrgentPublication

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        related = ("unit", "published_by", "decided_by", "decided_for")
        self.publication = get_object_or_404(
            UrgentPublication.objects.select_related(*related), pk=kwargs["publication"]
        )
        record = record_now(self.publication)
        if record is None or not may(account(request), VIEW, record):
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(LaterReviewForm())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = LaterReviewForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        outcome = next((no for button, no in REFUSALS.items() if button in request.POST), Outcome.CONFIRMED)
        try:
            review_later(publication=self.publication, user=account(request), outcome=outcome, **form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, "Đã xác nhận." if outcome == Outcome.CONFIRMED else "Đã gỡ xuống.")
        return redirect("wagtailadmin_home")

    def _show(self, form: LaterReviewForm) -> HttpResponse:
        publication, user = self.publication, account(self.request)
        owed = publication.outcome == Outcome.OWED
        shown = {
            "publication": publication,
            "late": is_late(publication),
            "owed": owed,
            "read_url": _published_url(publication) or _read_url(publication.about),
            "form": form if owed and may_review_later(user, publication) else None,
        }
        return self.render_to_response(self.get_context_data(**shown))


def _published_url(publication: UrgentPublication) -> str:
    """Where readers see a page as it was published at once, while they do."""
    page: Any = publication.about
    shown = isinstance(page, Page) and page.live and page.live_revision_id == publication.revision_id
    return (page.get_url() or "") if shown else ""


def _read_url(record: Any) -> str:
    """Where an account that may view the record reads it."""
    if isinstance(record, Page):
        return reverse("units_read_page", args=[record.pk])
    return reverse(type(record).snippet_viewset.get_url_name("inspect"), args=[record.pk])
