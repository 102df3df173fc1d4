"""Keeping the bytes that an office handed in: never twice, under a name that says what they are."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction

from core import clock
from directives.models import DirectivePage, Original, OriginalPage
from directives.models.originals import by_checksum
from directives.reading.reader import ReadFile
from units.models import OrganisationalUnit


def keep_original(
    *,
    data: bytes,
    name: str,
    reading: ReadFile,
    directive: DirectivePage,
    unit: OrganisationalUnit,
    received_by: str = "",
    write: bool = True,
) -> Original:
    """Store row and bytes; a row whose draft was deleted serves the new one, and one that is the draft's own is read
    anew. `write` False: the row only.

    The row comes first: of two that bring the same bytes at once, one waits and fails on the checksum, and writes
    nothing. Raises `IntegrityError` then. Bytes that a rollback left behind lie under their own checksum, and
    serve the next who brings them.
    """
    checksum = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        original = _known(checksum, directive) or Original(
            sha256=checksum, unit=unit, received_by=received_by[:150], received_at=clock.now()
        )
        if original.directive_id is None:
            original.unit, original.received_by, original.received_at = unit, received_by[:150], clock.now()
        original.name, original.format, original.size = name[-255:], reading.format, len(data)
        original.text_quality, original.pages = reading.quality, reading.page_count
        original.directive = directive
        path = by_checksum(original, name)
        original.file.name = path
        original.save()
        if write:
            _write(original.file.storage, path, data)
        return original


def _known(checksum: str, directive: DirectivePage) -> Original | None:
    free = Original.objects.filter(sha256=checksum, directive=None)
    return (free | Original.objects.filter(sha256=checksum, directive=directive)).first()


def keep_pages(*, original: Original, reading: ReadFile) -> None:
    """Of each page how it was read and how well, in place of what was known before."""
    original.read_pages.all().delete()
    OriginalPage.objects.bulk_create(
        OriginalPage(
            original=original,
            number=number,
            quality=page.quality,
            source=page.source,
            confidence=page.confidence,
            text=page.text,
        )
        for number, page in enumerate(reading.pages, 1)
    )


def _write(storage: Storage, path: str, data: bytes) -> None:
    if storage.exists(path):
        with storage.open(path) as kept:
            if kept.read() == data:
                return
        storage.delete(path)  # what a broken write left
    storage.save(path, ContentFile(data))
