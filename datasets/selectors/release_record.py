"""What a release says of itself: when it came, what it included, what was missing and what came late."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from core import clock
from datasets import days
from datasets.models import HeldSlot, MissedSlot, Release, Report
from datasets.quality.release import Difference
from datasets.selectors.figures import published
from datasets.selectors.releases import minutes_late, slot_time
from units.models import Level

PER_PAGE = 30


@dataclass(frozen=True)
class Coverage:
    """`Coverage(1, 21, 20)`: 20 of 21 districts."""

    level: str
    expected: int
    reported: int


@dataclass(frozen=True)
class Gap:
    """A slot and [{"unit", "name", "area"}] of those who had a duty in it and had not reported."""

    due_at: dt.datetime
    units: list[dict[str, str]]


@dataclass(frozen=True)
class Record:
    """A release in words; times aware, in Asia/Ho_Chi_Minh. `reports`, `units` and `values` are None where nobody
    reported through the portal."""

    release: Release
    due_at: dt.datetime
    published_at: dt.datetime | None
    minutes_late: int | None
    reports: int | None
    units: int | None
    values: int | None
    coverage: list[Coverage]
    gaps: list[Gap]
    differs: list[Difference]

    @property
    def number(self) -> int:
        return self.release.number

    @property
    def slot(self) -> str:
        return days.slot_label(self.release.slot)

    @property
    def is_ordinary(self) -> bool:
        return self.release.kind == Release.Kind.ORDINARY


def record_of(release: Release) -> Record:
    """From the release's own row alone."""
    kept: dict[str, Any] = release.contents or {}
    return Record(
        release=release,
        due_at=slot_time(release.day, release.slot),
        published_at=release.published_at and release.published_at.astimezone(clock.ZONE),
        minutes_late=minutes_late(release),
        reports=kept.get("reports"),
        units=kept.get("units"),
        values=kept.get("values"),
        coverage=[_covered(**level) for level in kept.get("levels", ())],
        gaps=[Gap(slot_time(gap["day"], gap["slot"]), gap["units"]) for gap in kept.get("missing", ())],
        differs=[Difference(**one) for one in kept.get("differs", ())],
    )


def records_page(*, before: int | None) -> tuple[list[Record], int | None]:
    """(at most 30 published releases below number `before`, newest first; the number to go on before, or None)."""
    newest = published()
    highest = newest if before is None else min(newest, before - 1)
    found = list(Release.objects.filter(number__lte=highest).order_by("-number")[: PER_PAGE + 1])
    more = found[PER_PAGE - 1].number if found[PER_PAGE:] else None
    return [record_of(release) for release in found[:PER_PAGE]], more


def included_units(release: Release) -> list[dict[str, Any]]:
    """[{"name", "reports"}] of the units whose reports the release carries, by name."""
    rows = Report.objects.filter(release=release).order_by("unit__name").values_list("unit__name")
    return [{"name": name, "reports": count} for name, count in rows.annotate(count=Count("pk"))]


def came_late(release: Release) -> list[dict[str, Any]]:
    """[{"due_at", "reports", "last"}]: reports for slots before the release's own, newest slot first."""
    own = Report.objects.filter(release=release).exclude(day=release.day, slot=release.slot)
    rows = own.order_by("-day", "-slot").values_list("day", "slot")
    found = rows.annotate(count=Count("pk"), last=Max("approved_at"))
    return [{"due_at": slot_time(day, slot), "reports": n, "last": last} for day, slot, n, last in found]


def missed_before(release: Release) -> list[dt.datetime]:
    """When the slots were due that passed without a release and whose reports went into this one."""
    found = MissedSlot.objects.filter(release=release).order_by("day", "slot")
    return [slot_time(day, slot) for day, slot in found.values_list("day", "slot")]


def held(release: Release) -> dt.datetime | None:
    """Until when an ordinary release's slot was held for missing figures, if it was."""
    if release.kind != Release.Kind.ORDINARY:
        return None
    until = HeldSlot.objects.filter(day=release.day, slot=release.slot).values_list("until", flat=True).first()
    return until and until.astimezone(clock.ZONE)


def _covered(level: int, expected: int, reported: int) -> Coverage:
    return Coverage(Level(level).label, expected, reported)
