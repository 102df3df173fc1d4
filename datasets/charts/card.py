"""The picture that goes with a shared link to the figures: 1200 × 630 pixels, in the colours of the portal."""

import io
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
INK, BAND, PAPER, QUIET = "#1b2430", "#1c3a66", "#ffffff", "#4a5666"
SMALLEST = 18


@dataclass(frozen=True)
class Card:
    """Its words; `figures` are at most four (name, figure)."""

    place: str
    title: str
    moment: str
    figures: list[tuple[str, str]]
    coverage: str


def draw_card(card: Card) -> bytes:
    """PNG; the same card gives the same bytes."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 190), fill=BAND)
    _write(pen, (MARGIN, 72), card.place, 34, PAPER, bold=False)
    _write(pen, (MARGIN, 138), card.title, 54, PAPER)
    _write(pen, (MARGIN, 246), card.moment, 32, QUIET, bold=False)
    for at, (name, figure) in enumerate(card.figures):
        x, y = MARGIN + (at % 2) * 548, 340 + (at // 2) * 128
        _write(pen, (x, y), figure, 68, BAND, room=500)
        _write(pen, (x, y + 52), name, 28, INK, bold=False, room=500)
    if not card.figures:
        _write(pen, (MARGIN, 380), "Chưa có số liệu", 48, INK)
    _write(pen, (MARGIN, 592), card.coverage, 28, QUIET, bold=False)
    saved = io.BytesIO()
    image.quantize(64).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def _write(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    words: str,
    size: int,
    colour: str,
    *,
    bold: bool = True,
    room: int = WIDTH - 2 * MARGIN,
) -> None:
    """Words around the line `at`, smaller where they would not fit."""
    while size > SMALLEST and _font(size, bold).getlength(words) > room:
        size -= 2
    pen.text(at, words, fill=colour, font=_font(size, bold), anchor="lm")


@lru_cache(maxsize=64)
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    path = finders.find(f"portal/fonts/be-vietnam-pro-vi-{700 if bold else 400}.woff2")
    return ImageFont.truetype(str(path), size)
