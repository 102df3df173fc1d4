"""Drawings of published figures: pure functions from values to SVG text and Vietnamese sentences."""

from datasets.charts.choropleth import MapArea, MapUnit, draw_map, map_classes, map_legend, map_sentence
from datasets.charts.curve import CurveDay, Drawing, curve_sentence, curve_spec, draw_curve
from datasets.charts.distribution import AreaBar, distribution_sentence, distribution_spec, draw_distribution
from datasets.charts.wording import number

__all__ = [
    "AreaBar",
    "CurveDay",
    "Drawing",
    "MapArea",
    "MapUnit",
    "curve_sentence",
    "curve_spec",
    "distribution_sentence",
    "distribution_spec",
    "draw_curve",
    "draw_distribution",
    "draw_map",
    "map_classes",
    "map_legend",
    "map_sentence",
    "number",
]
