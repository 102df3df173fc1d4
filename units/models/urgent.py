"""Drafts that their unit has published at once, with a reason; the later review is owed until it is done."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from wagtail.models import Revision

from units.models.organisations import OrganisationalUnit
from units.models.users import User


class UrgentPublication(models.Model):
    """One publication ahead of its review. `unit`: whose it was then; whose it is now, the record says.

    `replaced`: what readers saw before, to which they return if the reviewer takes this down. Of what is hidden for
    being secret readers are told nothing but that it is gone; of what is taken down, by which unit
    (`decided_for`, in whose place a deputy may have acted) and why (`note`).
    """

    class Outcome(models.TextChoices):
        OWED = "owed", "chờ xem lại"
        CONFIRMED = "confirmed", "đã xác nhận"
        TAKEN_DOWN = "taken_down", "đã gỡ xuống"
        HIDDEN = "hidden", "đã gỡ vì bí mật nhà nước"

    NO = (Outcome.TAKEN_DOWN, Outcome.HIDDEN)
    """By which readers no longer see what was published."""

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị công bố")
    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="loại nội dung")
    object_id = models.PositiveBigIntegerField("nội dung")
    about = GenericForeignKey("content_type", "object_id", for_concrete_model=False)
    title = models.CharField("tên", max_length=300)
    revision = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name="bản đã công bố"
    )
    replaced = models.ForeignKey(
        Revision, models.SET_NULL, null=True, related_name="+", verbose_name="bản hiển thị trước đó"
    )
    reason = models.CharField("lý do công bố khẩn", max_length=1000)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người công bố")
    published_at = models.DateTimeField("công bố lúc")
    due_at = models.DateTimeField("hạn xem lại")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices, default=Outcome.OWED)
    note = models.CharField("ý kiến khi xem lại", max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người xem lại")
    decided_for = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị xem lại"
    )
    decided_at = models.DateTimeField("xem lại lúc", null=True)

    class Meta:
        verbose_name = "công bố khẩn"
        verbose_name_plural = "công bố khẩn"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"], condition=Q(outcome="owed"), name="urgent_is_owed_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="owed", decided_at=None, decided_by=None)
                | (~Q(outcome="owed") & Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(note="")),
                name="urgent_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("published_by")), name="urgent_is_decided_by_another"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="urgent_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title
