"""Handing in files of documents: each becomes a draft of the unit, or the page says why not."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.generic import FormView

from directives.actions.import_directives import HandedIn, import_directives
from directives.forms import IntakeForm
from directives.models import DirectivesPage
from units.models import User
from units.permissions import account, unit_of
from units.policy import ENTER, Held, may
from units.views.screen import OwnScreen


def may_hand_in(user: Any) -> bool:
    """Whether the account's unit has the duty to keep documents up to date."""
    if not isinstance(user, User) or user.unit is None:
        return False
    return may(user, ENTER, Held(user.unit, DirectivesPage.subject))


class IntakeView(OwnScreen, FormView):
    """`/quan-tri/van-ban/nap/`."""

    form_class = IntakeForm
    template_name = "directives/admin/intake.html"
    page_title = "Nạp văn bản"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_hand_in(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: IntakeForm) -> HttpResponse:
        results = import_directives(
            files=[_handed_in(file) for file in form.cleaned_data["documents"]],
            unit=unit_of(self.request),
            received_by=account(self.request).get_username(),
        )
        stored = sum(result.stored for result in results)
        shown = {"results": results, "stored": stored, "refused": len(results) - stored}
        return self.render_to_response(self.get_context_data(form=IntakeForm(), **shown))


def _handed_in(file: UploadedFile) -> HandedIn:
    return HandedIn(PurePath(file.name or "tệp").name[:200], lambda: file.size or 0, file.read)
