"""Blocks with which editors place published figures on a page."""

from wagtail import blocks

from datasets.blocks.chosen import (
    ChosenChartBlock,
    ChosenTableBlock,
    ChosenTileBlock,
    ComparisonBlock,
    PreparedChartBlock,
)
from datasets.blocks.ready import (
    AreaMapBlock,
    AreaTableBlock,
    CorrectionsBlock,
    CurveBlock,
    DistributionBlock,
    TilesBlock,
)

__all__ = ["CHOSEN_BLOCKS", "FIGURE_BLOCKS"]

FIGURE_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("tiles", TilesBlock()),
    ("curve", CurveBlock()),
    ("distribution", DistributionBlock()),
    ("area_table", AreaTableBlock()),
    ("area_map", AreaMapBlock()),
    ("corrections", CorrectionsBlock()),
]
"""For pages whose context holds the view of an area."""

CHOSEN_BLOCKS: list[tuple[str, blocks.Block]] = [
    ("chosen_tile", ChosenTileBlock()),
    ("chosen_chart", ChosenChartBlock()),
    ("prepared_chart", PreparedChartBlock()),
    ("chosen_table", ChosenTableBlock()),
    ("comparison", ComparisonBlock()),
]
"""For any page: the editor chooses indicator, area and period."""
