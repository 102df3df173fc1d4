"""The screen on which a unit corrects an opening balance that was published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from core.problems import Refused
from core.templatetags.portal import number
from datasets.actions.correct_opening import correct_opening
from datasets.evidence import Basis
from datasets.forms import OpeningForm, covered_areas
from datasets.selectors.openings import Opening, own_openings
from datasets.selectors.returns import last_return
from datasets.views.under_reports import UnderReports
from units.permissions import account, unit_of

CHOSEN = "so-du"


class OpeningView(PermissionCheckedMixin, UnderReports, FormView):
    """`?so-du=1:ca` opens the form with what a draft of it says."""

    form_class = OpeningForm
    permission_required = "add"
    template_name = "datasets/admin/opening.html"
    page_title = "Đính chính số dư đầu mùa dịch"
    header_icon = "history"

    @cached_property
    def openings(self) -> list[Opening]:
        unit = unit_of(self.request)
        return own_openings(unit, covered_areas(unit))

    @cached_property
    def _draft(self) -> Any:
        """The report that is mended."""
        asked = self.request.GET.get(CHOSEN, "")
        return next((one.draft for one in self.openings if one.key == asked), None)

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {"opening": self.request.GET.get(CHOSEN, "")}
        if self._draft is not None:
            initial["value"] = next(iter(self._draft.values.values()))
            initial |= {"reason": self._draft.reason, "evidence": self._draft.correction.evidence}
        return initial

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"openings": self.openings}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self._draft
        returned = last_return(draft) if draft else None
        return super().get_context_data(**kwargs) | {"openings": self.openings, "draft": draft, "returned": returned}

    def form_valid(self, form: OpeningForm) -> HttpResponse:
        asked = form.cleaned_data
        chosen = next(one for one in self.openings if one.key == asked["opening"])
        try:
            correct_opening(
                unit=unit_of(self.request),
                opening=chosen,
                value=asked["value"],
                reason=asked["reason"],
                basis=form.basis() or Basis(""),
                user=account(self.request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        change = f"từ {number(chosen.value)} thành {number(asked['value'])}"
        messages.success(self.request, f"Đã gửi duyệt đề nghị sửa số dư đầu mùa dịch {change}.")
        return redirect(self.index_url_name)
