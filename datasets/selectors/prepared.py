"""What a release prepared: for each area a view as JSON and its charts as PNG, made again if they are not there.

A file's time is when it was last asked for (`datasets.actions.prune`).
"""

import datetime as dt
import gzip
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache

from core import clock, province
from core.known import known
from datasets.charts.card import draw_card
from datasets.charts.poster import as_png, as_svg
from datasets.models import Release
from datasets.selectors.area_views import build_area_view
from datasets.selectors.card import card_words
from datasets.selectors.figures import published
from units.models import AdministrativeArea

VERSION = 5
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
        data = _kept(path_of(release, area))
        view = json.loads(gzip.decompress(data)) if data else prepare_area(release, area)
        cache.set(key, view, _KEPT_SECONDS)
    return view


def prepare_area(release: int, area: AdministrativeArea) -> dict[str, Any]:
    """Build and keep the view of an area; also of a release that is only staged."""
    view = build_area_view(release, area)
    written = json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()
    write_whole(path_of(release, area), gzip.compress(written, compresslevel=3, mtime=0))
    return view


def posters(release: int, area: AdministrativeArea, view: dict[str, Any]) -> dict[Path, str]:
    """{file: SVG} of the pictures of all charts of the area's view."""
    drawn = [chart for chart in view["charts"].values() if "note" not in chart]
    return {_poster_path(release, area, chart): poster(view, chart) for chart in drawn}


def keep_poster(path: Path, svg: str) -> bytes:
    """Draw the PNG and keep it. Asks the database nothing, so it may run beside."""
    drawn = as_png(svg)
    write_whole(path, drawn)
    return drawn


def poster(view: dict[str, Any], chart: dict[str, Any]) -> str:
    """A chart of a view as an SVG that stands alone and says where it comes from."""
    here, date = province.current(), dt.date.fromisoformat(view["date"])
    moment = f"số liệu đến {view['slot']} {date:%d/%m/%Y}, bản công bố số {view['release']}"
    notes = [chart["hint"]] if "hint" in chart else []
    notes += ["Số liệu mô phỏng, không phải tình hình dịch thật."] if clock.is_simulated() else []
    said = " ".join([*notes, f"Nguồn: {here.portal_title} {here.name}, {moment}."])
    legend = [(name.removeprefix("key--"), label) for name, label in chart["legend"]]
    title = f"{chart['title']}, {view['area']['name'][:1].lower()}{view['area']['name'][1:]}"
    return as_svg(chart["svg_wide"], title=title, legend=legend, source=said)


def chart_png(release: int, area: AdministrativeArea, view: dict[str, Any], chart: dict[str, Any]) -> bytes:
    """The PNG of a chart, made and kept if it is not there; of a release that is only staged it is kept nowhere."""
    path = _poster_path(release, area, chart)
    if release > published():
        return as_png(poster(view, chart))
    return _kept(path) or keep_poster(path, poster(view, chart))


def picture(release: int, area: AdministrativeArea) -> bytes:
    """The picture (PNG) of a published release's figures in the area, made again if it is not there."""
    kept = _kept(_picture_path(release, area))
    return kept or prepare_picture(release, area, area_view(release, area))


def prepare_picture(release: int, area: AdministrativeArea, view: dict[str, Any]) -> bytes:
    """Draw the area's view and keep it; also of a release that is only staged."""
    drawn = draw_card(card_words(view, Release.objects.get(number=release)))
    write_whole(_picture_path(release, area), drawn)
    return drawn


def _picture_path(release: int, area: AdministrativeArea) -> Path:
    return _folder(release) / f"{area.code}-{area.pk}.png"


def _poster_path(release: int, area: AdministrativeArea, chart: dict[str, Any]) -> Path:
    return _folder(release) / f"{area.code}-{area.pk}-{chart['slug']}.png"


def path_of(release: int, area: AdministrativeArea) -> Path:
    return _folder(release) / f"{area.code}-{area.pk}.json.gz"


def forget(release: int) -> None:
    """Drop what was prepared for a release that never came, before another takes its number."""
    shutil.rmtree(_folder(release), ignore_errors=True)


def _folder(release: int) -> Path:
    return folder() / str(release)


def folder() -> Path:
    """Holds a folder for each release. One for each database: two of them may share a disk; and for each rule of
    what is hidden."""
    return Path(settings.PREPARED_DIR) / known().instance / _version()


def _kept(path: Path) -> bytes | None:
    """What is there, and from now on was asked for lately; it may have had to make room a moment ago."""
    try:
        os.utime(path)
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _version() -> str:
    return f"v{VERSION}{province.current().suppression.key}"


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all, also when two processes prepare the same view."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
