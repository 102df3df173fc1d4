"""What can be found, as stored: every engine ranks these rows, and every passage is cut from them."""

from typing import Any

from django.db import models

from core import clock
from core.force import Force, Spell

MOST_SECTIONS = 10_000
"""Sections of one document that are kept; the document's key and the section's place make up the section's key."""


class SearchDocument(models.Model):
    """One `core.searchable.Entry`. Lists that are filtered on stand as codes or as shown; texts keep their accents.

    `digits` and `symbol` are the number folded for looking up: "3691" and "qd ubnd"; of a hotline its first phone
    number and the others.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    number = models.CharField(max_length=100, blank=True)
    digits = models.CharField(max_length=40, blank=True)
    symbol = models.CharField(max_length=100, blank=True)
    date = models.DateField(null=True)
    type = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=255, blank=True)
    areas = models.JSONField(default=list)
    starts = models.DateField(null=True)
    ended = models.DateField(null=True)
    withdrawn = models.DateField(null=True)
    spells = models.JSONField(default=list)
    has_force = models.BooleanField(default=False)
    from_scan = models.BooleanField(default=False)
    shown_from = models.DateField(null=True)
    shown_until = models.DateField(null=True)
    written_at = models.DateTimeField(default=clock.real_now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_told_apart")]
        indexes = [
            models.Index(fields=["digits"], name="search_document_by_digits"),
            models.Index(fields=["shown_from", "shown_until"], name="search_document_by_days_shown"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def force(self) -> Force | None:
        if not self.has_force:
            return None
        return Force(self.starts, self.ended, self.withdrawn, tuple(map(Spell.of, self.spells)))


class SearchArea(models.Model):
    """An area that a document is about: `SearchDocument.areas` as rows, to be filtered on."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="area_rows")
    code = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "document"], name="search_area_once_a_document")]

    def __str__(self) -> str:
        return self.code


class SearchSpell(models.Model):
    """Days on which a document is suspended or partly out of force: `SearchDocument.spells` to be filtered on."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="spell_rows")
    status = models.CharField(max_length=24)
    first = models.DateField()
    until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.status} {self.first}"


class SearchSection(models.Model):
    """A part of a document that is ranked and linked to by itself; a document without text has one empty section.

    The primary key tells the document: `document_id * MOST_SECTIONS + order`.
    """

    id = models.BigIntegerField(primary_key=True)
    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField()
    label = models.CharField(max_length=80, blank=True)
    heading = models.TextField(blank=True)
    anchor = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="search_section_has_its_place")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kwargs.get("id") and "order" in kwargs:
            self.pk = self.document_id * MOST_SECTIONS + self.order

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()
