"""How long after its signing a directive was online, for the oversight (Nghệ An 8.3, 9.1b; Thanh Hóa 6.1)."""

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import PageLogEntry

from core import clock
from directives.models import DirectivePage
from directives.selectors.initial_load import ACTION
from directives.selectors.published import published


@dataclass(frozen=True)
class Arrival:
    """`days` None where the document does not say when it was signed; `initial`: it came with the initial load."""

    page: DirectivePage
    online: dt.datetime
    days: int | None
    initial: bool


@dataclass(frozen=True)
class Pace:
    """Of the directives that did not come with the initial load and say when they were signed.

    `middle`: half of them took no more days than this; None where there are none.
    """

    counted: int
    by_next_day: int
    middle: float | None


def online_after_days(page: DirectivePage) -> int | None:
    """Days from the document's date to its first publication; a document names no hour. Below 0 for one that was
    online before the day that it bears."""
    return _days(page.date, page.first_published_at)


def arrivals() -> "QuerySet[DirectivePage]":
    """Published directives, the last to come online first, with `initial`."""
    load = PageLogEntry.objects.filter(page=OuterRef("pk"), action=ACTION)
    pages = published().exclude(first_published_at=None).annotate(initial=Exists(load))
    return pages.order_by("-first_published_at", "-pk")


def arrival(page: Any) -> Arrival:
    """Of one of `arrivals()`."""
    return Arrival(page, clock.recorded(page.first_published_at), online_after_days(page), page.initial)


def pace() -> Pace:
    """One query, however many there are."""
    rows = arrivals().filter(initial=False, date__isnull=False).values_list("date", "first_published_at")
    days = [found for row in rows if (found := _days(*row)) is not None]
    return Pace(len(days), sum(one <= 1 for one in days), median(days) if days else None)


def _days(signed: dt.date | None, online: dt.datetime | None) -> int | None:
    return (clock.recorded(online).date() - signed).days if signed and online else None
