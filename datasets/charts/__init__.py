"""Drawings of published figures: pure functions from values to SVG text and Vietnamese sentences."""

from datasets.charts.bars import CurveDay, Drawing
from datasets.charts.choropleth import MapArea, MapUnit, draw_map, map_classes, map_legend, map_sentence
from datasets.charts.specs.daily import curve_sentence, curve_spec, draw_curve
from datasets.charts.specs.distribution import AreaBar, distribution_sentence, distribution_spec, draw_distribution
from datasets.charts.specs.districts import SmallCurve, districts_sentence, districts_spec, draw_districts
from datasets.charts.specs.outcomes import OutcomeDay, draw_outcomes, outcomes_sentence, outcomes_spec
from datasets.charts.specs.positivity import Week, draw_positivity, positivity_sentence, positivity_spec
from datasets.charts.specs.total import draw_total, total_sentence, total_spec
from datasets.charts.specs.vaccination import draw_vaccination, vaccination_sentence, vaccination_spec
from datasets.charts.wording import number

__all__ = [
    "AreaBar",
    "CurveDay",
    "Drawing",
    "MapArea",
    "MapUnit",
    "OutcomeDay",
    "SmallCurve",
    "Week",
    "curve_sentence",
    "curve_spec",
    "distribution_sentence",
    "distribution_spec",
    "districts_sentence",
    "districts_spec",
    "draw_curve",
    "draw_distribution",
    "draw_districts",
    "draw_map",
    "draw_outcomes",
    "draw_positivity",
    "draw_total",
    "draw_vaccination",
    "map_classes",
    "map_legend",
    "map_sentence",
    "number",
    "outcomes_sentence",
    "outcomes_spec",
    "positivity_sentence",
    "positivity_spec",
    "total_sentence",
    "total_spec",
    "vaccination_sentence",
    "vaccination_spec",
]
