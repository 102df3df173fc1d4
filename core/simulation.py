"""Marking a database as simulated and setting its clock, which a real database refuses."""

import datetime as dt

from core import clock, known
from core.models import Portal
from core.problems import Refused

DEMO_DAY = dt.date(2021, 10, 8)
"""The last day of the simulated epidemic: that of the first regulation."""


def mark_simulated(*, complete: bool) -> None:
    """From here on every page says that the figures are simulated."""
    Portal.objects.filter(pk=1).update(simulated=True, complete=complete)
    known.forget()


def shift_clock(to: dt.datetime) -> None:
    """Let the simulated clock stand at `to` now. Raises `Refused` on a real database."""
    portal = Portal.load()
    if portal is None or not portal.simulated:
        raise Refused("Cơ sở dữ liệu thật luôn theo đồng hồ thật.")
    Portal.objects.filter(pk=1).update(clock_shift=to - clock.real_now())
    known.forget()
