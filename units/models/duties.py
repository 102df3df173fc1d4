"""Who updates what, where, how often, and by which article. The duty table is the permission table."""

from django.db import models
from django.db.models import Q

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
    task = models.CharField("nhiệm vụ", max_length=400)

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
