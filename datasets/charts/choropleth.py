"""The map: areas filled by class of their value, each a link to its page, its value written on it.

The boundaries may be large (surveyed communes), so they are simplified as one coverage: neighbours keep
their common border.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.absent import HIDDEN, NOT_REPORTED, why_absent
from datasets.charts.labels import Box, Label, Place, Size, place_labels
from datasets.charts.theme import MAP_FILLS, THEME, text_width
from datasets.charts.wording import decimal, number, running_name, sentence_start

__all__ = ["MapArea", "MapUnit", "draw_map", "map_classes", "map_legend", "map_sentence", "project"]

MapUnit = Literal["per_100k", "last7"]

FRAME: Size = (640, 450)
_LAND: Size = (500, 438)
_MARGIN = 6
_LEGEND: Box = (0, 245, 185, 450)  # where wide pages lay the legend over the map
_PATHS_AT_MOST = 14_000
_CLASSES = 5
_NAMED = 3
_PADDING, _NAME_LINE = 4, 16
_BASELINE, _MIDDLE = 0.85, 0.35  # of the type size: from the top of a line, from its middle
_DARK = ("q4", "q5")


@dataclass(frozen=True)
class MapArea:
    """One area; `geometry` is a GeoJSON Polygon or MultiPolygon in degrees.

    `value` None: not reported, or kept back where `hidden`.
    """

    code: str
    name: str
    short_name: str
    value: float | None
    href: str
    geometry: Mapping[str, Any]
    hidden: bool = False


@dataclass(frozen=True)
class _Lettering:
    """Type sizes of one of the two sets of labels, in units of the map."""

    css_class: str
    value_size: float
    name_size: float | None


_NARROW = _Lettering("chart-narrow", 24, None)
_WIDE = _Lettering("chart-wide", 16, 14)


def map_classes(value: float | None, breaks: Sequence[float]) -> str:
    """The class of `value`: `q0` for zero, `q1` below the first of the rising `breaks`, `qx` for None."""
    if value is None:
        return "qx"
    return "q0" if value == 0 else f"q{1 + sum(value >= limit for limit in breaks)}"


def map_legend(breaks: Sequence[float], *, hiding: bool = False) -> list[dict[str, str]]:
    """The legend's entries `{"class", "label"}`, ranges written out, what has no number last.

    `hiding`: some of those without are kept back.
    """
    if not 1 <= len(breaks) < _CLASSES or list(breaks) != sorted(set(breaks)):
        raise ValueError("map breaks are one to four rising numbers")
    limits = [_limit(value) for value in breaks]
    between = [f"{low} đến dưới {high}" for low, high in pairwise(limits)]
    ranges = ["0", f"dưới {limits[0]}", *between, f"từ {limits[-1]}"]
    entries = [{"class": f"q{index}", "label": label} for index, label in enumerate(ranges)]
    absent = f"{NOT_REPORTED} hoặc {HIDDEN}" if hiding else NOT_REPORTED
    return [*entries, {"class": "qx", "label": absent}]


def _limit(value: float) -> str:
    return number(value) if value == round(value) else decimal(value)


def map_sentence(areas: Sequence[MapArea], unit: MapUnit = "per_100k") -> str:
    """Highest and lowest area, and who has not reported."""
    missing = _untold(areas)
    values = [area.value for area in areas if area.value is not None]
    if not values:
        return missing if any(area.hidden for area in areas) else "Chưa có địa bàn nào báo cáo."
    if max(values) == 0:
        lead = "Không địa bàn nào có ca mắc mới trong 7 ngày qua."
    elif max(values) == min(values):
        lead = f"Các địa bàn cùng mức {_short(values[0], unit)}."
    else:
        high, low = _named(areas, max(values), unit), _named(areas, min(values), unit)
        lead = f"Cao nhất: {high}, thấp nhất: {low}."
    return f"{lead} {missing}".rstrip()


def _named(areas: Sequence[MapArea], value: float, unit: MapUnit) -> str:
    names = [running_name(area.name) for area in areas if area.value == value]
    which = " và ".join(names) if len(names) < _NAMED else f"{len(names)} địa bàn"
    return f"{which} ({_short(value, unit)})"


def _short(value: float, unit: MapUnit) -> str:
    return decimal(value) if value and unit == "per_100k" else number(value)


def _untold(areas: Sequence[MapArea]) -> str:
    """Who has not reported and whose number is kept back."""
    without = [area for area in areas if area.value is None]
    silent = [running_name(area.name) for area in without if not area.hidden]
    kept = [running_name(area.name) for area in without if area.hidden]
    return " ".join(
        f"{sentence_start(lead)}: {', '.join(names) if len(names) <= _NAMED else f'{len(names)} địa bàn'}."
        for lead, names in ((NOT_REPORTED, silent), (HIDDEN, kept))
        if names
    )


def project(geometries: Sequence[Mapping[str, Any]]) -> list[BaseGeometry]:
    """GeoJSON polygons (degrees) as polygons in units of a 640 × 450 frame, y downwards."""
    lands = [shapely.make_valid(shapely.geometry.shape(geometry)) for geometry in geometries]
    west, south, east, north = shapely.total_bounds(np.array(lands))
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(_LAND[0] / ((east - west) * squeeze), _LAND[1] / (north - south))

    def to_frame(points: np.ndarray) -> np.ndarray:
        x = (points[:, 0] - west) * squeeze * scale + _MARGIN
        return np.column_stack([x, (north - points[:, 1]) * scale + _MARGIN])

    return [shapely.transform(land, to_frame) for land in lands]


def _simplified(lands: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """The coverage with as little left out as brings its paths below the limit."""
    tolerance = 0.5
    drawn = list(shapely.coverage_simplify(np.array(lands), tolerance))
    while sum(len(_path(land)) for land in drawn) > _PATHS_AT_MOST and tolerance < 16:
        tolerance *= 1.6
        drawn = list(shapely.coverage_simplify(np.array(lands), tolerance))
    return drawn


def _path(land: BaseGeometry) -> str:
    rings = [
        ring
        for part in shapely.get_parts(land)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(_ring(ring) for ring in rings)


def _ring(ring: BaseGeometry) -> str:
    """A closed ring in whole units, each point relative to the one before."""
    points = np.rint(shapely.get_coordinates(ring)).astype(int)
    steps = np.diff(points[:-1], axis=0)
    moves = " ".join(f"{x} {y}" for x, y in steps[steps.any(axis=1)])
    return f"M{points[0][0]} {points[0][1]}l{moves.replace(' -', '-')}z" if moves else ""


def draw_map(areas: Sequence[MapArea], *, breaks: Sequence[float], unit: MapUnit = "per_100k") -> str:
    """The map of `areas` (at least one) as SVG text.

    `unit` is `per_100k` (new cases of seven days per 100,000 people) or `last7` (their count, where the
    population is not known). Two sets of labels are drawn; the stylesheet shows the one that fits.
    """
    lands = _simplified(project([area.geometry for area in areas]))
    classes = [map_classes(area.value, breaks) for area in areas]
    shapes = [_area(*each, unit) for each in zip(areas, lands, classes, strict=True)]
    labels = [_labels(areas, lands, classes, lettering) for lettering in (_NARROW, _WIDE)]
    return "".join([_opening(len(areas)), *shapes, "</g>", *labels, "</svg>"])


def _opening(count: int) -> str:
    name = f"Bản đồ {count} địa bàn; cùng số liệu ở bảng bên cạnh"
    pattern = (
        '<defs><pattern id="missing" width="7" height="7" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/>'
        f'<rect width="2.5" height="7" fill="{THEME["line-strong"]}"/></pattern></defs>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {FRAME[0]} {FRAME[1]}"'
        f' role="group" aria-label="{name}" font-family="{THEME["font"]}">{pattern}'
        '<g stroke="#fff" stroke-width="1.5" stroke-linejoin="round">'
    )


def _area(area: MapArea, land: BaseGeometry, css_class: str, unit: MapUnit) -> str:
    label = quoteattr(f"{area.name}: {_spoken(area, unit)}")
    path = f'<path class="{css_class}" fill="{MAP_FILLS[css_class]}" d="{_path(land)}"/>'
    return f"<a href={quoteattr(area.href)} aria-label={label}>{path}</a>"


def _spoken(area: MapArea, unit: MapUnit) -> str:
    value = area.value
    if value is None:
        return why_absent(area.hidden)
    return f"{decimal(value)} ca trên 100.000 dân" if unit == "per_100k" else f"{number(value)} ca trong 7 ngày"


def _written(value: float | None) -> str:
    """The value as it stands on the map: whole, but never 0 for what is not quite zero."""
    if value is None:
        return ""
    return decimal(value) if 0 < value < 1 else number(value)


def _labels(
    areas: Sequence[MapArea],
    lands: Sequence[BaseGeometry],
    classes: Sequence[str],
    lettering: _Lettering,
) -> str:
    """One set of labels; hidden from readers of the screen's text, who hear the links."""
    known = {area.code: (area, css_class) for area, css_class in zip(areas, classes, strict=True)}
    labels = [_label(area, land, lettering) for area, land in zip(areas, lands, strict=True)]
    places = place_labels(labels, frame=FRAME, taken=[_LEGEND])
    drawn = "".join(_text(place, *known[place.key], lettering) for place in places)
    font = f'font-size="{lettering.value_size}px" font-weight="700" fill="{THEME["ink"]}"'
    return f'<g class="{lettering.css_class}" aria-hidden="true" text-anchor="middle" {font}>{drawn}</g>'


