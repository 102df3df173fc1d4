"""What the index still owes the content: entries that changed, and who builds an index anew right now."""

from django.db import models

from core import clock


class Stale(models.Model):
    """An entry that changed and is not indexed yet: written with the change, removed once it is indexed.

    A change adds a row and never alters one, so writers do not wait for each other; whoever indexes takes all rows of
    an entry together, and what it indexes is the entry's last state. `next_try` is put off after each failure.
    `document` is the key under which the engine knew it, kept when its row has gone. `held` rows are indexed already,
    in an index that another one is about to replace: they are indexed again in that.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    engine = models.CharField(max_length=20)
    since = models.DateTimeField()
    document = models.IntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=clock.real_now)
    held = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["engine", "kind", "key"], name="stale_by_entry"),
            models.Index(fields=["engine", "next_try"], name="stale_by_next_try"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Rebuilding(models.Model):
    """One rebuild of an engine's index that is under way, or was when its process was killed.

    `beat` is set again and again by the process `pid` on `host`, so that others see whether it lives.
    """

    engine = models.CharField(max_length=20, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started = models.DateTimeField(default=clock.real_now)
    beat = models.DateTimeField(default=clock.real_now)

    def __str__(self) -> str:
        return f"{self.engine} {self.started:%Y-%m-%d %H:%M:%S}"
