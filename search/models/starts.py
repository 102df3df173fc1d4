"""Where what a reader types can begin in a title or a number: what completions are looked up by."""

from django.db import models

from search.models.documents import SearchDocument

LONGEST = 48
"""Bytes of a start that are kept; whoever has typed more than that knows what to look for."""


class SearchStart(models.Model):
    """One start of a document, see `search.starts`. `at` is where its words stand in the title.

    `typed` are bytes: they are ordered alike by every database, whatever the language of its texts, so that all
    starts with the same letters stand side by side in the index.
    """

    class Rank(models.IntegerChoices):
        NUMBER = 0, "số"
        NAME = 1, "tên"
        WORD = 2, "từ trong tên"

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="start_rows")
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    typed = models.BinaryField(max_length=LONGEST)
    at = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["rank", "typed"], name="search_start_by_what_is_typed")]

    def __str__(self) -> str:
        return bytes(self.typed).decode(errors="ignore")
