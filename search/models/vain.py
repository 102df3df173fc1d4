"""What people looked for and nothing was found."""

from django.db import models


class VainSearch(models.Model):
    """What was typed on a day, folded, and how often; nothing of who typed it or when on that day.

    `occasions` counts the times at which it was stored, once a minute at most: who reloads a page counts once.
    """

    day = models.DateField("ngày")
    text = models.CharField("điều đã tìm, không dấu", max_length=60)
    times = models.PositiveIntegerField("số lượt", default=0)
    occasions = models.PositiveIntegerField("số dịp", default=0)

    class Meta:
        verbose_name = "tìm không thấy"
        verbose_name_plural = "tìm không thấy"
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="vain_search_once_a_day")]

    def __str__(self) -> str:
        return self.text
