"""Which releases have had their daily bulletin drafted."""

from django.db import models

from datasets.models import Release
from directives.models import DirectivePage


class Bulletin(models.Model):
    """One a release, and for good: a draft that its unit deletes is not drafted again."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="+", verbose_name="bản công bố")
    page = models.ForeignKey(DirectivePage, models.SET_NULL, null=True, related_name="+", verbose_name="văn bản")
    drafted_at = models.DateTimeField("soạn lúc")

    class Meta:
        verbose_name = "bản tin hằng ngày"
        verbose_name_plural = "bản tin hằng ngày"

    def __str__(self) -> str:
        return f"bản tin của {self.release}"
