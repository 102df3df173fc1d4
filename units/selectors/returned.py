"""What the reviewer said when the draft was sent back, and what its unit has changed since."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page, TaskState, WorkflowMixin, WorkflowState

from core import clock
from units.models.reviewed import Reviewed
from units.selectors.fields import Field, fields_of


@dataclass(frozen=True)
class Answered:
    """A field that was remarked on or has changed since. `html`: the difference, or what still stands."""

    name: str
    label: str
    remark: str
    changed: bool
    html: SafeString | str


@dataclass(frozen=True)
class Returned:
    """One return: the reviewer's words, when, and field by field what was asked for and what came back."""

    comment: str
    at: dt.datetime
    fields: list[Answered]


@dataclass(frozen=True)
class Asked:
    """What a unit is to mend. `remarks`: {name of the field: the reviewer's words}"""

    comment: str
    at: dt.datetime
    remarks: dict[str, str]


def asked_of(instance: WorkflowMixin) -> Asked | None:
    """What was asked for when the draft came back; None if it did not, or was signed since."""
    state = returned_step(instance)
    return Asked(state.comment, clock.recorded(state.finished_at), remarks_of(state)) if state else None


def last_return(instance: Page | Reviewed, request: HttpRequest) -> Returned | None:
    """The newest return of what waits now; None if it was not sent back since it was last signed."""
    state = returned_step(instance)
    if state is None:
        return None
    now = instance.latest_revision.as_object()
    compared = fields_of(now, before=state.revision.as_object(), request=request)
    return Returned(state.comment, clock.recorded(state.finished_at), _answers(remarks_of(state), compared))


def returned_step(instance: WorkflowMixin) -> TaskState | None:
    """The decision by which the draft was last sent back, unless a draft was signed to the end since."""
    finished = Q(status=TaskState.STATUS_APPROVED, workflow_state__status=WorkflowState.STATUS_APPROVED)
    decided = TaskState.objects.filter(workflow_state__in=instance.workflow_states)
    decided = decided.filter(Q(status=TaskState.STATUS_REJECTED) | finished)
    state = decided.select_related("revision").order_by("-finished_at", "-pk").first()
    if state is None or state.status == TaskState.STATUS_APPROVED or state.finished_at is None:
        return None
    return state


def remarks_of(step: TaskState) -> dict[str, str]:
    """{name of the field: the reviewer's words}"""
    return dict(step.remarks.order_by("pk").values_list("field", "text"))


def _answers(remarks: dict[str, str], fields: list[Field]) -> list[Answered]:
    """Remarks first come where their field stands; one whose field the form has no more stands at the end."""
    left = dict(remarks)
    concerned = [field for field in fields if field.changed or field.name in remarks]
    found = [Answered(f.name, f.label, left.pop(f.name, ""), f.changed, f.html) for f in concerned]
    return [*found, *(Answered(name, name, text, False, "") for name, text in left.items())]
