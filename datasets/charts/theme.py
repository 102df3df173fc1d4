"""Colours, type and number locale of every drawing.

An SVG leaves the page (downloaded, embedded, printed), so colours stand in it as literal values equal to
the tokens of the stylesheet.
"""

import unicodedata
from typing import Any

__all__ = ["MAP_FILLS", "NUMBER_LOCALE", "THEME", "fitted", "text_width", "vega_config"]

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

# Advance widths of Be Vietnam Pro, regular weight, in thousandths of the type size; marks add nothing.
_WIDTHS = {
    "A": 736, "B": 659, "C": 775, "D": 728, "E": 620, "G": 783, "H": 709, "I": 258, "K": 679, "L": 624,
    "M": 853, "N": 732, "O": 826, "P": 644, "Q": 822, "R": 668, "S": 630, "T": 490, "U": 745, "V": 706,
    "X": 720, "Y": 625, "a": 612, "b": 622, "c": 583, "d": 632, "e": 539, "g": 613, "h": 583, "i": 264,
    "k": 555, "l": 255, "m": 893, "n": 573, "o": 612, "p": 622, "q": 622, "r": 432, "s": 508, "t": 428,
    "u": 651, "v": 596, "x": 559, "y": 583, "đ": 632, "Đ": 788, ".": 286, ",": 303, ":": 286, "/": 503,
    "(": 439, ")": 439, " ": 230,
}  # fmt: skip
_DIGIT_OR_OTHER = 660
_BOLD = 1.04


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated width of `text` in the units of `size`; never narrower than the font by more than 2 %."""
    letters = unicodedata.normalize("NFD", text)
    total = sum(_WIDTHS.get(c, _DIGIT_OR_OTHER) for c in letters if not unicodedata.combining(c))
    return total * size / 1000 * (_BOLD if bold else 1)


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
