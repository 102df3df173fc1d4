"""What a unit has handed in and what became of it, side by side with what was there already."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from directives.models import DirectivePage, Intake, IntakeBatch
from directives.selectors.duplicates import called
from units.models import OrganisationalUnit
from units.selectors.folders import owner_of

State = Intake.State
MOST_LISTED = 10


@dataclass(frozen=True)
class Existing:
    """A directive that is there already, as far as the unit may know of it: `page` None of another unit's draft.

    `received`: (name of the file, by whom, when) of its originals, for the unit that it belongs to.
    """

    called: str
    page: DirectivePage | None
    received: tuple[tuple[str, str, dt.datetime], ...] = ()
    may_join: bool = False


@dataclass(frozen=True)
class Row:
    """One document of a batch; `results` as `import_directives --json` prints them."""

    intake: Intake
    names: tuple[str, ...]
    existing: Existing | None

    @property
    def results(self) -> list[dict[str, Any]]:
        return list(self.intake.read)

    @property
    def first(self) -> dict[str, Any]:
        """What was read of the document: every file's result says it."""
        return next(iter(self.results), {})

    @property
    def day(self) -> dt.date | None:
        said = self.first.get("date")
        return dt.date.fromisoformat(said) if said else None

    @property
    def warnings(self) -> list[str]:
        return list(dict.fromkeys(said for result in self.results for said in result["warnings"]))

    @property
    def page_number(self) -> int:
        """The page that is being recognised, from 1."""
        return self.intake.pages_done + 1


def rows(batch: IntakeBatch) -> list[Row]:
    found = batch.intakes.select_related("directive", "same_as", "batch__unit").prefetch_related("files")
    return [Row(one, tuple(file.name for file in one.files.all()), _existing(one)) for one in found]


def _existing(intake: Intake) -> Existing | None:
    page, unit = intake.same_as, intake.batch.unit
    if page is None or intake.state != State.SAME:
        return None
    own = owner_of(page) == unit
    originals = [(one.name, one.received_by, one.received_at) for one in page.originals.all()] if own else []
    shown = page if own or page.live else None
    by_number = intake.code == "already_exists"
    return Existing(called(page, by=unit), shown, tuple(originals), own and not page.live and by_number)


def recent(unit: OrganisationalUnit) -> QuerySet[IntakeBatch]:
    """The unit's newest batches, each with `documents` and how many are `unread`."""
    waits = Q(intakes__state__in=(State.WAITING, State.READING))
    counted = {"documents": Count("intakes"), "unread": Count("intakes", filter=waits)}
    return IntakeBatch.objects.filter(unit=unit).annotate(**counted).order_by("-pk")[:MOST_LISTED]


def summary(found: Iterable[Row]) -> dict[str, int]:
    """{"waiting", "stored", "refused", "same"}: how many documents of a batch."""
    states = [row.intake.state for row in found]
    return {
        "waiting": states.count(State.WAITING) + states.count(State.READING),
        "stored": states.count(State.READ) + states.count(State.JOINED),
        "refused": states.count(State.REFUSED),
        "same": states.count(State.SAME),
    }
