"""Handing in files of documents, seeing what becomes of each, and choosing where one is there already."""

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import FormView, TemplateView, View

from directives.actions import intake as actions
from directives.actions.take_in import HandedIn
from directives.forms import IntakeForm
from directives.models import DirectivesPage, Intake, IntakeBatch
from directives.selectors import intake as selectors
from units.models import User
from units.permissions import account, unit_of
from units.policy import ENTER, Held, may
from units.views.screen import OwnScreen


def may_hand_in(user: Any) -> bool:
    """Whether the account's unit has the duty to keep documents up to date."""
    return isinstance(user, User) and user.unit is not None and may(user, ENTER, _documents_of(user.unit))


def _documents_of(unit: Any) -> Held:
    return Held(unit, DirectivesPage.subject)


class _ForWhoHandsIn(View):
    """The gate of these screens; a batch is its unit's own, and to others it is not there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_hand_in(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def batch(self) -> IntakeBatch:
        found = get_object_or_404(IntakeBatch.objects.select_related("unit"), pk=self.kwargs["batch"])
        if not may(account(self.request), ENTER, _documents_of(found.unit)):
            raise Http404
        return found


class IntakeView(_ForWhoHandsIn, OwnScreen, FormView):
    """`/quan-tri/van-ban/nap/`: the form, and what the unit handed in before."""

    form_class = IntakeForm
    template_name = "directives/admin/intake.html"
    page_title = "Nạp văn bản"
    header_icon = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batches=selectors.recent(unit_of(self.request)), **kwargs)

    def form_valid(self, form: IntakeForm) -> HttpResponse:
        batch = actions.hand_in(
            files=[_handed_in(file) for file in form.cleaned_data["documents"]],
            unit=unit_of(self.request),
            together=form.cleaned_data["together"],
            received_by=account(self.request).get_username(),
        )
        return redirect("directives_batch", batch.pk)


class BatchView(_ForWhoHandsIn, OwnScreen, TemplateView):
    """`/quan-tri/van-ban/nap/<batch>/`: each document with its state, its reason, its draft."""

    template_name = "directives/admin/batch.html"
    page_title = "Kết quả nạp văn bản"
    header_icon = "upload"
    below = ("directives_intake", "Nạp văn bản")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = self.batch()
        rows = selectors.rows(batch)
        shown = {"batch": batch, "rows": rows, "counts": selectors.summary(rows)}
        return super().get_context_data(**kwargs) | shown


class ChoiceView(_ForWhoHandsIn):
    """`/quan-tri/van-ban/nap/<batch>/<intake>/chon/`: `choice` is `giu` (keep the old one) or `gan` (join it)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        batch = self.batch()
        intake = get_object_or_404(batch.intakes.select_related("same_as"), pk=self.kwargs["intake"])
        if not self._chosen(intake, request.POST.get("choice", "")):
            messages.error(request, "Không còn gì để chọn ở tệp này.")
        return redirect("directives_batch", batch.pk)

    def _chosen(self, intake: Intake, choice: str) -> bool:
        page = intake.same_as
        if choice == "giu":
            return actions.keep_old(intake=intake)
        return choice == "gan" and page is not None and actions.join_to(intake=intake, page=page)


def _handed_in(file: UploadedFile) -> HandedIn:
    return HandedIn(PurePath(file.name or "tệp").name[:200], lambda: file.size or 0, file.read)
