"""How rooms let units do what their duties name: the form, and when a unit last did it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core import clock, hooks
from units.models import OrganisationalUnit


@dataclass(frozen=True)
class Work:
    """What an installed room says about some subjects of duties.

    `form`: (subject) → address of the form; `done`: (units) → rows (unit's id, subject, when it last entered
    something), unordered, so that those of all rooms are asked at once; `moment`: what the portal's clock said then,
    by default of a time that the machine's clock gave.
    """

    subjects: tuple[str, ...]
    form: Callable[[str], str]
    done: Callable[[QuerySet[OrganisationalUnit]], QuerySet[Any]]
    moment: Callable[[dt.datetime], dt.datetime] = clock.recorded


def known_work() -> dict[str, Work]:
    """{subject: its work} of the installed rooms."""
    every: Iterable[Work] = (work for room in hooks.duty_work.results() for work in room)
    return {subject: work for work in every for subject in work.subjects}