def _label(area: MapArea, land: BaseGeometry, lettering: _Lettering) -> Label:
    size, text = lettering.value_size, _written(area.value)
    value = ((text_width(text, size, bold=True) + _PADDING, size),) if text else ()
    stacks = [(*value, *_name_lines(rows, lettering)) for rows in _rows(area, lettering)]
    name = _name_lines([area.short_name], lettering)
    gap = lettering.name_size / 2 if lettering.name_size and value else 0
    width = sum(line[0] for line in (*value, *name)) + gap
    return Label(area.code, land, tuple(filter(None, stacks)), (width, size + 4))


def _rows(area: MapArea, lettering: _Lettering) -> list[list[str]]:
    """The ways to set the name inside the area: in one row, or its syllables in two."""
    syllables = area.short_name.split()
    half = (len(syllables) + 1) // 2
    two = [" ".join(syllables[:half]), " ".join(syllables[half:])]
    return [[area.short_name], two] if lettering.name_size and len(syllables) > 1 else [[area.short_name]]


def _name_lines(rows: Sequence[str], lettering: _Lettering) -> tuple[Size, ...]:
    size = lettering.name_size
    return tuple((text_width(row, size) + _PADDING, _NAME_LINE) for row in rows) if size else ()


def _text(place: Place, area: MapArea, css_class: str, lettering: _Lettering) -> str:
    if place.stack is None:
        return _text_beside(place, area, lettering)
    return _text_inside(place, _rows(area, lettering)[place.stack], area, css_class, lettering)


