"""Bodies that enter, review or watch what the portal says, over time."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from units.models.areas import AdministrativeArea, Level


class UnitKind(models.Model):
    """A class of bodies that a regulation names together, such as the health centres of the districts."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=160)
    level = models.SmallIntegerField("cấp", choices=Level.choices)

    class Meta:
        verbose_name = "loại đơn vị"
        verbose_name_plural = "loại đơn vị"
        ordering = ["level", "code"]

    def __str__(self) -> str:
        return self.name


FIRST_DAY = dt.date(2020, 1, 1)
"""The first day of the portal's calendar, not the day on which a body was founded."""


class UnitQuerySet(models.QuerySet["OrganisationalUnit"]):
    def valid_at(self, day: dt.date) -> "UnitQuerySet":
        """Units that work on `day`; `valid_to` is the first day on which one no longer does."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class OrganisationalUnit(models.Model):
    """A body with its own account, named by its abbreviation; `reviewer` signs off what it enters.

    The row says what the unit is now, or was at its end; `UnitPeriod` what it was before. An abbreviation is never
    given again. The head answers for what the unit provides.
    """

    abbreviation = models.SlugField("tên viết tắt", max_length=80, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=120)
    kind = models.ForeignKey(UnitKind, models.PROTECT, related_name="units", verbose_name="loại")
    level = models.SmallIntegerField("cấp", choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    area = models.ForeignKey(
        AdministrativeArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name="địa bàn",
    )
    head_office = models.CharField("chức vụ người đứng đầu", max_length=120)
    head_name = models.CharField("họ tên người đứng đầu", max_length=120, blank=True)
    email = models.EmailField("thư điện tử của đơn vị", blank=True)
    reviewer = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_units",
        verbose_name="đơn vị duyệt",
    )
    sample = models.BooleanField("đơn vị ví dụ", default=False)
    valid_from = models.DateField("hoạt động từ ngày", default=FIRST_DAY)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        through="UnitSuccession",
        symmetrical=False,
        related_name="predecessors",
        verbose_name="đơn vị kế thừa",
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["level", "abbreviation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("id")), name="unit_never_reviews_itself"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="unit_is_not_its_parent"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="unit_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def works_on(self, day: dt.date) -> bool:
        """Whether the unit has begun and not ended."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitSuccession(models.Model):
    """A unit passed its work, whole or in part, on to another. The first by `id` is the heir of what has no place."""

    predecessor = models.ForeignKey(
        OrganisationalUnit, models.CASCADE, related_name="succession", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(
        OrganisationalUnit, models.CASCADE, related_name="origin", verbose_name="đơn vị mới"
    )

    class Meta:
        verbose_name = "kế thừa đơn vị"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_succeeded_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="unit_succeeds_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
