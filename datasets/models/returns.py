"""A report that its reviewer sent back: why, at which cells, and what it said then."""

from django.db import models
from django.db.models import Q

from datasets.models.indicators import Indicator
from datasets.models.reports import Report
from units.models import OrganisationalUnit, User
from units.models.remarks import LONGEST_REMARK


class ReportReturn(models.Model):
    """One return. `values`: the figures as they were, for comparison with what comes back.

    What a unit enters again is a new report; the returns of the one before go on to it. `report` is None once the
    unit has deleted the draft.
    """

    report = models.ForeignKey(
        Report, models.SET_NULL, null=True, related_name="returns", verbose_name="báo cáo số liệu"
    )
    reason = models.CharField("lý do", max_length=500)
    values = models.JSONField("số liệu khi trả lại", default=dict)
    submitted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="người gửi duyệt"
    )
    returned_by = models.CharField("người trả lại", max_length=150)
    returned_at = models.DateTimeField("trả lại lúc")

    class Meta:
        verbose_name = "lần trả lại số liệu"
        verbose_name_plural = "lần trả lại số liệu"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="return_says_why")]

    def __str__(self) -> str:
        return f"Trả lại: {self.report or 'báo cáo đã xóa'}"

    @property
    def unit(self) -> OrganisationalUnit | None:
        """Whose report it was, for the log."""
        return self.report.unit if self.report else None


class ReturnedCell(models.Model):
    """The reviewer's words at one figure: the indicator in the report's area."""

    step = models.ForeignKey(ReportReturn, models.CASCADE, related_name="cells", verbose_name="lần trả lại")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    text = models.CharField("ý kiến", max_length=LONGEST_REMARK)

    class Meta:
        verbose_name = "ý kiến tại ô số liệu"
        verbose_name_plural = "ý kiến tại ô số liệu"
        constraints = [
            models.UniqueConstraint(fields=["step", "indicator"], name="returned_cell_once"),
            models.CheckConstraint(condition=~Q(text=""), name="returned_cell_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.step}"

    @property
    def unit(self) -> OrganisationalUnit | None:
        return self.step.unit
