"""Pages of originals as pictures: drawn when first asked for, by a process that can be killed, and then kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile

from core.problems import Refused
from directives.models import Original
from directives.reading.process import ReadingProcess

SECONDS_TO_WAIT = 10
_drawing = threading.Lock()


class Busy(Refused):
    """Another page is being drawn: one at a time, so that readers cannot fill the machine with drawing."""


def page_picture(*, original: Original, number: int) -> bytes:
    """Page `number`, from 1, as WebP. Raises `Busy`, `core.problems.Unreadable`, and `OSError` for lost bytes."""
    storage, place = original.file.storage, f"trang/{original.sha256[:2]}/{original.sha256}-{number}.webp"
    if storage.exists(place):
        with storage.open(place) as kept:
            return bytes(kept.read())
    with _one_at_a_time(), original.file.open("rb") as opened, ReadingProcess() as reader:
        drawn = reader.draw(opened.read(), name=original.name, number=number)
    storage.save(place, ContentFile(drawn))
    return drawn


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _drawing.acquire(timeout=SECONDS_TO_WAIT):
        raise Busy("Máy chủ đang bận vẽ trang khác. Bạn hãy thử lại sau ít phút.")
    try:
        yield
    finally:
        _drawing.release()
