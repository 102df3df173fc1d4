"""Wagtail's own mails go by lists of accounts, not by what a unit may know: `units.actions.tell` tells instead."""

from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted


def no_wagtail_mails() -> None:
    """In every process, commands too. The place of each receiver is taken, so that Wagtail, which may start later
    than this room, cannot connect its own."""
    for signal, name in (
        (task_submitted, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, "workflow_state_submitted_email_notification"),
        (workflow_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, "workflow_state_approved_email_notification"),
    ):
        sender = TaskState if signal is task_submitted else WorkflowState
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(_nothing, sender=sender, dispatch_uid=name)


def _nothing(**_: Any) -> None:
    """Sends nothing."""
