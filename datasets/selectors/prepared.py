"""Views that a release prepared: one JSON file for each release and area, made again if it is not there."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache

from core import province
from core.known import known
from datasets.selectors.area_views import build_area_view
from datasets.selectors.figures import published
from units.models import AdministrativeArea

VERSION = 3
"""Counts up when the shape of a view or its drawing changes, so that old files are made again."""
_KEPT_SECONDS = 3600


def area_view(release: int, area: AdministrativeArea) -> dict[str, Any]:
    """The prepared view of an area as of a published release (shape: `area_views.build_area_view`).

    One that is only staged is built anew each time: what may be discarded is kept nowhere.
    """
    key = f"prepared:{_version()}:{known().instance}:{release}:{area.pk}"
    view = cache.get(key)
    if view is None and release > published():
        return build_area_view(release, area)
    if view is None:
        path = path_of(release, area)
        view = json.loads(path.read_text("utf-8")) if path.exists() else prepare_area(release, area)
        cache.set(key, view, _KEPT_SECONDS)
    return view


def prepare_area(release: int, area: AdministrativeArea) -> dict[str, Any]:
    """Build and keep the view of an area; also of a release that is only staged."""
    view = build_area_view(release, area)
    _write(path_of(release, area), json.dumps(view, ensure_ascii=False, separators=(",", ":")))
    return view


def path_of(release: int, area: AdministrativeArea) -> Path:
    return _folder(release) / f"{area.code}-{area.pk}.json"


def forget(release: int) -> None:
    """Drop what was prepared for a release that never came, before another takes its number."""
    shutil.rmtree(_folder(release), ignore_errors=True)


def _folder(release: int) -> Path:
    """One for each database too: two of them may share a disk; and for each rule of what is hidden."""
    return Path(settings.PREPARED_DIR) / known().instance / _version() / str(release)


def _version() -> str:
    return f"v{VERSION}{province.current().suppression.key}"


def _write(path: Path, text: str) -> None:
    """Whole or not at all, also when two processes prepare the same view."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