def _text_inside(place: Place, rows: Sequence[str], area: MapArea, css_class: str, lettering: _Lettering) -> str:
    """Value and, below it, the name, centred in the box."""
    x, value = round((place.box[0] + place.box[2]) / 2), _written(area.value)
    if not value:
        return _name_on_hatching(x, place.box[1], rows, lettering)
    y = round(place.box[1] + _BASELINE * lettering.value_size)
    dark = ' class="on-dark" fill="#fff"' if css_class in _DARK else ""
    names = "".join(_name(row, lettering, f'x="{x}" dy="{_NAME_LINE}"') for row in rows)
    return f'<text x="{x}" y="{y}"{dark}>{value}{names}</text>'


def _name_on_hatching(x: int, top: float, rows: Sequence[str], lettering: _Lettering) -> str:
    """A name without a value, with a halo that keeps the strokes off its letters."""
    y = round(top + _BASELINE * _NAME_LINE)
    below = "".join(f'<tspan x="{x}" dy="{_NAME_LINE}">{escape(row)}</tspan>' for row in rows[1:])
    halo = 'class="map-name halo" paint-order="stroke" stroke="#fff" stroke-width="5"'
    return f'<text x="{x}" y="{y}" {halo}{_name_font(lettering)}>{escape(rows[0])}{below}</text>'


def _text_beside(place: Place, area: MapArea, lettering: _Lettering) -> str:
    """Value and name in one row, with the leader line from a dot in the area."""
    x1, y1, x2, y2 = (round(length) for length in place.leader or ())
    line = f'<path class="leader" fill="none" stroke="{THEME["ink-soft"]}" d="M{x1} {y1}L{x2} {y2}"/>'
    dot = f'<circle cx="{x1}" cy="{y1}" r="2.5" fill="{THEME["ink-soft"]}" stroke="#fff"/>'
    anchor = 'class="ext-end" text-anchor="end"' if place.points_left else 'class="ext" text-anchor="start"'
    x = round(place.box[2] if place.points_left else place.box[0])
    y = round((place.box[1] + place.box[3]) / 2 + _MIDDLE * lettering.value_size)
    gap = f'dx="{lettering.name_size / 2:g}"' if lettering.name_size and area.value is not None else ""
    words = _written(area.value) + _name(area.short_name, lettering, gap)
    return f'{line}{dot}<text {anchor} x="{x}" y="{y}">{words}</text>'


def _name(text: str, lettering: _Lettering, position: str) -> str:
    if not lettering.name_size:
        return ""
    return f'<tspan class="map-name" {position}{_name_font(lettering)}>{escape(text)}</tspan>'


def _name_font(lettering: _Lettering) -> str:
    return f' font-size="{lettering.name_size}px" font-weight="400"'
