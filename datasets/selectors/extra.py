"""Where a release that was asked for outside the slots stands."""

import datetime as dt
from dataclasses import dataclass

from core import clock
from datasets.models import AskedRelease

SHOWN = dt.timedelta(days=1)
SLOW = dt.timedelta(minutes=10)
"""Preparing takes half a minute: whoever waits longer should look whether anything publishes at all."""


@dataclass(frozen=True)
class Asked:
    """What the page says of the one that was asked for last; `slow`: it should have come by now."""

    release: AskedRelease
    waits: bool
    slow: bool


def release_asked_for() -> AskedRelease | None:
    """The one that waits."""
    return AskedRelease.objects.filter(state=AskedRelease.State.WAITING).first()


def newest_asked() -> Asked | None:
    """The one that waits, else the last, for a day after it came or was refused."""
    asked = AskedRelease.objects.order_by("pk").last()
    if asked is None:
        return None
    waits, age = asked.ended_at is None, clock.now() - (asked.ended_at or asked.asked_at)
    return Asked(asked, waits=waits, slow=waits and age > SLOW) if waits or age < SHOWN else None
