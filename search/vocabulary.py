"""What people say for what offices write: "bà bầu" for "phụ nữ mang thai". General words, of no province."""

import csv
import re
from functools import cache
from pathlib import Path

from core.text import words

FILE = Path(__file__).with_suffix(".csv")


def also_said(text: str) -> str:
    """The words that people use for what stands in a text, both as folded words with single spaces between."""
    found = dict.fromkeys(_pattern().findall(text))
    return " ".join(dict.fromkeys(said for written in found for said in _said()[written]))


@cache
def _said() -> dict[str, list[str]]:
    """{what is written: what is said}, folded."""
    found: dict[str, list[str]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(" ".join(words(row["written"])), []).append(" ".join(words(row["said"])))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """What is written, longer first, so that a part does not hide the whole."""
    written = sorted(_said(), key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(written)})(?!\S)")
