"""Published figures, bitemporal: a row is valid for release r when from_release ≤ r < to_release.

Rows above the pointer are staged and seen by nobody. Triggers (`datasets.frozen`) refuse every change that a
published release could see. The key ends in to_release, so at most one row a key is open.
"""

from django.db import models
from django.db.models import Q

from datasets import days
from datasets.models.indicators import Indicator
from units.models import AdministrativeArea

OPEN = 32767


def valid(release: int) -> Q:
    """The rows that release shows."""
    return Q(from_release__lte=release, to_release__gt=release)


class Version(models.Model):
    """One value of one indicator, area, day and slot, over a span of releases."""

    pk = models.CompositePrimaryKey("indicator_id", "area_id", "day", "slot", "to_release")
    indicator = models.ForeignKey(Indicator, models.PROTECT, db_index=False, related_name="+")
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, db_index=False, related_name="+")
    day = models.SmallIntegerField()
    slot = models.SmallIntegerField(default=0)
    from_release = models.SmallIntegerField()
    to_release = models.SmallIntegerField(default=OPEN)
    value = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.area_id} {self.day}/{self.slot}: {self.value}"


class Fact(Version):
    """What the province said of an area, indicator, day and slot. No row: not reported. Zero is a row."""

    class Meta(Version.Meta):
        verbose_name = "số liệu công bố"
        indexes = [models.Index("to_release", name="fact_closed", condition=Q(to_release__lt=OPEN))]


class BlockSum(Version):
    """A flow's sum over the 30 days from `day`, once they are over.

    The block before the calendar (`days.OPENING`) holds the opening balance: what was counted before the season.
    """

    class Meta(Version.Meta):
        verbose_name = "tổng theo khối 30 ngày"


class OpeningBalance(models.Model):
    """A flow's total before `season_start`; enters the running total with the next release, once an area. What was
    corrected since is in the published sums alone."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name="chỉ tiêu")
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, related_name="+", verbose_name="địa bàn")
    value = models.PositiveIntegerField("giá trị")

    class Meta:
        verbose_name = days.OPENING_NAME
        verbose_name_plural = days.OPENING_NAME
        constraints = [models.UniqueConstraint(fields=["indicator", "area"], name="opening_balance_once")]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.value}"
