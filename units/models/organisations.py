"""Bodies that enter, review or watch what the portal says."""

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


class OrganisationalUnit(models.Model):
    """A body with its own account, named by its abbreviation; `reviewer` signs off what it enters."""

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
    reviewer = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_units",
        verbose_name="đơn vị duyệt",
    )
    sample = models.BooleanField("đơn vị ví dụ", default=False)

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["level", "abbreviation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("id")), name="unit_never_reviews_itself"
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="unit_is_not_its_parent"),
        ]

    def __str__(self) -> str:
        return self.name
