"""Keeping the bytes that an office handed in: never twice, under a name that says what they are."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock
from core.problems import Unreadable
from directives.models import DirectivePage, Original, OriginalPage
from directives.models.originals import by_checksum
from directives.reading.process import ReadingProcess
from directives.reading.reader import ReadFile
from units.models import OrganisationalUnit

log = logging.getLogger(__name__)


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
        original = _known(checksum, directive) or Original(sha256=checksum)
        if original.directive_id is None:
            original.unit, original.received_by, original.received_at = unit, received_by[:150], clock.now()
        describe(original, name=name, size=len(data), reading=reading, directive=directive)
        original.save()
        if write:
            write_bytes(original, data)
        return original


def look_for_signatures(*, reader: ReadingProcess) -> int:
    """In the PDFs that were kept before anyone looked for them; in how many. One whose bytes cannot be had stays."""
    done = 0
    for original in Original.objects.filter(format=Original.Format.PDF, signatures__isnull=True).iterator():
        try:
            with original.file.open("rb") as kept:
                found = reader.signatures(kept.read(), name=original.name)
        except (OSError, Unreadable):
            log.exception("original %s could not be read for signatures", original.sha256)
            continue
        done += Original.objects.filter(pk=original.pk).update(signatures=[asdict(one) for one in found])
    return done


def _signatures(reading: ReadFile) -> list[dict[str, Any]] | None:
    return None if reading.signatures is None else [asdict(one) for one in reading.signatures]


def _known(checksum: str, directive: DirectivePage) -> Original | None:
    free = Original.objects.filter(sha256=checksum, directive=None)
    return (free | Original.objects.filter(sha256=checksum, directive=directive)).first()


def describe(original: Original, *, name: str, size: int, reading: ReadFile, directive: DirectivePage) -> None:
    """Set what the file is and what was made of it."""
    original.name, original.format, original.size = name[-255:], reading.format, size
    original.text_quality, original.pages = reading.quality, reading.page_count
    original.directive, original.signatures = directive, _signatures(reading)
    original.file.name = by_checksum(original, name)


def keep_pages(*, original: Original, reading: ReadFile) -> None:
    """Of each page how it was read and how well, in place of what was known before."""
    original.read_pages.all().delete()
    OriginalPage.objects.bulk_create(pages_of(original, reading))


def pages_of(original: Original, reading: ReadFile) -> Iterator[OriginalPage]:
    """Its pages as they were read; not yet stored."""
    for number, page in enumerate(reading.pages, 1):
        yield OriginalPage(
            original=original,
            number=number,
            quality=page.quality,
            source=page.source,
            confidence=page.confidence,
            text=page.text,
        )


def write_bytes(original: Original, data: bytes) -> None:
    """Under the name that `describe` gave; what is there already stays."""
    storage, path = original.file.storage, str(original.file.name)
    if storage.exists(path):
        with storage.open(path) as kept:
            if kept.read() == data:
                return
        storage.delete(path)  # what a broken write left
    storage.save(path, ContentFile(data))
