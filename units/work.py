"""How rooms let units do what their duties name: the form, and when a unit last did it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from core import hooks
from units.models import OrganisationalUnit


@dataclass(frozen=True)
class Work:
    """What an installed room says about some subjects of duties.

    `form`: (subject) → address of the form; `done`: (units) → {unit's id: {subject: when it last entered something}},
    in a number of queries that does not grow with the units.
    """

    subjects: tuple[str, ...]
    form: Callable[[str], str]
    done: Callable[[QuerySet[OrganisationalUnit]], Mapping[int, Mapping[str, dt.datetime | None]]]


def known_work() -> dict[str, Work]:
    """{subject: its work} of the installed rooms."""
    every: Iterable[Work] = (work for room in hooks.duty_work.results() for work in room)
    return {subject: work for work in every for subject in work.subjects}
