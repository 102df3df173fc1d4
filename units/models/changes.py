"""What was decided about units: merged, split, renamed, moved, closed; by which decision, from which day."""

from django.db import models
from django.db.models import Q

from core.directive_ref import DirectiveRef
from units.models.organisations import OrganisationalUnit
from units.models.users import User


class ChangeKind(models.TextChoices):
    MERGE = "merge", "hợp nhất"
    SPLIT = "split", "chia tách"
    RENAME = "rename", "đổi tên"
    MOVE = "move", "chuyển trực thuộc"
    CLOSE = "close", "kết thúc hoạt động"


ENDINGS = (ChangeKind.MERGE, ChangeKind.SPLIT, ChangeKind.CLOSE)
"""After these the unit is no more."""


class UnitChange(models.Model):
    """One unit's share of a decision. Planned until `applied_at`; written by `actions/reorganise.py` alone.

    `before` and `after`: {field: text}, for an ending `after` is {"successors": [abbreviation]}, the heir first.
    `moved`: {what: how many were handed over}.
    """

    kind = models.CharField("việc", max_length=10, choices=ChangeKind.choices)
    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="changes", verbose_name="đơn vị")
    decision_issuer = models.CharField("cơ quan ban hành", max_length=255, blank=True)
    decision_number = models.CharField("số, ký hiệu quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày ban hành", null=True, blank=True)
    effective = models.DateField("ngày hiệu lực", db_index=True)
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    moved = models.JSONField("đã bàn giao", default=dict)
    from_data = models.BooleanField("theo dữ liệu của tỉnh", default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="người thực hiện")
    by_name = models.CharField("tên người thực hiện", max_length=150)
    recorded_at = models.DateTimeField("ghi nhận lúc")
    applied_at = models.DateTimeField("áp dụng lúc", null=True)

    class Meta:
        verbose_name = "thay đổi tổ chức"
        verbose_name_plural = "thay đổi tổ chức"
        ordering = ["-effective", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(kind__in=ENDINGS), name="unit_is_ended_once"),
            models.UniqueConstraint(fields=["unit", "kind", "effective"], name="unit_changed_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {self.effective:%d/%m/%Y}"

    @property
    def decision(self) -> DirectiveRef | None:
        """The decision as one cites it; None where the data names none."""
        if not self.decision_number:
            return None
        return DirectiveRef(self.decision_issuer, self.decision_number, self.decision_date)
