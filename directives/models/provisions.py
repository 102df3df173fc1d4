"""The published text of a directive, cut into what can be linked to. Written when the directive is published."""

from django.db import models

from directives.models.pages import DirectivePage


class Provision(models.Model):
    """A chapter, an article, a numbered item or running text, in reading order. `part` 0 is the document itself.

    `anchor` is that of the public address without its sign: "dieu-7", "kem-theo-1-dieu-7"; empty for running text.
    `lines` are [{"text", "label", "anchor"}]: paragraphs, clauses ("1.", "dieu-7-khoan-1") and points among them.
    """

    class Level(models.TextChoices):
        PART = "part", "phần kèm theo"
        CHAPTER = "chapter", "chương, mục"
        ARTICLE = "article", "điều"
        ITEM = "item", "mục đánh số"
        TEXT = "text", "đoạn văn"

    page = models.ForeignKey(DirectivePage, models.CASCADE, related_name="provisions")
    part = models.PositiveSmallIntegerField()
    order = models.PositiveIntegerField()
    level = models.CharField(max_length=8, choices=Level.choices)
    label = models.CharField(max_length=80, blank=True)
    heading = models.TextField(blank=True)
    anchor = models.CharField(max_length=80, blank=True)
    lines = models.JSONField(default=list)

    class Meta:
        verbose_name = "điều khoản"
        verbose_name_plural = "điều khoản"
        ordering = ["page", "order"]
        constraints = [
            models.UniqueConstraint(fields=["page", "order"], name="provision_has_its_place"),
            models.UniqueConstraint(
                fields=["page", "anchor"], condition=~models.Q(anchor=""), name="provision_has_its_anchor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()
