"""A draft's way to readers: handed over by its unit, signed or sent back by the unit whose step it is.

Both pages in units' folders and `Reviewed` records. Wagtail's workflow keeps the state; its buttons, the portal's own
views and the commands all come through here. A signature that is acknowledged is published, or nothing happened.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page, TaskState, WorkflowState

from core.problems import Refused
from units.acting import in_place_of
from units.actions.remarks import Remarks, note_remarks, refuse_beside_signature, said
from units.actions.tell import tell_published, tell_returned, tell_waits, tell_withdrawn
from units.models import OrganisationalUnit, Reviewed, User
from units.policy import Record, reviews_for
from units.selectors.review import decides_for, draft_of, has_reviewer, is_last_step, may_decide, turn
from units.steps import steps_of

LONGEST_COMMENT = 1000


def submit(*, record: Page | Reviewed, user: User | None = None) -> None:
    """Hand the newest draft to the owner's reviewer. Raises `Refused`: it waits already, or nothing has changed."""
    with transaction.atomic():
        record = fresh(record)
        if record.workflow_in_progress:
            raise Refused("Bản nháp này đang chờ duyệt.")
        if record.live and not record.has_unpublished_changes:
            raise Refused("Không có thay đổi nào để gửi duyệt.")
        workflow = record.get_workflow()
        if workflow is None or not has_reviewer(record):
            raise Refused("Chưa có đơn vị duyệt cho nội dung này.")
        sent_back = record.current_workflow_state
        if sent_back:
            sent_back.resume(user)
        else:
            workflow.start(record, user)
        tell_waits(record=record)


def withdraw(*, record: Page | Reviewed, user: User | None = None) -> None:
    """Take a draft back from review, by its own unit. Raises `Refused` if it does not wait."""
    with transaction.atomic():
        record = fresh(record)
        if not record.workflow_in_progress:
            raise Refused("Bản nháp này không chờ duyệt.")
        record.current_workflow_state.cancel(user=user)
        tell_withdrawn(record=record)


def approve(
    *,
    record: Page | Reviewed,
    reviewer: OrganisationalUnit,
    user: User | None = None,
    seen: int | None = None,
    comment: str = "",
) -> bool:
    """Sign the draft that waits for `reviewer`; whether that published it, or it waits for the second signature now.

    `seen`: the id of the task state that the account was shown. Raises `Refused`: it does not wait for this unit,
    the account had a hand in it, another draft was seen, or what was written cannot be published.
    """
    try:
        with transaction.atomic(), in_place_of(reviewer, user):
            state = _waiting(record, reviewer, user, seen)
            last = is_last_step(state, draft_of(fresh(record)))
            state.approve(user=user, update=False, comment=comment[:LONGEST_COMMENT])
            _go_on(record, state, user, last)
    except (ValidationError, IntegrityError) as error:
        raise Refused("Chưa công bố được: nội dung trùng hoặc thiếu so với quy định.") from error
    return last


def _go_on(record: Page | Reviewed, state: TaskState, user: User | None, last: bool) -> None:
    """After a signature: finish, which publishes, or start the same task for the next unit."""
    review = WorkflowState.objects.get(pk=state.workflow_state_id)
    if last:
        review.update(user=user)
        tell_published(record=record)
    else:
        review.update(user=user, next_task=state.task)
        tell_waits(record=fresh(record))


def send_back(
    *,
    record: Page | Reviewed,
    reviewer: OrganisationalUnit,
    user: User | None = None,
    seen: int | None = None,
    comment: str = "",
    remarks: Remarks | None = None,
) -> None:
    """Return the draft to its unit with the reason, or with remarks at single fields, or with both.

    Raises `Refused` as `approve` does, and without a word.
    """
    if not comment.strip() and not said(remarks):
        raise Refused("Hãy ghi lý do trả lại, hoặc ý kiến tại từng mục.")
    with transaction.atomic(), in_place_of(reviewer, user):
        state = _waiting(record, reviewer, user, seen)
        places = note_remarks(state=state, remarks=remarks)
        reason = (comment.strip() or places)[:LONGEST_COMMENT]
        state.reject(user=user, comment=reason)
        tell_returned(record=record, reason=reason)


def decide(
    *,
    record: Page | Reviewed,
    user: User,
    action: str,
    seen: int,
    comment: str = "",
    remarks: Remarks | None = None,
    **_: Any,
) -> bool:
    """What an account chose: "approve" or "reject"; whether that published the draft. Raises `Refused`."""
    if action not in ("approve", "reject") or user.unit is None:
        raise Refused("Tài khoản không được duyệt nội dung này.")
    with transaction.atomic():
        found = fresh(record)
        reviewer = decides_for(user, found, found.current_workflow_task_state) or user.unit
        chosen: dict[str, Any] = {"record": record, "reviewer": reviewer, "user": user, "seen": seen}
        if action == "reject":
            send_back(**chosen, comment=comment, remarks=remarks)
            return False
        refuse_beside_signature(remarks)
        return approve(**chosen, comment=comment)


def _waiting(record: Page | Reviewed, reviewer: OrganisationalUnit, user: User | None, seen: int | None) -> TaskState:
    """The task state that is open for this reviewer, locked until the transaction ends."""
    record = fresh(record)
    state, held = record.current_workflow_task_state, draft_of(record)
    if state is None or reviewer.pk not in turn(state, steps_of(held.owner_unit, held.subject)):
        raise Refused("Bản nháp này không chờ đơn vị duyệt.")
    if not _may_sign(record, held, reviewer, user):
        raise Refused("Người soạn hoặc gửi duyệt không được tự duyệt, kể cả bằng tài khoản khác.")
    if seen not in (None, state.pk) or state.revision_id != record.latest_revision_id:
        raise Refused("Bản nháp đã thay đổi, hãy mở lại để xem bản mới.")
    return state


def _may_sign(record: Any, held: Record, reviewer: OrganisationalUnit, user: User | None) -> bool:
    """A command signs for a unit without a person, and so never for the owner's own."""
    if user is None:
        return held.owner_unit != reviewer
    return reviewer.pk in reviews_for(user) and may_decide(user, record)


def fresh(record: Page | Reviewed) -> Any:
    """The record as stored now, its row locked where the database can."""
    found = type(record)._base_manager.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise Refused("Nội dung này không còn.")
    return found
