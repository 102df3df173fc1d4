"""What this database is known to be, read once every half minute: whose portal, simulated or not, which clock."""

import datetime as dt
from typing import NamedTuple

from django.core.cache import cache
from django.db import DatabaseError

_KEY = "core.known"
_SECONDS_CACHED = 30


class Known(NamedTuple):
    """`province` is None before a province is loaded; `instance` tells this database from any other."""

    province: str | None = None
    simulated: bool = False
    shift: dt.timedelta = dt.timedelta(0)
    instance: str = "none"


def known() -> Known:
    """As the database says, at most half a minute old."""
    stored = cache.get(_KEY)
    if stored is None:
        stored = read()
        cache.set(_KEY, stored, _SECONDS_CACHED)
    return stored


def read() -> Known:
    """As the database says now; nothing where there are no tables yet."""
    from core.models import Portal

    try:
        portal = Portal.load()
    except DatabaseError:
        return Known()
    if portal is None:
        return Known()
    return Known(portal.province, portal.simulated, portal.clock_shift, portal.instance.hex[:12])


def forget() -> None:
    """Ask the database again; called where the row is written."""
    cache.delete(_KEY)
