"""Words of a picture of a page, by tesseract: straightened, the red of stamps taken away, each word with its place.

tesseract is asked itself and not through ocrmypdf: only the pages of a file that need it are read, and what is wanted
is where each word stands, not another PDF.
"""

import html
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from statistics import fmean
from typing import Any, NamedTuple

from directives.reading.layout import Glyph, Sheet
from directives.reading.programs import printed

DPI = 200
POINTS = 72 / DPI
SECONDS_A_PAGE = 30
LONG_EDGE = 2339
"""Pixels of A4's longer edge at 200 dpi: what is larger takes longer and is read no better."""
MOST_ENLARGED = 2.0
HEAD_SHARE = 0.34
"""Of a first page, the part in which red is read: marks of urgency and secrecy are red there, seals stand below."""
LEAST_SURE = 30
"""A line of which no word is surer is dirt, or a seal."""
BLACK = 70
"""Darker than the red of seals."""
BLANK = 160
"""A page whose darkest dot is lighter than this has nothing on it."""
_LINE = re.compile(
    r"<span class='ocr_(?:line|header|caption|textfloat)'[^>]*title=\"bbox (\d+) (\d+) (\d+) (\d+);"
    r"(?: baseline (-?[\d.]+) (-?[\d.]+);)?(?: x_size ([\d.]+))?[^\"]*\">(.*?)\n     </span>",
    re.DOTALL,
)
_WORD = re.compile(
    r"<span class='ocrx_word'[^>]*title='bbox (\d+) (\d+) (\d+) (\d+); x_wconf (\d+)[^']*'[^>]*>(.*?)</span>",
    re.DOTALL,
)
_DASHES = ("~", "_", "–", "—", "¬")
_DOUBLE_D = re.compile("Đ?\u00d0Đ?")
_JOINED = re.compile(r"^((?:[IVXLC]+|\d{1,2})[.)]|[a-zđ]\))(?=[^\W\d_])")
_TAG = re.compile(r"<[^>]+>")


def is_there() -> bool:
    """Whether tesseract and its Vietnamese are installed."""
    program = shutil.which(_program())
    return program is not None and "vie" in _languages(program)


def _program() -> str:
    return os.environ.get("TESSERACT", "tesseract")


def _languages(program: str) -> list[str]:
    try:
        said = printed([program, "--list-langs"], seconds=SECONDS_A_PAGE)
    except (OSError, subprocess.SubprocessError):
        return []
    return said.decode("utf-8", "replace").split()


def read(picture: Any, *, is_first: bool) -> tuple[Sheet, float] | None:
    """(the words with their places, how sure tesseract is of them on average, of 100); None where it found none.

    `picture`: a page as pillow's image. Places are in points, as if the page were A4.
    """
    ready = prepared(picture, is_first=is_first)
    if ready.getextrema()[0] > BLANK:
        return None
    glyphs, confidences = _glyphs(_recognised(ready), ready.height)
    if not glyphs:
        return None
    return Sheet(ready.width * POINTS, ready.height * POINTS, tuple(glyphs)), fmean(confidences)


def prepared(picture: Any, *, is_first: bool) -> Any:
    """Grey, of the size that is read best, straight."""
    from PIL import Image

    grey = _without_red(picture, is_first=is_first)
    share = min(LONG_EDGE / max(grey.size), MOST_ENLARGED)
    if share < 0.99 or share > 1.05:
        size = max(1, round(grey.width * share)), max(1, round(grey.height * share))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    turn = skew(grey)
    return grey.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255) if turn else grey


def _without_red(picture: Any, *, is_first: bool) -> Any:
    """What is red is as light as paper in the red channel, and what is black stays black."""
    if picture.mode not in ("RGB", "RGBX"):
        return picture.convert("L")
    light, grey = picture.getchannel("R"), picture.convert("L")
    light.paste(grey, mask=grey.point(_is_black))  # JPEG tinges letters below a seal
    if is_first:
        head = (0, 0, picture.width, round(picture.height * HEAD_SHARE))
        light.paste(grey.crop(head), head)
    return light


def _is_black(value: int) -> int:
    return 255 if value < BLACK else 0


def skew(grey: Any) -> float:
    """By how many degrees to turn the page back: the turn at which rows of letters and gaps differ most."""
    small = grey.resize((max(1, round(grey.width * 0.3)), max(1, round(grey.height * 0.3)))).point(_ink)
    rough = max((step / 2 for step in range(-10, 11)), key=lambda turn: (_contrast(small, turn), -abs(turn)))
    fine = (rough + step / 10 for step in range(-4, 5))
    return max(fine, key=lambda turn: (_contrast(small, turn), -abs(turn)))


def _ink(value: int) -> int:
    return 255 if value < BLANK else 0


def _contrast(ink: Any, turn: float) -> float:
    """How sharply the rows of a page tell apart when it is turned."""
    from PIL import Image

    rows = ink.rotate(turn, Image.Resampling.BILINEAR).resize((1, ink.height), Image.Resampling.BOX).tobytes()
    return float(sum((one - other) ** 2 for one, other in pairwise(rows)))


def _recognised(ready: Any) -> str:
    """tesseract's hOCR; empty if it did not end in time."""
    sent = io.BytesIO()
    ready.save(sent, "PPM")
    command = [_program(), "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", "3", "hocr"]
    try:
        said = printed(command, seconds=SECONDS_A_PAGE, sent=sent.getvalue())
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.decode("utf-8", "replace")


def _glyphs(said: str, height: int) -> tuple[list[Glyph], list[float]]:
    """(words with their places, as letters of the layout; how sure tesseract is of each, of 100)."""
    glyphs: list[Glyph] = []
    confidences: list[float] = []
    for line in _LINE.finditer(said):
        left, top, _, bottom = map(int, line.groups()[:4])
        slope, offset = float(line[5] or 0), float(line[6] or 0)
        size = float(line[7] or bottom - top)
        words = list(_words(line[8]))
        if max((word.sure for word in words if word.text), default=0) < LEAST_SURE:
            continue
        for word in filter(itemgetter(0), _opening_mended(words)):
            base = height - (bottom + offset + slope * (word.left - left))
            glyphs.extend(_placed(word, base, size))
            confidences.append(word.sure)
    return glyphs, confidences


def _words(markup: str) -> Iterator["_Word"]:
    for word in _WORD.finditer(markup):
        yield _Word(_text(word[6]), int(word[1]), int(word[3]), float(word[5]))


def _opening_mended(words: list["_Word"]) -> list["_Word"]:
    """Articles and lists are told by what opens a paragraph: no wave for a dash, no "I.MỤC" for "I. MỤC"."""
    if not words:
        return words
    first = words[0].text
    text = "-" if first in _DASHES else _JOINED.sub(r"\1 ", first, count=1)
    return [words[0]._replace(text=text), *words[1:]]


class _Word(NamedTuple):
    text: str
    left: int
    right: int
    sure: float


def _text(markup: str) -> str:
    """With one Đ for what is recognised as the Icelandic letter that looks like it, or as both."""
    return _DOUBLE_D.sub("Đ", html.unescape(_TAG.sub("", markup)).strip())


def _placed(word: _Word, base: float, size: float) -> Iterator[Glyph]:
    """One sign that holds all of the word, and a space before the next."""
    left, right, y, height = word.left * POINTS, word.right * POINTS, base * POINTS, size * POINTS
    yield Glyph(word.text, left, right, y, height, word.sure)
    yield Glyph(" ", right, right, y, height)
