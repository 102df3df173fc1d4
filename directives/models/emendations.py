"""What readers are told of a published text that was put right."""

from django.db import models

from directives.models.pages import DirectivePage


class Emendation(models.Model):
    """A published directive was published anew: on which day, and what was put right to match the original.

    Who wrote and who reviewed it stands in the log.
    """

    page = models.ForeignKey(DirectivePage, models.CASCADE, related_name="emendations")
    day = models.DateField("ngày")
    note = models.CharField("nội dung hiệu đính", max_length=500, blank=True)

    class Meta:
        verbose_name = "lần hiệu đính"
        verbose_name_plural = "lần hiệu đính"
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
