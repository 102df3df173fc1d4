"""The only place that asks the time: slots, embargo, lateness, previews and tests all ask here.

A simulated database (one that `load_demo` filled) carries a shift, so that its clock stands just after its
newest release. A real database has no shift, and refuses to start with NOW set (`core.checks`).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

from core.known import known

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed clock", default=None)


def now() -> dt.datetime:
    """The moment that the portal takes for now, aware, in Asia/Ho_Chi_Minh."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    simulated = known().simulated
    if simulated and settings.NOW:  # a real database ignores it, and its check fails
        moment = dt.datetime.fromisoformat(settings.NOW)
        return moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
    return real_now() + known().shift


def today() -> dt.date:
    """The date of `now()`."""
    return now().date()


def real_now() -> dt.datetime:
    """The machine's own time: for measuring and for setting the simulated clock, never for content."""
    return dt.datetime.now(tz=ZONE)


def recorded(moment: dt.datetime) -> dt.datetime:
    """By the portal's clock, when Wagtail or Django recorded something by the machine's."""
    return now() - (real_now() - moment)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block: tests, previews, the demo."""
    token = _fixed.set(moment.astimezone(ZONE))
    try:
        yield
    finally:
        _fixed.reset(token)


def is_simulated() -> bool:
    """Whether this database holds a simulated epidemic."""
    return known().simulated
