"""A reviewed record in the admin: its newest draft, handed over by its unit, signed or sent back by the reviewer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views import View
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import InspectView

from core.problems import Refused
from units.actions import review
from units.forms.remarks import RemarksForm, remarks_in
from units.forms.words import Words
from units.gate import GatedSnippetViewSet
from units.models import Reviewed, User
from units.permissions import account
from units.policy import ENTER, may
from units.selectors.fields import fields_of
from units.selectors.returned import last_return
from units.selectors.review import approve_label, may_decide, reviews
from units.selectors.urgent import may_publish_at_once

MOST_DIGITS = 9


class DecisionForm(forms.Form):
    """What the reviewer says. `seen`: the task state that was shown, so that no other draft is signed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**MOST_DIGITS)
    comment = Words(
        label="Ý kiến chung (khi trả lại: bắt buộc nếu không có ý kiến tại mục nào)",
        max_length=review.LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: Any, approve_label: str = "", **fields: Any) -> None:
        super().__init__(*given, **fields)
        self.approve_label = approve_label


def said(action: str, published: bool) -> str:
    """What the account reads after it has decided."""
    if action != "approve":
        return "Đã trả lại đơn vị."
    return "Đã duyệt và công bố." if published else "Đã duyệt bước một, nội dung chờ duyệt bước hai."


def decision_forms(request: HttpRequest, record: Any, draft: Any, state: int | None) -> dict[str, Any]:
    """{"decision", "remarks"}: the two forms of one decision, with what was typed; None without an open `state`."""
    if state is None:
        return {"decision": None, "remarks": None}
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None:
        typed["seen"] = str(state)  # what is shown now is what is decided on next
    decision = DecisionForm(typed, initial={"seen": state}, approve_label=approve_label(record))
    return {"decision": decision, "remarks": RemarksForm(fields_of(draft, request=request), typed)}


class ReviewedInspectView(InspectView):
    """The newest draft, which is what a reviewer signs."""

    template_name = "units/admin/reviewed_inspect.html"
    step_url_names: dict[str, str] = {}

    def get_object(self, queryset: Any = None) -> Reviewed:
        return get_object_or_404(self.model, pk=self.pk).get_latest_revision_as_object()

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self._may_enter() and not self.object.under_review else None

    def get_delete_url(self) -> str | None:
        return None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A decision that was refused: what was typed is still there."""
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record: Reviewed = self.object
        state = record.current_workflow_task_state
        sent_back = record.current_workflow_state if state is None else None
        changed = not record.live or record.has_unpublished_changes
        return super().get_context_data(**kwargs) | {
            "record": record,
            "under_review": state is not None,
            "comment": sent_back.current_task_state.comment if sent_back else "",
            "returned": last_return(record, self.request) if state else None,
            "may_submit": state is None and changed and self._may_enter(),
            "may_withdraw": state is not None and self._may_enter(),
            "at_once_url": self._at_once_url(record),
            **decision_forms(self.request, record, record, self._shown_state(state)),
            "steps": {step: reverse(name, args=[record.pk]) for step, name in self.step_url_names.items()},
        }

    def _shown_state(self, state: Any) -> int | None:
        return state.pk if state and may_decide(self.user, self.object) else None

    def _at_once_url(self, record: Reviewed) -> str:
        if not record.latest_revision_id or not may_publish_at_once(self.user, record):
            return ""
        return reverse("units_publish_at_once", args=[record.latest_revision_id])

    @property
    def user(self) -> Any:
        return account(self.request)

    def _may_enter(self) -> bool:
        return may(self.user, ENTER, self.object)


class RecordStep(View):
    """One step of a record's way to readers, by POST. The gate has found the record before."""

    http_method_names = ["post"]
    model: Any = None
    action, done = "", ""
    index_url_name: str = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.model._base_manager.select_related("unit").get(pk=pk)
        if not self.is_open_to(account(request), record):
            raise PermissionDenied
        try:
            done = self.act(record)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self.refused(pk)
        messages.success(request, done or self.done)
        return self.back()

    def is_open_to(self, user: User, record: Reviewed) -> bool:
        return may(user, self.action, record)

    def back(self) -> HttpResponse:
        return redirect(get_valid_next_url_from_request(self.request) or reverse(self.index_url_name))

    def refused(self, pk: int) -> HttpResponse:
        """Where to, once the refusal has been said."""
        return self.back()

    def act(self, record: Reviewed) -> str | None:
        """Do it; what there is to say instead of `done`. Raises `Refused`."""
        raise NotImplementedError


class SubmitRecordView(RecordStep):
    action, done = ENTER, "Đã gửi duyệt."

    def act(self, record: Reviewed) -> None:
        review.submit(record=record, user=account(self.request))


class WithdrawRecordView(RecordStep):
    action, done = ENTER, "Đã rút lại để sửa tiếp."

    def act(self, record: Reviewed) -> None:
        review.withdraw(record=record, user=account(self.request))


class DecideRecordView(RecordStep):
    """Sign or send back: `decide_as` is what the button of this address says."""

    decide_as = ""

    def is_open_to(self, user: User, record: Reviewed) -> bool:
        return reviews(user, record)

    def act(self, record: Reviewed) -> str:
        form, user = DecisionForm(self.request.POST), account(self.request)
        if not form.is_valid():
            raise Refused("Hãy mở lại bản nháp rồi quyết định; ý kiến không quá 1.000 ký tự.")
        chosen = form.cleaned_data | {"remarks": remarks_in(self.request.POST)}
        published = review.decide(record=record, user=user, action=self.decide_as, **chosen)
        return said(self.decide_as, published)

    def refused(self, pk: int) -> HttpResponse:
        return self.model.snippet_viewset.inspect_view(self.request, pk=str(pk))


class ApproveRecordView(DecideRecordView):
    decide_as = "approve"


class ReturnRecordView(DecideRecordView):
    decide_as = "reject"


STEPS: dict[str, type[RecordStep]] = {
    "submit": SubmitRecordView,
    "withdraw": WithdrawRecordView,
    "approve": ApproveRecordView,
    "return": ReturnRecordView,
}
"""{the address's name: its view}"""


class ReviewedSnippetViewSet(GatedSnippetViewSet):
    """Behind the gate, with the steps of the review. `inspect_view_fields` names what the reviewer reads.

    A subclass's `get_queryset` ends with `.with_review()`, so that lists ask nothing a row.
    """

    inspect_view_class = ReviewedInspectView
    edit_template_name = "units/admin/reviewed_edit.html"

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        steps = {step: self.get_url_name(step) for step in STEPS}
        extra = {"template_name": self.inspect_view_class.template_name, "step_url_names": steps}
        return super().get_inspect_view_kwargs(**kwargs) | extra

    def get_urlpatterns(self) -> list[Any]:
        steps = [path(f"{step}/<int:pk>/", self.construct_view(view), name=step) for step, view in STEPS.items()]
        return [*super().get_urlpatterns(), *steps]
