"""What changed in the force of published directives, newest first, each change on the day it takes effect."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from core import force
from directives.models import DirectivePage, ForceSpell
from directives.selectors.published import published
from directives.selectors.relations import linked
from directives.selectors.timeline import Step, timeline

DAYS = ("start", "effective_to", "ended_by", "withdrawn_on", "withdrawn_by")


@dataclass(frozen=True)
class StatusChange:
    """A directive has a new status from a day on; `steps` say what made it so."""

    page: DirectivePage
    day: dt.date
    status: str
    steps: tuple[Step, ...]

    @property
    def label(self) -> str:
        return force.LABELS[self.status]


def latest_changes(limit: int, today: dt.date) -> list[StatusChange]:
    """At most `limit` up to today, in ten queries however many directives there are."""
    pages = list(published().filter(pk__in=_candidates(limit, today)))
    relations = linked(pages)
    found = [
        StatusChange(
            page, day, status, tuple(step for step in timeline(page, relations[page.pk], today) if step.day == day)
        )
        for page in pages
        for day, status in page.force.changes()
        if day <= today
    ]
    return sorted(found, key=lambda one: (one.day, one.page.pk), reverse=True)[:limit]


def _candidates(limit: int, today: dt.date) -> set[int]:
    """The directives among which the newest changes are."""
    return {pk for keys in _newest(limit, today) for pk in keys}


def _newest(limit: int, today: dt.date) -> Iterator[list[int]]:
    live = published().annotate(start=Coalesce("effective_from", "date"))
    for name in DAYS:
        yield list(live.filter(**{f"{name}__lte": today}).order_by(f"-{name}").values_list("pk", flat=True)[:limit])
    spells = ForceSpell.objects.filter(page__in=published().order_by())
    for name in ("first", "until"):
        found = spells.filter(**{f"{name}__lte": today}).order_by(f"-{name}")
        yield list(found.values_list("page", flat=True)[:limit])
