"""What is counted, and whose figure counts at each level."""

from django.db import models
from django.db.models import Q

from units.models import Duty, Level


class Indicator(models.Model):
    """A flow counts since the previous slot; a stock is the state at the slot."""

    class Kind(models.TextChoices):
        FLOW = "flow", "phát sinh trong kỳ"
        STOCK = "stock", "hiện có"

    id = models.SmallAutoField(primary_key=True)
    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=120)
    short_name = models.CharField("tên ngắn", max_length=60)
    kind = models.CharField("loại", max_length=5, choices=Kind.choices)
    unit = models.CharField("đơn vị tính", max_length=30)
    definition = models.CharField("định nghĩa", max_length=400)
    order = models.SmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_flow(self) -> bool:
        return self.kind == self.Kind.FLOW


class Source(models.Model):
    """Where the figure of an indicator comes from at one level: one duty's reports, or the children's sum."""

    class Mode(models.TextChoices):
        OWN = "own", "báo cáo của đơn vị"
        SUM = "sum", "tổng của cấp dưới"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="sources", verbose_name="chỉ tiêu")
    level = models.SmallIntegerField("cấp", choices=Level.choices)
    mode = models.CharField("cách có số liệu", max_length=3, choices=Mode.choices)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nhiệm vụ")

    class Meta:
        verbose_name = "nguồn số liệu"
        verbose_name_plural = "nguồn số liệu"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "level"], name="one_source_an_indicator_and_level"),
            models.CheckConstraint(
                condition=Q(mode="own", duty__isnull=False) | Q(mode="sum", duty=None),
                name="source_by_a_duty_or_by_sum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} cấp {self.level}: {self.mode}"
