"""Opening hours as a value: the weekly spans in which someone is there, read from what offices write.

`read` is certain or gives None: "giờ hành chính" or "sáng và chiều" say nothing that a clock can be held against,
and a page then shows the words alone.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.text import fold

DAY, WEEK = 24 * 60, 7 * 24 * 60
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
EVERY_DAY = range(7)
LONGEST = 200

Span = tuple[int, int]
"""(first minute, minute after the last) of a week that begins on Monday at 00:00; at most `WEEK`."""


@dataclass(frozen=True)
class State:
    """Whether someone is there at a moment, and when that changes; `until` is None where it never does."""

    open: bool
    until: dt.datetime | None


@dataclass(frozen=True)
class OpeningHours:
    """`spans` in order, none touching another."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "OpeningHours":
        """From spans that may overlap and may run past the week's end."""
        return cls(tuple(_merged(sorted(_within_the_week(spans)))))

    @property
    def always(self) -> bool:
        return self.spans == ((0, WEEK),)

    def at(self, moment: dt.datetime) -> State:
        """The state at an aware or naive local moment. Vietnam knows no summer time, so minutes add up."""
        minute, start = _place(moment)
        if self.always:
            return State(True, None)
        for first, last in self.spans:
            if first <= minute < last:
                return State(True, start + dt.timedelta(minutes=self._end(last)))
        coming = [first for first, _ in self.spans if first > minute]
        if coming or self.spans:
            return State(False, start + dt.timedelta(minutes=coming[0] if coming else self.spans[0][0] + WEEK))
        return State(False, None)

    def _end(self, last: int) -> int:
        """A span that ends with the week goes on in the next one, if that begins at once."""
        goes_on = last == WEEK and self.spans[0][0] == 0
        return WEEK + self.spans[0][1] if goes_on else last


def read(text: str) -> OpeningHours | None:
    """ "07:00–21:00", "24/24", "Sáng 7:00–11:00, chiều 14:00–17:00", "T2–T6 07:30–17:00"; None unless certain."""
    tokens = list(_tokens(text[:LONGEST]))
    if not tokens or any(kind == "?" for kind, _ in tokens):
        return None
    try:
        spans = [span for days, ranges in _groups(tokens) for day in days for span in _on(day, ranges)]
    except (_Uncertain, IndexError):
        return None
    return OpeningHours.of(spans) if spans else None


class _Uncertain(Exception):
    """The words could mean something else."""


_ALWAYS = re.compile(
    r"(?:truc |mo cua |hoat dong |phuc vu )*(?:24/24(?: ?h| gio)?|24 ?h ?/ ?24 ?h|24/7|24 ?gio(?: moi ngay)?"
    r"|ca ngay(?: dem)?|suot ngay dem)(?:,? ?(?:7/7|ke ca ngay nghi|moi ngay|hang ngay|tat ca cac ngay))?"
)
_PATTERNS = (
    ("every", r"(?:hang|moi|tat ca cac) ngay|7/7|cac ngay trong tuan ke ca chu nhat"),
    ("day", r"chu nhat|\bcn\b|thu (?:hai|ba|tu|nam|sau|bay)\b|thu ?[2-7]\b|\bt[2-7]\b"),
    ("time", r"\b[0-2]?[0-9] ?(?::|h|g(?:io)?) ?(?:[0-5][0-9])?(?: ?phut)?\b"),
    ("part", r"\b(?:buoi )?(?:sang|trua|chieu|toi)\b"),
    ("dash", r"[-–—]|\bden\b|\btoi\b"),
    ("next", r"[,;.:()]|\bva\b"),
    ("word", r"\btu\b|\bmo cua\b|\btruc\b|\bphuc vu\b|\blam viec\b|\bhoat dong\b|\bgio\b"),
    ("?", r"[^\s]"),
)
_TOKEN = re.compile("|".join(f"(?P<k{n}>{pattern})" for n, (_, pattern) in enumerate(_PATTERNS)))
_NAMES = ("hai", "ba", "tu", "nam", "sau", "bay")
_PARTS = {"sang": (0, 12 * 60), "trua": (10 * 60, 15 * 60), "chieu": (11 * 60, 19 * 60), "toi": (17 * 60, DAY)}
"""{part of the day: minutes between which a range of it lies}; outside of them the hours are counted otherwise"""
Token = tuple[str, str]


def _tokens(text: str) -> Iterator[Token]:
    folded = " ".join(fold(text).split())
    if _ALWAYS.fullmatch(folded.rstrip(" .")):
        folded = "0:00-24:00"
    for found in _TOKEN.finditer(folded):
        kind = _PATTERNS[int(str(found.lastgroup)[1:])][0]
        if kind != "word":
            yield kind, found[0]


