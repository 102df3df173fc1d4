"""The assistant: what was read beside what was printed, until an officer has said that it is so."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, View

from core.problems import Refused
from directives.actions.readings import confirm_reading, why_closed
from directives.confirm_form import ConfirmForm
from directives.form_rules import Remark, not_told, remarks
from directives.models import DirectivePage, DirectiveReading
from directives.selectors import outline
from directives.selectors.confirmation import seen_components
from directives.selectors.sheets import sheets
from directives.views.downloads import sheet_image
from directives.views.originals import file_facts
from units.actions.review import submit
from units.permissions import account
from units.views.screen import OwnScreen


class OfDraft(View):
    """Of a draft that the account may edit."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied

    @cached_property
    def page(self) -> DirectivePage:
        found = DirectivePage.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404("không có văn bản này")
        return found


class SheetView(OfDraft):
    """`/quan-tri/van-ban/<id>/trang/<original>/<number>.webp`: a page of its file, as it was printed."""

    def get(self, request: HttpRequest, pk: int, original: int, number: int) -> HttpResponse:
        return sheet_image(get_object_or_404(self.page.originals.all(), pk=original), number)


class ConfirmView(OwnScreen, OfDraft, FormView):
    """`/quan-tri/van-ban/<id>/doi-chieu/`: "gui" hands the draft over at once.

    What the decree on the form of documents says of what was typed is shown once; handed in again, it stands.
    """

    form_class = ConfirmForm
    template_name = "directives/admin/confirm.html"
    page_title = "Đối chiếu với bản gốc"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if reason := why_closed(self.page):
            messages.warning(request, reason)
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.title

    @cached_property
    def draft(self) -> DirectivePage:
        return self.page.get_latest_revision_as_object()

    @cached_property
    def reading(self) -> DirectiveReading:
        found = DirectiveReading.objects.filter(page=self.page).first()
        if found is None:
            raise Http404("văn bản này không đọc từ tệp")
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.draft, "seen": seen_components(self.reading)}

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        if self._is_of_newest() and (new := self._new_remarks()):
            form.remind(new)
            return self.render_to_response(self.get_context_data(form=form))
        try:
            confirm_reading(
                page=self.page,
                user=account(self.request),
                values=form.components,
                confirmed=[one.name for one in form.seen],
                seen=self._shown(),
            )
            if "gui" in self.request.POST:
                submit(record=self.page, user=account(self.request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        done = "Đã đối chiếu và gửi duyệt." if "gui" in self.request.POST else "Đã lưu kết quả đối chiếu."
        messages.success(self.request, done)
        return redirect(self.get_success_url())

    def form_invalid(self, form: ConfirmForm) -> HttpResponse:
        form.remind(self._new_remarks())
        return super().form_invalid(form)

    def _shown(self) -> int | None:
        """The id of the draft that the officer was shown."""
        return _number(self.request.POST.get("ban"))

    def _is_of_newest(self) -> bool:
        """If not, confirming it says so: a remark would be of another draft than the one that was shown."""
        return self._shown() == self.page.latest_revision_id

    def _new_remarks(self) -> list[Remark]:
        """Of the draft as it was typed, those that neither the stored one had nor the form has shown."""
        stored = remarks(self.page.get_latest_revision_as_object())
        return not_told(self.draft, {*(one.message for one in stored), *self.request.POST.getlist("da-nhac")})

    def get_success_url(self) -> str:
        if "gui" in self.request.POST:
            return reverse("wagtailadmin_home")
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        groups = context["form"].groups
        return context | {
            "page": self.draft,
            "revision": self.page.latest_revision_id,
            "doubtful": [group for group in groups if group["seen"].is_doubtful],
            "certain": [group for group in groups if not group["seen"].is_doubtful],
            "remarks": remarks(self.draft),
            "files": [file_facts(original, self.page) for original in self.page.originals.all()],
            "sheets": sheets(self.page, context["form"].seen),
            "parts": outline.drafted(self.draft),
        }


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
