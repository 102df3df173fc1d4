"""What a unit has to do by its duties, until when and by which article: the first thing its desk shows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from core import clock
from units.deadlines import period
from units.models import Duty, Frequency, OrganisationalUnit
from units.policy import entering
from units.work import Work, known_work

TIGHTEST = (Frequency.SLOT, Frequency.DAY, Frequency.MONTH, Frequency.CHANGE)
"""Of several duties about the same subject the first in this order counts."""
Lasts = dict[int, dict[str, dt.datetime | None]]
"""{unit's id: {subject: when it last entered something}}"""


@dataclass(frozen=True)
class Due:
    """One subject. `duty`: the id of the one whose deadline counts.

    `until` is None when it is due only as things change; `done`: already, for the present period."""

    duty: int
    task: str
    articles: tuple[str, ...]
    frequency: str
    form: str
    until: dt.datetime | None
    last: dt.datetime | None
    done: bool


def due(unit: OrganisationalUnit) -> list[Due]:
    """What is still to be done first, by deadline; then what is done; then what is due only on change."""
    works = known_work()
    duties: dict[str, list[Duty]] = defaultdict(list)
    for held in entering(unit):
        if held.duty.subject in works:
            duties[held.duty.subject].append(held.duty)
    return sorted(
        _due_of(unit, works, duties), key=lambda one: (one.until is None, one.done, one.until or clock.now())
    )


def tightest_of(duties: Iterable[Duty]) -> Duty:
    """The one whose deadline counts, of several about the same subject."""
    return min(duties, key=lambda duty: TIGHTEST.index(Frequency(duty.frequency)))


def last_done(units: QuerySet[OrganisationalUnit], works: Collection[Work]) -> Lasts:
    """In one query for all units and rooms."""
    moments = {subject: work.moment for work in works for subject in work.subjects}
    rooms = [done(units) for done in dict.fromkeys(work.done for work in works)]
    lasts: Lasts = defaultdict(dict)
    for unit, subject, last in rooms[0].union(*rooms[1:], all=True) if rooms else ():
        if subject in moments:
            lasts[unit][subject] = last and moments[subject](last)
    return lasts


def _due_of(unit: OrganisationalUnit, works: dict[str, Work], duties: dict[str, list[Duty]]) -> Iterator[Due]:
    asked = [works[name] for name in duties]
    lasts = last_done(OrganisationalUnit.objects.filter(pk=unit.pk), asked).get(unit.pk, {})
    for subject, held in duties.items():
        tightest = tightest_of(held)
        span, last = period(tightest.frequency, clock.now(), tightest.deadline), lasts.get(subject)
        yield Due(
            duty=tightest.pk,
            task=tightest.task,
            articles=tuple(dict.fromkeys(duty.article for duty in held)),
            frequency=tightest.get_frequency_display(),
            form=works[subject].form(subject),
            until=span and span[1],
            last=last,
            done=bool(span and last and last >= span[0]),
        )
