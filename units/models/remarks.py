"""What a reviewer said of single fields when a draft was sent back."""

from django.db import models
from django.db.models import Q
from wagtail.models import TaskState

from units.models.organisations import OrganisationalUnit

LONGEST_REMARK = 500


class Remark(models.Model):
    """The reviewer's words at one field. `step`: the decision that they belong to, with its reason for the whole.

    `field` is the name of a field or of a list of parts of the page or record; a stream of blocks is one field.
    """

    step = models.ForeignKey(TaskState, models.CASCADE, related_name="remarks", verbose_name="lần trả lại")
    field = models.CharField("mục", max_length=100)
    text = models.CharField("ý kiến", max_length=LONGEST_REMARK)

    class Meta:
        verbose_name = "ý kiến tại mục"
        verbose_name_plural = "ý kiến tại mục"
        constraints = [
            models.UniqueConstraint(fields=["step", "field"], name="remark_once_a_field"),
            models.CheckConstraint(condition=~Q(field="") & ~Q(text=""), name="remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"Ý kiến về “{self.step.workflow_state.content_object}”"

    @property
    def unit(self) -> OrganisationalUnit | None:
        """Whose draft it is about, for the log."""
        from units.selectors.review import record_of

        return record_of(self.step.workflow_state.content_object).owner_unit
