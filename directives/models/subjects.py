"""What directives are about, as rows to be filtered on. Written when a directive is published."""

from django.db import models

from directives.models.pages import DirectivePage
from units.models import AdministrativeArea


class DirectiveSubject(models.Model):
    """One code of `DirectivePage.topics`, `audiences` or `areas`; `area` is the one that bore it on the day of the
    directive."""

    class Kind(models.TextChoices):
        TOPIC = "topic", "lĩnh vực"
        AUDIENCE = "audience", "đối tượng"
        AREA = "area", "địa bàn"

    page = models.ForeignKey(DirectivePage, models.CASCADE, related_name="subject_rows")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=20)
    area = models.ForeignKey(AdministrativeArea, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "lĩnh vực, đối tượng, địa bàn của văn bản"
        verbose_name_plural = "lĩnh vực, đối tượng, địa bàn của văn bản"
        constraints = [models.UniqueConstraint(fields=["page", "kind", "code"], name="directive_subject_once")]
        indexes = [models.Index(fields=["kind", "code"], name="directive_subject_by_code")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
