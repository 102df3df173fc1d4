"""The task of the one workflow: the unit whose step it is decides, and until the last has, nobody edits.

Where the province's data asks for two signatures the task is started twice, for one unit after the other.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState

from core.problems import Refused


class ReviewLock(WorkflowLock):
    """While a draft waits for its reviewer nobody edits it: what is signed is what was read."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return "Bản nháp này đang chờ đơn vị duyệt, chưa sửa được."

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return "Đang chờ duyệt"

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return self.get_message(user)


class UnitReviewTask(Task):
    """Whose turn it is follows from whose the page or record is, by `units.policy`; no list of persons is kept."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = "duyệt của đơn vị"
        verbose_name_plural = "duyệt của đơn vị"

    @classmethod
    def get_description(cls) -> str:
        return "Đơn vị duyệt của đơn vị soạn quyết định."

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Raises `PermissionDenied` where no unit could decide, so that nothing waits for ever."""
        from units.selectors.review import has_reviewer

        if not has_reviewer(workflow_state.content_object):
            raise PermissionDenied("Chưa có đơn vị duyệt cho nội dung này.")
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        from units.selectors.review import reviews

        return reviews(user, obj)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        from units.selectors.review import approve_label, may_decide

        if not may_decide(user, obj):
            return []
        return [("reject", "Trả lại", True), ("approve", approve_label(obj), False)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Wagtail's buttons take our way, which asks whose `task_state` it is; Wagtail does not."""
        from units.actions.review import decide

        record = task_state.workflow_state.content_object
        try:
            decide(record=record, user=user, action=action_name, seen=task_state.pk, **kwargs)
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from units.models import User
        from units.selectors.review import states_waiting_for

        return states_waiting_for(user) if isinstance(user, User) else TaskState.objects.none()
