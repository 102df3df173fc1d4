"""Who updates what, where, how often, and by which article. The duty table is the permission table."""

import datetime as dt
from copy import copy

from django.db import models
from django.db.models import F, Q

from units.models.areas import Level
from units.models.organisations import OrganisationalUnit, UnitKind


class Action(models.TextChoices):
    UPDATE = "update", "cập nhật"
    VERIFY = "verify", "rà soát"
    WATCH = "watch", "theo dõi, đôn đốc"


class Frequency(models.TextChoices):
    SLOT = "slot", "mỗi khung giờ"
    CHANGE = "change", "khi có thay đổi"
    DAY = "day", "hằng ngày"
    MONTH = "month", "hằng tháng"


class Duty(models.Model):
    """A sentence of the regulation that obliges a unit, or every unit of a kind."""

    code = models.SlugField("mã", max_length=80, unique=True)
    unit = models.ForeignKey(
        OrganisationalUnit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="đơn vị",
    )
    unit_kind = models.ForeignKey(
        UnitKind, models.CASCADE, null=True, blank=True, related_name="duties", verbose_name="loại đơn vị"
    )
    article = models.CharField("điều khoản", max_length=20, help_text="Ví dụ 17.1 là Điều 17 khoản 1.")
    action = models.CharField("việc", max_length=10, choices=Action.choices)
    subject = models.CharField("nội dung", max_length=40, db_index=True)
    indicators = models.JSONField("chỉ tiêu", default=list, blank=True)
    level = models.SmallIntegerField("cấp địa bàn", choices=Level.choices, null=True, blank=True)
    frequency = models.CharField("tần suất", max_length=10, choices=Frequency.choices)
    deadline = models.CharField(
        "hạn",
        max_length=5,
        blank=True,
        default="",
        help_text="Việc hằng ngày: giờ, ví dụ 16:00. Việc hằng tháng: ngày, ví dụ 25. "
        "Việc mỗi khung giờ: số phút trước giờ của kỳ, ví dụ 30. Để trống là hết kỳ.",
    )
    task = models.CharField("nhiệm vụ", max_length=400)
    kept_here = models.BooleanField(
        "giao trên cổng", default=False, editable=False, help_text="Nạp lại dữ liệu của tỉnh không ghi đè."
    )

    class Meta:
        verbose_name = "nhiệm vụ cập nhật"
        verbose_name_plural = "nhiệm vụ cập nhật"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, unit_kind__isnull=False) | Q(unit__isnull=False, unit_kind=None),
                name="duty_of_a_unit_or_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"Điều {self.article}: {self.task}"


class ReliefQuerySet(models.QuerySet["DutyRelief"]):
    def on(self, day: dt.date) -> "ReliefQuerySet":
        """Those in force on `day`; `valid_to` is the first day on which one no longer is."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class DutyRelief(models.Model):
    """For some time a unit need not and may not do a duty: it is suspended, or delegated to another unit."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="reliefs", verbose_name="nhiệm vụ")
    unit = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, related_name="reliefs", verbose_name="đơn vị được giao"
    )
    delegate = models.ForeignKey(
        OrganisationalUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name="ủy quyền cho",
        help_text="Để trống là tạm dừng nhiệm vụ.",
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    article = models.CharField("căn cứ", max_length=200, help_text="Điều khoản hoặc văn bản, ví dụ 12/QĐ-SYT.")
    frequency = models.CharField(
        "tần suất khi ủy quyền",
        max_length=10,
        choices=Frequency.choices,
        blank=True,
        help_text="Để trống là như nhiệm vụ.",
    )

    objects = ReliefQuerySet.as_manager()

    class Meta:
        verbose_name = "tạm dừng, ủy quyền nhiệm vụ"
        verbose_name_plural = "tạm dừng, ủy quyền nhiệm vụ"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="relief_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(delegate=None) | ~Q(delegate=F("unit")), name="duty_is_delegated_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {'ủy quyền' if self.delegate_id else 'tạm dừng'} từ {self.valid_from:%d/%m/%Y}"

    def lasts_on(self, date: dt.date) -> bool:
        return self.valid_from <= date and (self.valid_to is None or date < self.valid_to)

    @property
    def delegated(self) -> Duty:
        """The duty as the delegate has it, never to be saved: as often as the relief says, and then without the
        duty's own deadline."""
        duty = copy(self.duty)
        if self.frequency and self.frequency != duty.frequency:
            duty.frequency, duty.deadline = self.frequency, ""
        return duty
