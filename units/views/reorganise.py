"""The five actions on a unit in the admin: fill in, look at what would move, confirm exactly that."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import InspectView
from wagtail.permissions import policy_registry

from core import access, clock
from core.problems import Refused
from units.actions.cancel_change import cancel_change
from units.actions.reorganise import Preview, carry_out, preview
from units.forms.reorganise import FORMS, ChangeForm
from units.models import ENDINGS, ChangeKind, OrganisationalUnit, UnitChange
from units.permissions import account
from units.policy import CONFIGURE, Held, may
from units.reorganisation import dated_by_data
from units.selectors.organisations import periods_of
from units.views.screen import OwnScreen


class UnitInspectView(InspectView):
    """A unit with what it was before, what was decided about it, and the ways to change it."""

    template_name = "units/admin/unit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit: OrganisationalUnit = self.object
        policy = policy_registry.get_by_type(OrganisationalUnit)
        may_change = policy.user_has_permission_for_instance(self.request.user, "change", unit)
        return super().get_context_data(**kwargs) | {
            "unit": unit,
            "periods": periods_of(unit),
            "changes": list(unit.changes.all()),
            "predecessors": list(unit.predecessors.all()),
            "actions": _actions(unit) if may_change else [],
            "may_cancel": may_change,
        }


def _actions(unit: OrganisationalUnit) -> list[tuple[str, str]]:
    """What may still be decided about the unit: once its end is decided, only what it is until then."""
    if unit.valid_to and unit.valid_to <= clock.today():
        return []
    ended = unit.valid_to is not None and not dated_by_data(unit)
    return [(kind.value, str(kind.label)) for kind in ChangeKind if not (ended and kind in ENDINGS)]


class ReorganiseView(OwnScreen, TemplateView):
    """`/quan-tri/to-chuc/<unit>/<kind>/`, for the administrator. POST shows the preview; with its seal, acts."""

    access_rule = access.SIGNED_IN
    template_name = "units/admin/reorganise.html"
    header_icon = "group"
    unit: OrganisationalUnit
    form_class: type[ChangeForm]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not may(account(request), CONFIGURE, Held(None)):
            raise PermissionDenied
        if kwargs["kind"] not in FORMS:
            raise Http404
        self.form_class = FORMS[kwargs["kind"]]
        self.unit = get_object_or_404(OrganisationalUnit, pk=kwargs["unit"])
        self.page_title = str(self.form_class.kind.label).capitalize()

    def get_page_subtitle(self) -> str:
        return self.unit.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(self.form_class(self.unit))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form_class(self.unit, request.POST)
        if not form.is_valid() or "again" in request.POST:
            return self._show(form)
        try:
            plan = form.plan()
            if "confirm" not in request.POST:
                return self._show(form, preview(plan))
            carry_out(plan, by=account(request), seal=request.POST.get("seal") or "none")
        except Refused as refusal:
            messages.error(request, str(refusal))
            return self._show(form)
        told = "Đã ghi nhận; sẽ áp dụng vào ngày hiệu lực." if self._is_planned() else "Đã thực hiện."
        messages.success(request, told)
        return redirect("wagtailsnippets_units_organisationalunit:inspect", self.unit.pk)

    def _is_planned(self) -> bool:
        return self.unit.changes.filter(kind=self.form_class.kind, applied_at=None).exists()

    def _show(self, form: ChangeForm, seen: Preview | None = None) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, unit=self.unit, preview=seen))


class CancelChangeView(View):
    """`/quan-tri/to-chuc/huy/<change>/`, for the administrator, by POST: back to the unit."""

    access_rule = access.SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest, change: int) -> HttpResponse:
        if not may(account(request), CONFIGURE, Held(None)):
            raise PermissionDenied
        unit = get_object_or_404(UnitChange.objects.select_related("unit"), pk=change).unit
        try:
            cancel_change(change=change)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã hủy kế hoạch; đơn vị giữ nguyên.")
        return redirect("wagtailsnippets_units_organisationalunit:inspect", unit.pk)
