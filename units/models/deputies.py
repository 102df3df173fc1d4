"""Who reviews in the place of an absent reviewer, from one day to another."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from units.models.organisations import OrganisationalUnit
from units.models.users import User


class DeputyQuerySet(models.QuerySet["ReviewDeputy"]):
    def on(self, day: dt.date) -> "DeputyQuerySet":
        """Those in force on `day`; `last_day` still belongs to them."""
        return self.filter(ended_at=None, first_day__lte=day, last_day__gte=day)


class ReviewDeputy(models.Model):
    """For some days a person of the unit, or another unit, reviews in its place. Nothing is deleted: one that is not
    needed any longer is ended."""

    unit = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, related_name="review_deputies", verbose_name="đơn vị duyệt"
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt thay"
    )
    deputy_unit = models.ForeignKey(
        OrganisationalUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị duyệt thay"
    )
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=300)
    appointed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người cử")
    appointed_at = models.DateTimeField("cử lúc")
    ended_at = models.DateTimeField("kết thúc sớm lúc", null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="người kết thúc")

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = "người duyệt thay"
        verbose_name_plural = "người duyệt thay"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deputy_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(person=None, deputy_unit__isnull=False) | Q(person__isnull=False, deputy_unit=None),
                name="deputy_is_a_person_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(deputy_unit=None) | ~Q(deputy_unit=F("unit")), name="deputy_is_another_unit"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deputy_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.deputy_unit} duyệt thay {self.unit}"
