"""Colours, type and number locale of every drawing.

An SVG leaves the page (downloaded, embedded, printed), so colours stand in it as literal values equal to
the tokens of the stylesheet.
"""

from functools import cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from core.text import nfc

__all__ = ["FONTS", "MAP_FILLS", "NUMBER_LOCALE", "THEME", "fitted", "text_width", "vega_config"]

THEME = {
    "ink": "#1d1b18",
    "ink-soft": "#544e46",
    "line-strong": "#857b6c",
    "surface": "#ffffff",
    "sunken": "#f1ebdf",
    "chart-bar": "#6c86ac",
    "chart-line": "#14233f",
    "chart-grid": "#e3dccf",
    "font": "Be Vietnam Pro, system-ui, sans-serif",
}

MAP_FILLS = {
    "q0": "#ece8db",
    "q1": "#c3cfd9",
    "q2": "#96adc9",
    "q3": "#6b8cb6",
    "q4": "#3a5f94",
    "q5": "#152f5a",
    "qx": "url(#missing)",
}

NUMBER_LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]}

FONTS = Path(__file__).with_name("fonts")
"""The letters of the portal as TrueType: what draws pictures reads no compressed fonts."""
_UNKNOWN = 900
"""The width of a letter that the font does not hold, in thousandths of the type size."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of `text` in the units of `size`, by the font's own letters."""
    widths = _widths(700 if bold else 400)
    return sum(widths.get(ord(letter), _UNKNOWN) for letter in nfc(text)) * size / 1000


@cache
def _widths(weight: int) -> dict[int, float]:
    """{letter: thousandths of the type size}"""
    with TTFont(FONTS / f"be-vietnam-pro-vi-{weight}.ttf") as font:
        scale, advance = 1000 / font["head"].unitsPerEm, font["hmtx"]
        return {letter: advance[glyph][0] * scale for letter, glyph in font.getBestCmap().items()}


def fitted(name: str, room: float) -> str:
    """`name` in 14 units, cut after a whole letter where it is wider than `room`."""
    if text_width(name, 14) <= room:
        return name
    kept = next((n for n in range(len(name) - 1, 0, -1) if text_width(name[:n] + "…", 14) <= room), 0)
    return name[:kept].rstrip() + "…"


def vega_config() -> dict[str, Any]:
    """The `config` of every Vega-Lite specification: 14 units of text, no frame, no background."""
    text = {"font": THEME["font"], "fontSize": 14, "fill": THEME["ink-soft"]}
    return {
        "background": None,
        "aria": False,
        "view": {"stroke": None, "fill": None},
        "text": text,
        "axis": {
            "aria": False,
            "title": None,
            "labelFont": THEME["font"],
            "labelFontSize": 14,
            "labelColor": THEME["ink-soft"],
            "labelBound": False,
            "labelOverlap": False,
            "labelLimit": 0,
            "domainColor": THEME["line-strong"],
            "tickColor": THEME["line-strong"],
            "gridColor": THEME["chart-grid"],
        },
    }
