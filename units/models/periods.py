"""What a unit was called, and where it belonged, before it became what its row says."""

from django.db import models
from django.db.models import F, Q

from units.models.areas import AdministrativeArea
from units.models.organisations import OrganisationalUnit

KEPT = ("name", "short_name", "parent", "area", "reviewer", "head_office", "head_name")
"""The fields of a unit that change over time."""


class UnitPeriod(models.Model):
    """A span of a unit's life that is over. Written by `actions/reorganise.py`, never changed."""

    unit = models.ForeignKey(OrganisationalUnit, models.CASCADE, related_name="periods", verbose_name="đơn vị")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=120)
    parent = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, null=True, related_name="+", verbose_name="trực thuộc"
    )
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, null=True, related_name="+", verbose_name="địa bàn")
    reviewer = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, null=True, related_name="+", verbose_name="đơn vị duyệt"
    )
    head_office = models.CharField("chức vụ người đứng đầu", max_length=120)
    head_name = models.CharField("họ tên người đứng đầu", max_length=120, blank=True)

    class Meta:
        verbose_name = "giai đoạn của đơn vị"
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_period_begins_once"),
            models.UniqueConstraint(fields=["unit", "valid_to"], name="unit_period_ends_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="unit_period_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name
