"""What a publisher asked for and the portal does on its own: the request that asked has its answer long before."""

from django.db import models
from django.db.models import Q


class AskedRelease(models.Model):
    """A release outside the slots: asked for, then out as release `number`, or refused. One waits at a time."""

    class State(models.TextChoices):
        WAITING = "waiting", "đang công bố"
        PUBLISHED = "published", "đã công bố"
        REFUSED = "refused", "không công bố"

    reason = models.TextField("lý do")
    asked_by = models.CharField("người đề nghị", max_length=150)
    asked_at = models.DateTimeField("đề nghị lúc")
    state = models.CharField("trạng thái", max_length=9, choices=State.choices, default=State.WAITING)
    number = models.SmallIntegerField("bản công bố số", null=True)
    refusal = models.TextField("vì sao không công bố", blank=True)
    ended_at = models.DateTimeField("xong lúc", null=True)

    class Meta:
        verbose_name = "đề nghị công bố ngoài khung giờ"
        verbose_name_plural = "đề nghị công bố ngoài khung giờ"
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="waiting"), name="one_release_asked_for"),
            models.UniqueConstraint(fields=["number"], name="asked_release_came_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="asked_release_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="waiting", number=None, refusal="", ended_at=None)
                | Q(state="published", number__isnull=False, refusal="", ended_at__isnull=False)
                | (Q(state="refused", number=None, ended_at__isnull=False) & ~Q(refusal="")),
                name="asked_release_came_or_was_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"đề nghị của {self.asked_by}"
