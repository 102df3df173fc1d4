"""How rooms let units do what their duties name: the form, and when a unit last did it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core import hooks
from units.models import OrganisationalUnit


@dataclass(frozen=True)
class Work:
    """What an installed room says about some subjects of duties.

    `form`: (subject) → address of the form; `done`: (unit) → {subject: when the unit last entered something}.
    """

    subjects: tuple[str, ...]
    form: Callable[[str], str]
    done: Callable[[OrganisationalUnit], Mapping[str, dt.datetime | None]]


def known_work() -> dict[str, Work]:
    """{subject: its work} of the installed rooms."""
    every: Iterable[Work] = (work for room in hooks.duty_work.results() for work in room)
    return {subject: work for work in every for subject in work.subjects}
