"""Administrative areas over time. Codes are given again to other areas, so an area is (code, valid_from)."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from core.text import fold

LONGEST_CODE = 10


class Level(models.IntegerChoices):
    """Administrative levels; the API names them in lower case."""

    PROVINCE = 0, "tỉnh"
    DISTRICT = 1, "huyện, thành phố, thị xã"
    COMMUNE = 2, "xã, phường, thị trấn"
    HAMLET = 3, "khối, xóm"

    @property
    def slug(self) -> str:
        return self.name.lower()


class AreaQuerySet(models.QuerySet["AdministrativeArea"]):
    def valid_at(self, date: dt.date) -> "AreaQuerySet":
        """Areas that exist on `date`; `valid_to` is the first day on which one no longer does."""
        return self.filter(valid_from__lte=date).filter(Q(valid_to=None) | Q(valid_to__gt=date))


class AdministrativeArea(models.Model):
    """One area during one span of time; `successors` are those that took its place."""

    code = models.CharField("mã", max_length=LONGEST_CODE)
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    name = models.CharField("tên", max_length=120)
    folded_name = models.CharField("tên không dấu", max_length=120, editable=False, db_index=True)
    level = models.SmallIntegerField("cấp", choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    population = models.PositiveIntegerField("dân số", null=True, blank=True)
    population_simulated = models.BooleanField("dân số mô phỏng", default=False)
    successors = models.ManyToManyField(
        "self",
        through="AreaSuccession",
        symmetrical=False,
        related_name="predecessors",
        verbose_name="kế tiếp",
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "địa bàn"
        verbose_name_plural = "địa bàn"
        ordering = ["level", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_and_first_day"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=None), name="area_code_open_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="area_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = fold(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """An area lies in one of a higher level, so that nothing lies within itself."""
        level: int | None = self.level  # None where the form refused it
        if level is None:
            return
        if self.parent is not None and self.parent.level >= level:
            raise ValidationError({"parent": "Địa bàn phải thuộc một địa bàn của cấp cao hơn."})
        if self.pk and self.children.filter(level__lte=level).exists():
            raise ValidationError({"level": "Có địa bàn thuộc địa bàn này mà không ở cấp thấp hơn."})

    @property
    def short_name(self) -> str:
        """`Quỳnh Lưu` for Huyện Quỳnh Lưu, `TP Vinh`, `TX Cửa Lò`, `TT Nam Đàn`."""
        for kind, short in (("Thành phố ", "TP "), ("Thị xã ", "TX "), ("Thị trấn ", "TT ")):
            if self.name.startswith(kind):
                return short + self.name.removeprefix(kind)
        for kind in ("Huyện ", "Tỉnh ", "tỉnh "):
            if self.name.startswith(kind):
                return self.name.removeprefix(kind)
        return self.name


class AreaSuccession(models.Model):
    """An area passed its place, whole or in part, on to another."""

    predecessor = models.ForeignKey(
        AdministrativeArea, models.CASCADE, related_name="succession", verbose_name="địa bàn cũ"
    )
    successor = models.ForeignKey(
        AdministrativeArea, models.CASCADE, related_name="origin", verbose_name="địa bàn mới"
    )

    class Meta:
        verbose_name = "kế tiếp địa bàn"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="area_succeeded_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="area_succeeds_another"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
