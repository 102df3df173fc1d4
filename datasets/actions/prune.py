"""Storage grows with what changes, not with the number of releases: what older ones prepared makes room.

The newest releases keep all that was made with them. Of an older one stays what readers ask for; the rest is made
again on the first demand, with the same figures.
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from datasets.selectors import prepared

KEPT_WHOLE = 2
"""Readers are still on the pages of the release before the newest."""
KEPT_SECONDS = 30 * 24 * 3_600
MOST_BYTES = 256 * 2**20
"""What files of older releases may fill; those that nobody asked for longest go first."""
NEVER = (0, 0)


def make_room(newest: int) -> None:
    """After release `newest` came out: drop what nobody asked for in 30 days, then what exceeds 256 MiB."""
    for path in _files(prepared.folder() / str(newest)):
        os.utime(path, NEVER)
    old = [path for folder in _folders() if int(folder.name) <= newest - KEPT_WHOLE for path in _files(folder)]
    room, oldest = MOST_BYTES, time.time() - KEPT_SECONDS
    for asked_for, size, path in sorted(((*_stat(path), path) for path in old), reverse=True):
        room -= size
        if asked_for < oldest or room < 0:
            path.unlink(missing_ok=True)
    _drop_empty(newest)


def _drop_empty(newest: int) -> None:
    """Folders that hold nothing, and those of former drawings and of former rules of what is hidden."""
    for folder in _folders():
        if int(folder.name) < newest and not any(folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in prepared.folder().parent.glob("v*"):
        if folder != prepared.folder():
            shutil.rmtree(folder, ignore_errors=True)


def _folders() -> Iterator[Path]:
    return (folder for folder in prepared.folder().glob("*") if folder.name.isdecimal())


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.is_file()]


def _stat(path: Path) -> tuple[float, int]:
    """(when it was last asked for, bytes)"""
    found = path.stat()
    return found.st_mtime, found.st_size
