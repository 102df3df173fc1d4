"""What one unit submits for one area, date and slot: draft → review → approved → part of a release."""

from django.db import models
from django.db.models import Q

from datasets import days
from datasets.models.corrections import Correction
from datasets.models.releases import Release
from units.models import AdministrativeArea, OrganisationalUnit, User


class Report(models.Model):
    """Figures of one area. `values`: {indicator code: number or null for "not reported"}. One of the day
    `days.OPENING` corrects opening balances.

    `findings`: what the checks found when it was last entered or handed over, as `datasets.quality` keeps it.

    `entered_by`: who wrote last, an account or the operator of a command; `writers`: who wrote before, from
    `begun_at` on, in the drafts that this one took the place of.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "bản nháp"
        REVIEW = "review", "chờ duyệt"
        APPROVED = "approved", "đã duyệt"

    class Kind(models.TextChoices):
        FIRST = "first", "báo cáo"
        SUPPLEMENT = "supplement", "bổ sung"
        CORRECTION = "correction", "đính chính"

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="reports", verbose_name="đơn vị")
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, related_name="+", verbose_name="địa bàn")
    day = models.SmallIntegerField("ngày")
    slot = models.SmallIntegerField("khung giờ")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices, default=Kind.FIRST)
    state = models.CharField("trạng thái", max_length=8, choices=State.choices, default=State.DRAFT)
    values = models.JSONField("số liệu", default=dict)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    correction = models.ForeignKey(
        Correction,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="reports",
        verbose_name="đề nghị đính chính",
    )
    findings = models.JSONField("kết quả kiểm tra", default=list, blank=True, editable=False)
    entered_by = models.CharField("người nhập", max_length=150)
    entered_at = models.DateTimeField("nhập lúc")
    begun_at = models.DateTimeField("bắt đầu nhập lúc", null=True, blank=True, editable=False)
    writers = models.JSONField("những người đã nhập trước", default=list, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="người gửi duyệt"
    )
    approved_by = models.CharField("người duyệt", max_length=150, blank=True)
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    release = models.ForeignKey(
        Release, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name="bản công bố"
    )

    class Meta:
        verbose_name = "báo cáo số liệu"
        verbose_name_plural = "báo cáo số liệu"
        ordering = ["-day", "-slot", "unit"]
        indexes = [models.Index(fields=["state", "day", "slot"], condition=Q(release=None), name="report_unreleased")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "area", "day", "slot"],
                condition=Q(release=None),
                name="one_open_report_a_slot",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_at__isnull=False) & ~Q(approved_by="")),
                name="approved_report_names_its_reviewer",
            ),
            models.CheckConstraint(condition=~Q(kind="correction") | ~Q(reason=""), name="correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        when = self.slot_and_day if self.is_opening else f"kỳ {self.slot_and_day}"
        return f"{self.area}, {when}, {self.unit.short_name}"

    @property
    def is_opening(self) -> bool:
        return self.day == days.OPENING

    @property
    def slot_and_day(self) -> str:
        """`18:00 08/10/2021`"""
        if self.is_opening:
            return days.OPENING_NAME
        return f"{days.slot_label(self.slot)} {days.date(self.day):%d/%m/%Y}"

    @property
    def owner_unit(self) -> OrganisationalUnit:
        return self.unit

    @property
    def subject(self) -> str:
        return "figures"

    @property
    def place(self) -> AdministrativeArea:
        return self.area
