"""A unit's places in the admin: its newest draft, handed over, signed or sent back by the unit that reviews it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import InspectView
from wagtail.log_actions import log

from core.problems import Refused
from datasets.actions.review_facilities import approve_facility, return_facility, submit_facility
from datasets.models import Facility
from units.permissions import account, unit_of
from units.policy import ENTER, REVIEW, may


class FacilityInspectView(InspectView):
    """The newest draft, which is what a reviewer signs."""

    template_name = "datasets/admin/facility_inspect.html"
    page_title = "Điểm, cơ sở"

    def get_object(self, queryset: Any = None) -> Facility:
        return Facility.objects.get(pk=self.pk).get_latest_revision_as_object()

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self._may_enter() else None

    def get_delete_url(self) -> str | None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facility: Facility = self.object
        changed = not facility.live or facility.has_unpublished_changes
        return super().get_context_data(**kwargs) | {
            "facility": facility,
            "may_submit": changed and self._may_enter(),
            "may_review": facility.submitted_at is not None and may(account(self.request), REVIEW, facility),
        }

    def _may_enter(self) -> bool:
        return not self.object.under_review and may(account(self.request), ENTER, self.object)


class FacilityAction(View):
    """One step of a place's way to readers, by POST. The gate has found the place before."""

    http_method_names = ["post"]
    model = Facility
    action, log_action, done = "", "", ""
    index_url_name: str = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        facility = Facility.objects.select_related("unit", "area", "latest_revision").get(pk=pk)
        if not may(account(request), self.action, facility):
            raise PermissionDenied
        try:
            self.act(facility)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            log(facility, self.log_action, user=request.user)
            messages.success(request, self.done)
        return redirect(get_valid_next_url_from_request(request) or reverse(self.index_url_name))

    def act(self, facility: Facility) -> None:
        """Do it. Raises `Refused`."""
        raise NotImplementedError


class SubmitFacilityView(FacilityAction):
    action, log_action, done = ENTER, "datasets.submit", "Đã gửi duyệt."

    def act(self, facility: Facility) -> None:
        submit_facility(facility=facility, user=account(self.request))


class ApproveFacilityView(FacilityAction):
    action, log_action, done = REVIEW, "datasets.approve", "Đã duyệt, người dân đã thấy nội dung mới."

    def act(self, facility: Facility) -> None:
        approve_facility(facility=facility, reviewer=unit_of(self.request), user=account(self.request))


class ReturnFacilityView(FacilityAction):
    action, log_action, done = REVIEW, "datasets.return", "Đã trả lại đơn vị."

    def act(self, facility: Facility) -> None:
        return_facility(facility=facility, reviewer=unit_of(self.request))
