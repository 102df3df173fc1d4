"""What a finished review does. Wagtail imports this with its own models: the rest is imported when asked."""

from typing import Any

from django.core.exceptions import PermissionDenied

from core.problems import Refused


def publish_reviewed(workflow_state: Any, user: Any = None) -> None:
    """Publish what was signed, in the transaction of the signature. The setting WAGTAIL_FINISH_WORKFLOW_ACTION.

    The signature of the reviewing unit is the authority; nobody holds Wagtail's `publish`. Raises
    `PermissionDenied` for a workflow of another making, for a draft that is not the one that was signed and for one
    that still lacks a signature, `Refused` for one with a time of its own: what is signed is published at once.
    """
    from units.models import UnitReviewTask
    from units.selectors.review import draft_of, is_last_step, may_sign

    state, record = workflow_state.current_task_state, workflow_state.content_object
    revision = record.get_latest_revision()
    if not isinstance(state.task.specific, UnitReviewTask) or revision.pk != state.revision_id:
        raise PermissionDenied
    if not is_last_step(state, draft_of(record)):
        raise PermissionDenied
    if user is not None and not may_sign(user, record, state):
        raise PermissionDenied
    if revision.as_object().go_live_at:
        raise Refused("Nội dung hẹn giờ công bố thì chưa duyệt được; hãy bỏ giờ hẹn.")
    revision.publish(user=user, skip_permission_checks=True)
