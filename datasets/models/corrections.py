"""What a unit asks to correct in published figures: one reason and one evidence, for one report or for many."""

from typing import Any

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from datasets.models.indicators import Indicator
from units.models import AdministrativeArea, OrganisationalUnit


def evidence_storage() -> Any:
    """Where evidence lies; no web server reads it directly."""
    return storages["originals"]


def by_checksum(correction: "Correction", name: str) -> str:
    """`can-cu/ab/abcdef….pdf`: `name` is the checksum with the ending of what the bytes are."""
    return f"can-cu/{name[:2]}/{name}"


class Correction(models.Model):
    """One request. Its reports carry the values; the release that takes them in makes it public, without evidence.

    `indicator` and `area` are set where a backlog is spread over past days: then all its reports are signed, sent
    back and shown as one.
    """

    unit = models.ForeignKey(OrganisationalUnit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField("căn cứ", max_length=500)
    file = models.FileField("tệp căn cứ", storage=evidence_storage, upload_to=by_checksum, max_length=120, blank=True)
    file_name = models.CharField("tên tệp căn cứ", max_length=100, blank=True)
    asked_by = models.CharField("người đề nghị", max_length=150)
    asked_at = models.DateTimeField("đề nghị lúc")

    class Meta:
        verbose_name = "đề nghị đính chính"
        verbose_name_plural = "đề nghị đính chính"
        constraints = [
            models.CheckConstraint(condition=~Q(evidence=""), name="correction_has_evidence"),
            models.CheckConstraint(
                condition=Q(indicator=None, area=None) | Q(indicator__isnull=False, area__isnull=False),
                name="spread_names_indicator_and_area",
            ),
        ]

    def __str__(self) -> str:
        return f"Đề nghị đính chính của {self.unit.short_name}: {self.evidence}"

    @property
    def format(self) -> str:
        """`pdf`, `jpg` or `png`; empty without a file."""
        return (self.file.name or "").rpartition(".")[2]

    @property
    def is_spread(self) -> bool:
        return self.indicator_id is not None
