"""Files of open data, made when somebody first asks for one and then kept: whole or not at all.

The same release gives the same bytes, so a file that had to make room is no loss.
"""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from core import province
from core.known import known
from datasets.files import FORMS
from datasets.models import Release
from datasets.selectors.tables import Part, Table

VERSION = 1
"""Counts up when the bytes of a file change, so that old files are made again."""
MOST_BYTES = 4 * 2**30
"""What the kept files may fill; those that nobody asked for longest go first."""
SPARED_SECONDS = 3_600
"""A file that was asked for so recently may be being sent."""


class Kept(NamedTuple):
    """A file that is there. `sha256` in hexadecimal, `size` in bytes."""

    path: Path
    sha256: str
    size: int


def kept(release: Release, part: Part, form: str) -> Kept:
    """The file of a published release in one of `FORMS`; two who ask at once wait for one making."""
    found = if_kept(release.number, part, form)
    if found is None:
        path = _path(release.number, part, form)
        with _alone(path):
            found = if_kept(release.number, part, form) or _make(Table(release, part), form, path)
    os.utime(found.path)
    return found


def if_kept(release: int, part: Part, form: str) -> Kept | None:
    """The file if somebody has asked for it before."""
    path = _path(release, part, form)
    try:
        return Kept(path, _digest(path).read_text("ascii"), path.stat().st_size)
    except FileNotFoundError:
        return None


def _make(table: Table, form: str, path: Path) -> Kept:
    """The checksum comes after its file: without one a file does not count."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w+b") as file:
        FORMS[form].write(table, file)
        file.flush()
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    Path(name).replace(path)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(sha256, "ascii")
    beside.replace(_digest(path))
    _make_room()
    return Kept(path, sha256, path.stat().st_size)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time makes this file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_room() -> None:
    """Drop the files that were asked for longest ago, until the rest fits."""
    found = sorted((path for path in _folder().glob("*/*") if path.suffix[1:] in FORMS), key=_asked_for)
    filled = sum(path.stat().st_size for path in found)
    for path in found:
        if filled <= MOST_BYTES or _asked_for(path) > time.time() - SPARED_SECONDS:
            return
        filled -= path.stat().st_size
        _digest(path).unlink(missing_ok=True)
        path.unlink(missing_ok=True)


def _asked_for(path: Path) -> float:
    return path.stat().st_mtime


def _path(release: int, part: Part, form: str) -> Path:
    return _folder() / str(release) / f"{part}.{form}"


def _digest(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _folder() -> Path:
    """One for each database, as two of them may share a disk, and for each rule of what is hidden."""
    return Path(settings.PREPARED_DIR) / known().instance / f"open-v{VERSION}{province.current().suppression.key}"
