"""Random points inside GeoJSON polygons, by casting rays along lines of latitude; longitude comes first."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

BORDER = 0.12
TRIES = 200


def rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Yield all rings, outer ones and holes, of a ``Polygon`` or ``MultiPolygon``."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring]


def crossings(geometry: Mapping[str, Any], lat: float) -> list[float]:
    """Return the ascending longitudes where the border crosses a latitude; between two of a pair is inside."""
    found = []
    for ring in rings(geometry):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > lat) != (y2 > lat):
                found.append(x1 + (lat - y1) * (x2 - x1) / (y2 - y1))
    return sorted(found)


def contains(geometry: Mapping[str, Any], point: Point) -> bool:
    """Tell whether the point lies inside: an odd number of crossings is east of it."""
    lng, lat = point
    return sum(crossing > lng for crossing in crossings(geometry, lat)) % 2 == 1


def random_point(geometry: Mapping[str, Any], rng: random.Random) -> Point:
    """Return a point inside, to five decimals (about a metre), a little away from the border."""
    lats = [lat for ring in rings(geometry) for _, lat in ring]
    for _ in range(TRIES):
        lat = round(rng.uniform(min(lats), max(lats)), 5)
        borders = crossings(geometry, lat)
        if not borders:
            continue
        spans = list(zip(borders[::2], borders[1::2], strict=True))
        west, east = rng.choices(spans, [b - a + 1e-12 for a, b in spans])[0]
        point = (round(west + (east - west) * rng.uniform(BORDER, 1 - BORDER), 5), lat)
        if contains(geometry, point):
            return point
    raise ValueError("the polygon has no interior")
