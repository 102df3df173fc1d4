"""How a duty is done, step by step, and what was asked and answered about it."""

from django.db import models
from django.db.models import Q

from units.models.duties import Action, Duty
from units.models.organisations import OrganisationalUnit
from units.models.users import User


class DutyHelp(models.Model):
    """The steps of every duty about a subject, one text a step; from the province's data (`actions/load_help.py`)."""

    subject = models.CharField("nội dung", max_length=40)
    action = models.CharField("việc", max_length=10, choices=Action.choices)
    steps = models.JSONField("các bước", default=list)

    class Meta:
        verbose_name = "hướng dẫn nhiệm vụ"
        verbose_name_plural = "hướng dẫn nhiệm vụ"
        ordering = ["subject", "action"]
        constraints = [models.UniqueConstraint(fields=["subject", "action"], name="duty_help_is_one")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.get_action_display()}"


class DutyQuestion(models.Model):
    """A unit asks the office that runs the portal; what was answered stands in the help for whoever asks next.

    It belongs to the duty's subject and action, not to the duty alone: others do the same by another sentence of the
    regulation. Neither a question nor an answer is deleted; an answer may be corrected, which the log tells.
    """

    MOST = 600
    """Characters of a question: what the database's index still bears."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="questions", verbose_name="nhiệm vụ")
    subject = models.CharField("nội dung", max_length=40)
    action = models.CharField("việc", max_length=10, choices=Action.choices)
    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="questions", verbose_name="đơn vị hỏi")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người hỏi")
    asked_at = models.DateTimeField("hỏi lúc")
    text = models.CharField("câu hỏi", max_length=MOST)
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người trả lời")
    answered_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        verbose_name = "câu hỏi về nhiệm vụ"
        verbose_name_plural = "câu hỏi về nhiệm vụ"
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["subject", "action"], name="question_of_duties")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_is_answered_by_someone",
            ),
            models.UniqueConstraint(
                fields=["unit", "subject", "action", "text"], condition=Q(answer=""), name="question_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner_unit(self) -> OrganisationalUnit:
        """Whose question it is, for `units.policy`."""
        return self.unit

    @property
    def place(self) -> None:
        return None
