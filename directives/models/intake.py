"""What units hand in, from the moment its bytes are safe until it is a draft, refused, or known already."""

import uuid
from typing import Any

from django.db import models

from directives.models.originals import originals_storage
from units.models import OrganisationalUnit

WAITING_ROOM = "cho-doc"
"""Where bytes lie in the originals' storage before anyone knows what they are."""


def waiting_place(file: "IntakeFile", name: str) -> str:
    """A name that says nothing: what a stranger called the file is for people to read only."""
    return f"{WAITING_ROOM}/{uuid.uuid4().hex}"


class IntakeBatch(models.Model):
    """What a person handed in at once."""

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị gửi")
    received_by = models.CharField("người gửi", max_length=150, blank=True)
    received_at = models.DateTimeField("nhận lúc")

    class Meta:
        verbose_name = "lần nạp văn bản"
        verbose_name_plural = "lần nạp văn bản"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"lần nạp {self.pk}"


class Intake(models.Model):
    """One document of a batch, from one file or several.

    Who reads it takes it for a while (`taken_until`, by the machine's clock): one that dies leaves it to the next.
    `directive`: the draft that it became, or is to be joined to; `same_as`: the directive that is there already, by
    its bytes (`code` duplicate_file) or its number (already_exists), until a person has chosen. `read`: what was
    read, as `import_directives --json` prints it, an object a file. `lacks`: the program for want of which it was not
    read whole (`directives.reading.pages`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ đọc"
        READING = "reading", "đang đọc"
        READ = "read", "đã thành bản nháp"
        JOINED = "joined", "đã gắn vào văn bản đã có"
        SAME = "same", "đã có trên Cổng, chờ chọn"
        KEPT_OLD = "kept_old", "giữ bản cũ"
        REFUSED = "refused", "bị từ chối"

    batch = models.ForeignKey(IntakeBatch, models.CASCADE, related_name="intakes")
    order = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    taken_until = models.DateTimeField(null=True)
    pages_done = models.PositiveIntegerField(default=0)
    pages_to_do = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    read: Any = models.JSONField(default=list)
    lacks = models.CharField(max_length=4, blank=True)
    directive = models.ForeignKey("directives.DirectivePage", models.SET_NULL, null=True, related_name="intakes")
    same_as = models.ForeignKey("directives.DirectivePage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "văn bản đang nạp"
        verbose_name_plural = "văn bản đang nạp"
        ordering = ["batch_id", "order"]
        indexes = [models.Index(fields=["state"], name="intake_by_state")]
        constraints = [models.UniqueConstraint(fields=["batch", "order"], name="intake_has_its_place")]

    def __str__(self) -> str:
        return f"{self.batch} – {self.order}"

    @property
    def is_open(self) -> bool:
        """Whether a reader still has to do with it."""
        return self.state in (self.State.WAITING, self.State.READING)


class IntakeFile(models.Model):
    """A file as it was handed in; its bytes move to the originals once it is known what they are."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="files")
    order = models.PositiveSmallIntegerField()
    name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    file = models.FileField(storage=originals_storage, upload_to=waiting_place, max_length=120, blank=True)

    class Meta:
        verbose_name = "tệp đang nạp"
        verbose_name_plural = "tệp đang nạp"
        ordering = ["intake_id", "order"]
        constraints = [models.UniqueConstraint(fields=["intake", "order"], name="intake_file_has_its_place")]

    def __str__(self) -> str:
        return self.name
