"""A chart as a picture that stands alone: its name above, its legend and where it comes from below, as SVG or PNG."""

import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from xml.sax.saxutils import escape

import vl_convert
from PIL import Image

from datasets.charts.bars import WIDE
from datasets.charts.theme import FONTS, MAP_FILLS, THEME, text_width

__all__ = ["as_png", "as_svg"]

_MARGIN, _TITLE, _LINE, _KEY = 16, 40, 22, 12
_COLOURS = 48
_VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')

Legend = Sequence[tuple[str, str]]
"""[(key, label)]: `bar`, `provisional`, `line`, `corrected`, `missing`, or a class of the map"""


def as_svg(drawing: str, *, title: str, legend: Legend, source: str) -> str:
    """`drawing`, 734 units wide, between its name and `legend` and `source`."""
    height = float(_size(drawing)[1])
    items, legend_height = _legend(legend)
    below = _TITLE + height
    total = below + legend_height + _LINE * len(_lines(source)) + _MARGIN
    body = [
        f'<rect width="{WIDE + 2 * _MARGIN}" height="{total:g}" fill="{THEME["surface"]}"/>',
        f'<text x="{_MARGIN}" y="28" font-size="18" font-weight="700" fill="{THEME["ink"]}">{escape(title)}</text>',
        _placed(drawing, _MARGIN, _TITLE),
        f'<g transform="translate({_MARGIN} {below:g})">{items}</g>',
        *_source(source, below + legend_height),
    ]
    return _whole(body, WIDE + 2 * _MARGIN, total)


def as_png(svg: str) -> bytes:
    """PNG of few colours; the same picture gives the same bytes."""
    _know_fonts()
    image = Image.open(io.BytesIO(vl_convert.svg_to_png(svg))).convert("RGB")
    few = image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    saved = io.BytesIO()
    few.save(saved, "PNG")
    return saved.getvalue()


@cache
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _size(drawing: str) -> tuple[str, str]:
    found = _VIEW_BOX.search(drawing)
    if found is None:
        raise ValueError("a drawing has a view box from 0 0")
    return found[1], found[2]


def _placed(drawing: str, x: int, y: int) -> str:
    """What is drawn, moved: a picture within a picture would be drawn twice as slowly."""
    inner = drawing[drawing.index(">") + 1 :].removesuffix("</svg>")
    return f'<g transform="translate({x} {y})">{inner}</g>'


def _whole(body: Iterable[str], width: float, height: float) -> str:
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    font = f'font-family="{THEME["font"]}" font-size="14"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font}>{"".join(body)}</svg>'


def _legend(legend: Legend) -> tuple[str, float]:
    """Its entries in rows, and how high they are."""
    items, x, y = [], 0.0, 14.0
    for key, label in legend:
        room = text_width(label, 14) + _KEY + 8
        if x and x + room > WIDE:
            x, y = 0.0, y + _LINE
        items.append(f'<g transform="translate({x:.0f} {y:.0f})">{_key(key)}{_key_words(label)}</g>')
        x += room + 20
    return "".join(items), y + _LINE if items else 8.0


def _key_words(label: str) -> str:
    return f'<text x="{_KEY + 8}" y="11" fill="{THEME["ink-soft"]}">{escape(label)}</text>'


def _key(key: str) -> str:
    edge = f'stroke="{THEME["line-strong"]}"'
    if key == "line":
        return f'<path d="M0 6h{_KEY + 2}" stroke="{THEME["chart-line"]}" stroke-width="3"/>'
    if key == "corrected":
        return f'<path d="M6 1l5 5l-5 5l-5-5z" fill="#ffffff" stroke="{THEME["ink"]}" stroke-width="1.5"/>'
    if key in ("provisional", "over"):
        strokes = "M0 8L8 0M3 12L12 3M8 12L12 8"
        return f'<rect width="12" height="12" fill="#ffffff" {edge}/><path d="{strokes}" {edge} stroke-width="1.5"/>'
    fill = {"bar": THEME["chart-bar"], "missing": THEME["sunken"]}.get(key) or MAP_FILLS[key]
    return f'<rect width="12" height="12" fill="{fill}" {edge}/>'


def _source(source: str, top: float) -> list[str]:
    return [
        f'<text x="{_MARGIN}" y="{top + _LINE * (n + 0.8):.0f}" fill="{THEME["ink-soft"]}">{escape(line)}</text>'
        for n, line in enumerate(_lines(source))
    ]


def _lines(text: str) -> list[str]:
    """`text` in lines that fit the drawing."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, 14) > WIDE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
