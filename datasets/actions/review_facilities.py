"""A facility's way from draft to live: handed over by its unit, signed or sent back by the unit that reviews it.

Where the portal's administrator has assigned a Wagtail workflow to facilities, that workflow carries the review.
Without one the record itself says that it waits (`submitted_at`), and the owner's reviewer signs here.
"""

from django.db import transaction

from core import clock
from core.problems import Refused
from datasets.models import Facility
from units.models import OrganisationalUnit, User


def submit_facility(*, facility: Facility, user: User | None = None) -> None:
    """Hand the newest draft to review. Raises `Refused` if it waits already or nothing has changed."""
    with transaction.atomic():
        if facility.under_review:
            raise Refused("Bản nháp này đang chờ duyệt.")
        if facility.live and not facility.has_unpublished_changes:
            raise Refused("Không có thay đổi nào để gửi duyệt.")
        sent_back, workflow = facility.current_workflow_state, facility.get_workflow()
        if sent_back:
            sent_back.resume(user)
        elif workflow:
            workflow.start(facility, user)
        else:
            facility.submitted_at = clock.now()
            facility.save(update_fields=["submitted_at"])


def approve_facility(*, facility: Facility, reviewer: OrganisationalUnit, user: User | None = None) -> None:
    """Publish the draft that waits for `reviewer`. Raises `Refused`; the owner never signs its own."""
    with transaction.atomic():
        _take_back(facility, reviewer)
        # Nobody holds Wagtail's `publish`: the signature is the authority.
        facility.latest_revision.publish(user=user, skip_permission_checks=True)


def return_facility(*, facility: Facility, reviewer: OrganisationalUnit) -> None:
    """Send the draft back to its unit. Raises `Refused`."""
    with transaction.atomic():
        _take_back(facility, reviewer)


def _take_back(facility: Facility, reviewer: OrganisationalUnit) -> None:
    waiting = Facility.objects.filter(pk=facility.pk, submitted_at__isnull=False, unit__reviewer=reviewer)
    if not waiting.exclude(unit=reviewer).update(submitted_at=None):
        raise Refused("Bản nháp này không chờ đơn vị duyệt.")
    facility.refresh_from_db()
