"""The piece of a text that shows why it was found, with the words that were sought marked."""

import re
from collections.abc import Collection, Sequence
from itertools import islice, pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.text import nfc
from search.indexed import marked

LENGTH, BEFORE = 200, 50
MOST_RUNS, MOST_IN_A_RUN = 200, 80
Span = tuple[int, int]


def passage(text: str, sought: Collection[str]) -> SafeString:
    """About 200 characters around the densest matches, as safe HTML; empty when nothing in `text` matches."""
    text = nfc(text)
    spans = marked(text, sought)
    if not spans:
        return mark_safe("")
    start, end = window(text, spans)
    inside = [span for span in spans if start <= span[0] and span[1] <= end]
    shown = mark(text[start:end], [(left - start, right - start) for left, right in inside])
    before, after = "… " if start > 0 and text[start - 1] != "\n" else "", "…" if end < len(text) else ""
    return mark_safe(before + shown + after)  # noqa: S308


def beginning(text: str) -> SafeString:
    """How a text begins, as safe HTML."""
    text = nfc(text)
    end = _word_end(text, LENGTH, 0)
    return mark_safe(mark(text[:end], []) + ("…" if end < len(text) else ""))  # noqa: S308


def place(text: str, sought: Collection[str]) -> int:
    """The offset of the first match that the passage shows; 0 without one."""
    spans = marked(nfc(text), sought)
    return _densest(nfc(text), spans)[0][0] if spans else 0


def window(text: str, spans: Sequence[Span]) -> Span:
    """From a little before the densest matches, at a line's or word's beginning, to a word's end."""
    first, _ = _densest(text, spans)[0]
    line = text.rfind("\n", 0, first) + 1
    start = line if first - line <= BEFORE else _word_start(text, first - BEFORE, first)
    return start, _word_end(text, start + LENGTH, first)


def mark(text: str, spans: Sequence[Span]) -> str:
    """Escaped text with the spans marked; neighbours with only a space between are marked as one."""
    pieces, done = [], 0
    for start, end in _joined(text, spans):
        pieces += [escape(_line(text[done:start])), "<mark>", escape(_line(text[start:end])), "</mark>"]
        done = end
    return "".join([*pieces, escape(_line(text[done:]))])


def _densest(text: str, spans: Sequence[Span]) -> list[Span]:
    """The run of matches within one passage that holds most different words, then most words side by side."""
    runs = (_run(spans, at) for at in range(min(len(spans), MOST_RUNS)))
    return max(runs, key=lambda run: _density(text, run))


def _run(spans: Sequence[Span], at: int) -> list[Span]:
    last = spans[at][0] + LENGTH - BEFORE
    inside = [span for span in islice(spans, at, at + MOST_IN_A_RUN) if span[1] <= last]
    return inside or [spans[at]]


def _density(text: str, run: Sequence[Span]) -> float:
    different = len({text[start:end].lower() for start, end in run})
    beside = sum(right[0] - left[1] == 1 for left, right in pairwise(run))
    return different + 0.6 * beside + 0.05 * len(run)


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _word_start(text: str, at: int, before: int) -> int:
    space = re.compile(r"\s").search(text, max(at, 0), before)
    return space.end() if space and at > 0 else max(at, 0)


def _word_end(text: str, at: int, after: int) -> int:
    if at >= len(text):
        return len(text)
    space = max(text.rfind(" ", after, at), text.rfind("\n", after, at))
    return space if space > after else at


def _line(text: str) -> str:
    return re.sub(r"\s", " ", text)
