"""What was read from a directive's files, where, and what an officer has confirmed of it."""

from django.db import models

from directives.models.pages import DirectivePage


class DirectiveReading(models.Model):
    """`values`: {component: as it was read, as the form holds it}; `seen`: {component: `reading.evidence.Evidence`};
    `confirmed`: {component: {"by": account, "at": ISO 8601}}. A component that was not printed is absent."""

    page = models.OneToOneField(
        DirectivePage, models.CASCADE, related_name="reading", editable=False, verbose_name="văn bản"
    )
    values = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    confirmed = models.JSONField(default=dict)

    class Meta:
        verbose_name = "kết quả đọc văn bản"
        verbose_name_plural = "kết quả đọc văn bản"

    def __str__(self) -> str:
        return str(self.page)