def _groups(tokens: list[Token]) -> list[tuple[Iterable[int], list[Span]]]:
    """[(weekdays, spans of one day)]: days stand before their hours; or once, after all of them."""
    groups: list[tuple[list[int], list[Span]]] = []
    days: list[int] = []
    ranges: list[Span] = []
    position = 0
    while position < len(tokens):
        kind = tokens[position][0]
        if kind in ("day", "every"):
            if ranges and days:
                groups, days, ranges = [*groups, (days, ranges)], [], []
            more, position = _days(tokens, position)
            days = [*days, *more]
            if ranges:
                return _only([*groups, (days, ranges)], tokens[position:])
        elif kind in ("time", "part"):
            span, position = _range(tokens, position)
            ranges = [*ranges, span]
        elif kind == "next":
            position += 1
        else:
            raise _Uncertain
    return _complete(groups, days, ranges)


def _only(groups: list, rest: list[Token]) -> list:
    """Hours first and days after them are understood only where nothing follows and nothing stands before."""
    if len(groups) > 1 or any(kind != "next" for kind, _ in rest):
        raise _Uncertain
    return groups


def _complete(groups: list, days: list[int], ranges: list[Span]) -> list:
    if not ranges:
        raise _Uncertain
    return [*groups, (days or list(EVERY_DAY), ranges)]


def _days(tokens: list[Token], position: int) -> tuple[list[int], int]:
    """One day, or from one to another in the order of the week."""
    kind, text = tokens[position]
    if kind == "every":
        return list(EVERY_DAY), position + 1
    first = _weekday(text)
    if position + 2 < len(tokens) and [kind for kind, _ in tokens[position + 1 : position + 3]] == ["dash", "day"]:
        last = _weekday(tokens[position + 2][1])
        if last <= first:
            raise _Uncertain
        return list(range(first, last + 1)), position + 3
    return [first], position + 1


def _weekday(text: str) -> int:
    if text in ("chu nhat", "cn"):
        return 6
    last = text.rsplit(maxsplit=1)[-1]
    return _NAMES.index(last) if last in _NAMES else int(last[-1]) - 2


def _range(tokens: list[Token], position: int) -> tuple[Span, int]:
    """ "[sáng] 07:00–11:30": (minutes of the day, tokens read). An end before the start lies on the next day."""
    low, high = 0, 2 * DAY
    if tokens[position][0] == "part":
        low, high = _PARTS[tokens[position][1].split()[-1]]
        position += 2 if tokens[position + 1] in (("next", ":"), ("dash", "-")) else 1
    kinds = [kind for kind, _ in tokens[position : position + 3]]
    if kinds != ["time", "dash", "time"]:
        raise _Uncertain
    start, end = _minutes(tokens[position][1]), _minutes(tokens[position + 2][1])
    if end <= start:
        end += DAY
    if not (low <= start and end <= high and start < DAY and end - start < DAY + 1):
        raise _Uncertain
    if end - start == DAY and start:
        raise _Uncertain
    return (start, end), position + 3


def _minutes(text: str) -> int:
    hours, *rest = re.findall(r"[0-9]+", text)
    minutes = 60 * int(hours) + int(rest[0] if rest else 0)
    if minutes > DAY:
        raise _Uncertain
    return minutes


def _on(day: int, ranges: Iterable[Span]) -> Iterator[Span]:
    return ((day * DAY + first, day * DAY + last) for first, last in ranges)


def _within_the_week(spans: Iterable[Span]) -> Iterator[Span]:
    for first, last in spans:
        yield first, min(last, WEEK)
        if last > WEEK:
            yield 0, last - WEEK


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _place(moment: dt.datetime) -> tuple[int, dt.datetime]:
    """(minute of the week, the moment at which the week began)."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - dt.timedelta(days=moment.weekday())
    return moment.weekday() * DAY + moment.hour * 60 + moment.minute, start


def state_words(state: State, now: dt.datetime, *, open_word: str = "Đang mở") -> str:
    """ "Đang mở đến 21:00", "Mở lại 13:30", "Mở lại 07:30 ngày mai", "Mở lại 07:30 thứ Hai"."""
    if state.until is None:
        return open_word if state.open else "Đang đóng"
    hour = f"{state.until:%H:%M}"
    ahead = (state.until.date() - now.date()).days
    if state.open:
        return f"{open_word} đến {hour}" if ahead == 0 else f"{open_word}"
    when = ("", " ngày mai")[ahead] if ahead < 2 else f" {WEEKDAYS[state.until.weekday()]}"
    return f"Mở lại {hour}{when}"
