"""What the reviewer said when the draft was sent back, and what its unit has changed since."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Revision, TaskState

from core import clock
from units.models.reviewed import Reviewed


@dataclass(frozen=True)
class Returned:
    """One return: the reviewer's words, when, and how the draft differs by now, a comparison a field."""

    comment: str
    at: dt.datetime
    differences: list[Any]


def last_return(instance: Page | Reviewed, request: HttpRequest) -> Returned | None:
    """The newest return of what waits now; None if it was not sent back since it was last signed."""
    decided = TaskState.objects.filter(
        workflow_state__in=instance.workflow_states, status__in=(TaskState.STATUS_REJECTED, TaskState.STATUS_APPROVED)
    )
    state = decided.select_related("revision").order_by("-finished_at", "-pk").first()
    if state is None or state.status == TaskState.STATUS_APPROVED or state.finished_at is None:
        return None
    changed = _differences(state.revision, instance.latest_revision, request)
    return Returned(state.comment, clock.recorded(state.finished_at), changed)


def _differences(before: Revision, after: Revision, request: HttpRequest) -> list[Any]:
    """Wagtail's comparisons of the fields that differ, by the form's own labels."""
    old, new = before.as_object(), after.as_object()
    panel = new.get_edit_handler().get_bound_panel(instance=new, request=request, form=None)
    compared = [compare(old, new) for compare in panel.get_comparison()]
    return [one for one in compared if one.has_changed()]
