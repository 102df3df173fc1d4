"""What can be found, as stored: every engine ranks these rows, and every passage is cut from them."""

from django.db import models

from core.force import Force


class SearchDocument(models.Model):
    """One `core.searchable.Entry`. Lists that are filtered on stand folded or as codes; texts keep their accents."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    number = models.CharField(max_length=100, blank=True)
    date = models.DateField(null=True)
    type = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=255, blank=True)
    areas = models.JSONField(default=list)
    starts = models.DateField(null=True)
    ended = models.DateField(null=True)
    partly = models.DateField(null=True)
    suspended = models.DateField(null=True)
    withdrawn = models.DateField(null=True)
    has_force = models.BooleanField(default=False)
    from_scan = models.BooleanField(default=False)
    shown_from = models.DateField(null=True)
    shown_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_told_apart")]

    def __str__(self) -> str:
        return self.title

    @property
    def force(self) -> Force | None:
        if not self.has_force:
            return None
        return Force(self.starts, self.ended, self.partly, self.suspended, self.withdrawn)


class SearchSection(models.Model):
    """A part of a document that is ranked and linked to by itself; a document without text has one empty section."""

    document = models.ForeignKey(SearchDocument, models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField()
    label = models.CharField(max_length=80, blank=True)
    heading = models.TextField(blank=True)
    anchor = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="search_section_has_its_place")]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()


class Stale(models.Model):
    """An entry that changed and is not indexed yet: written with the change, removed once it is indexed."""

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    engine = models.CharField(max_length=20)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key", "engine"], name="stale_once_an_engine")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
