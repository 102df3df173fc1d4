"""What the province published at one slot. A release is immutable; the pointer names the newest published one."""

import datetime as dt

from django.contrib.admin import display
from django.db import models
from django.db.models import Q

from datasets import days


class Release(models.Model):
    """Staged while its number lies above the pointer, then published for good.

    `contents`: what it included and what was missing when it was staged, as `datasets.selectors.coverage` keeps it;
    None where nobody reported through the portal.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "theo khung giờ"
        EXTRA = "extra", "ngoài khung giờ"
        HISTORY = "history", "nạp về sau"

    number = models.SmallIntegerField("số", primary_key=True)
    kind = models.CharField("loại", max_length=8, choices=Kind.choices, default=Kind.ORDINARY)
    day = models.SmallIntegerField("ngày")
    slot = models.SmallIntegerField("khung giờ")
    staged_at = models.DateTimeField("chuẩn bị lúc")
    published_at = models.DateTimeField("công bố lúc", null=True)
    reason = models.TextField("lý do", blank=True)
    operator = models.CharField("người thực hiện", max_length=150, blank=True)
    token = models.UUIDField("mã chuẩn bị", editable=False)
    contents = models.JSONField("gồm những gì", null=True, editable=False)

    class Meta:
        verbose_name = "bản công bố"
        verbose_name_plural = "bản công bố"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["day", "slot"], condition=Q(kind="ordinary"), name="slot_released_once"),
            models.CheckConstraint(condition=Q(kind="ordinary") | ~Q(reason=""), name="unusual_release_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"bản công bố số {self.number}"

    @property
    @display(description="ngày")
    def date(self) -> dt.date:
        return days.date(self.day)


class Pointer(models.Model):
    """The one row that says which release readers see. It only ever moves to the next number."""

    id = models.SmallAutoField(primary_key=True)
    number = models.SmallIntegerField(default=0)

    class Meta:
        verbose_name = "bản đang công bố"

    def __str__(self) -> str:
        return str(self.number)


class MissedSlot(models.Model):
    """A slot that passed without a release; its reports went into `release`."""

    day = models.SmallIntegerField("ngày")
    slot = models.SmallIntegerField("khung giờ")
    release = models.ForeignKey(Release, models.CASCADE, related_name="missed", verbose_name="bản công bố")

    class Meta:
        verbose_name = "khung giờ lỡ"
        constraints = [models.UniqueConstraint(fields=["day", "slot"], name="slot_missed_once")]

    def __str__(self) -> str:
        return f"{days.date(self.day)} khung {self.slot}"


class HeldSlot(models.Model):
    """A slot that waited for figures that the province needs. `missing`: as in a release's `contents`."""

    day = models.SmallIntegerField("ngày")
    slot = models.SmallIntegerField("khung giờ")
    until = models.DateTimeField("giữ đến")
    noted_at = models.DateTimeField("ghi lúc")
    missing = models.JSONField("còn thiếu", default=list)

    class Meta:
        verbose_name = "khung giờ tạm giữ"
        constraints = [models.UniqueConstraint(fields=["day", "slot"], name="slot_held_once")]

    def __str__(self) -> str:
        return f"{days.date(self.day)} khung {self.slot}"
