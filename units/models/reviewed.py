"""Records that readers see only after another unit has signed them: drafts, history and workflow by Wagtail."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Prefetch
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin, WorkflowState

from units.models.organisations import OrganisationalUnit


class ReviewedQuerySet(models.QuerySet):
    """For lists: `with_review()` fetches at once what `under_review` and the list's own columns ask of each row."""

    def with_review(self) -> Self:
        open_states = WorkflowState.objects.active().select_related("current_task_state__task")
        return self.prefetch_related(
            Prefetch("_workflow_states", queryset=open_states, to_attr="_current_workflow_states")
        )


class Reviewed(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """A record of one unit, live only by the signature of the unit that reviews it (`actions/review.py`).

    A subclass says what `units.policy` asks besides the owner: `subject` and `place`. Every concrete subclass is
    assigned to the one workflow by `actions/workflow.py`.
    """

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị cập nhật")

    objects: ClassVar[Any] = ReviewedQuerySet.as_manager()

    class Meta:
        abstract = True

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """A revision as an object; whose it is, is the record's own and not the revision's."""
        record = super().with_content_json(content)
        record.unit_id = self.unit_id
        return record

    @property
    def under_review(self) -> bool:
        """Whether a draft waits for its reviewer. Asks nothing of rows that were fetched `with_review()`."""
        return self.workflow_in_progress

    @property
    def owner_unit(self) -> OrganisationalUnit | None:
        return self.unit if self.unit_id else None


def reviewed_models() -> list[type[Reviewed]]:
    """The concrete models of every installed room."""
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Reviewed)]
