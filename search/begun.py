"""Starts that begin with what is typed, of what is public that day: see `search.starts`."""

import datetime as dt
from typing import NamedTuple

from search.fitting import shown
from search.models import SearchStart
from search.models.starts import LONGEST
from search.starts import SHORTEST

WINDOWS: dict[int, int] = {SearchStart.Rank.NUMBER: 24, SearchStart.Rank.NAME: 40, SearchStart.Rank.WORD: 80}
"""Rows of each rank that are looked at, so that it takes no longer however many begin alike."""
COLUMNS = ("kind", "title", "url", "summary", "number", "digits", "type", "date", "ended", "withdrawn")


class Begun(NamedTuple):
    """A start with what is needed of its document, whose key is `document`, to put it in order and to show it."""

    rank: int
    at: int
    document: int
    kind: str
    title: str
    url: str
    summary: str
    number: str
    digits: str
    type: str
    date: dt.date | None
    ended: dt.date | None
    withdrawn: dt.date | None

    def is_over(self, day: dt.date) -> bool:
        return any(last is not None and last <= day for last in (self.ended, self.withdrawn))


def begun(rank: int, typed: str, day: dt.date) -> list[Begun]:
    """In the order of the letters that follow; in one query, or none where too little is typed, or too much."""
    first = typed.encode()
    if len(typed) < SHORTEST or len(first) > LONGEST:
        return []
    found = SearchStart.objects.filter(shown(day, "document__"), rank=rank)
    found = found.filter(typed__gte=first).filter(typed__lt=first + b"\xff")
    columns = ("rank", "at", "document_id", *(f"document__{name}" for name in COLUMNS))
    return [Begun(*row) for row in found.order_by("rank", "typed").values_list(*columns)[: WINDOWS[rank]]]
