"""What releases changed in figures that were published before: old value, new value, why, and in which release."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core import clock
from datasets import days
from datasets.models import OPEN, Fact, Indicator, Release, Report, Source
from datasets.selectors.figures import KEY
from datasets.suppression import not_hidden
from units.models import AdministrativeArea


@dataclass(frozen=True)
class Correction:
    """One figure that `release` corrected; None: not reported."""

    area: AdministrativeArea
    indicator: Indicator
    date: dt.date
    slot: str
    old: int | None
    new: int | None
    reason: str
    release: int
    published_at: dt.datetime

    @property
    def key(self) -> str:
        """The same for ever, and of no other correction."""
        return f"{self.release}-{self.indicator.code}-{self.area.pk}-{self.date:%Y%m%d}-{self.slot}"


def corrected(release: int, *, since: int = 0) -> QuerySet[Fact]:
    """The figures that a release after `since`, up to `release`, said otherwise; the newest correction first.

    Only what a unit reports: a sum that moved with what it sums says nothing new.
    """
    own = Source.objects.filter(indicator=OuterRef("indicator"), level=OuterRef("area__level"), mode=Source.Mode.OWN)
    closed = Fact.objects.filter(to_release__gt=since, to_release__lte=release).filter(to_release__lt=OPEN)
    return closed.filter(not_hidden(release), Exists(own)).order_by(
        "-to_release", "-day", "-slot", "indicator", "area"
    )


def described(found: QuerySet[Fact]) -> list[Correction]:
    """A slice of `corrected` with all there is to say of it, by five queries however long it is."""
    follows = Fact.objects.filter(
        **{name: OuterRef(name) for name in KEY},
        from_release__lte=OuterRef("to_release"),
        to_release__gt=OuterRef("to_release"),
    )
    rows = list(found.annotate(new=Subquery(follows.values("value")[:1])))
    indicators = Indicator.objects.in_bulk({row.indicator_id for row in rows})
    areas = AdministrativeArea.objects.select_related("parent").in_bulk({row.area_id for row in rows})
    releases = Release.objects.in_bulk({row.to_release for row in rows})
    reasons = _reasons(releases.values())
    return [
        Correction(
            area=areas[row.area_id],
            indicator=indicators[row.indicator_id],
            date=days.date(row.day),
            slot=days.slot_name(row.slot),
            old=row.value,
            new=row.new,
            reason=reasons.get((row.to_release, row.area_id, row.day, row.slot)) or _of_all(releases[row.to_release]),
            release=row.to_release,
            published_at=_moment(releases[row.to_release]),
        )
        for row in rows
    ]


def of_areas(release: int, areas: Sequence[AdministrativeArea], *, back: int, most: int) -> list[Correction]:
    """The newest corrections of the areas that the last `back` releases made, at most `most`."""
    return described(corrected(release, since=max(release - back, 0)).filter(area__in=areas)[:most])


def _reasons(releases: Iterable[Release]) -> dict[tuple[int | None, int, int, int], str]:
    """{(release, area, day, slot): why}, as the unit that asked for the correction wrote it."""
    asked = Report.objects.filter(release__in=list(releases), kind=Report.Kind.CORRECTION)
    rows = asked.values_list("release_id", "area_id", "day", "slot", "reason")
    return {(release, area, day, slot): reason for release, area, day, slot, reason in rows}


def _of_all(release: Release) -> str:
    """The reason of a release that entered figures afterwards; an ordinary one has none of its own."""
    return release.reason if release.kind == Release.Kind.HISTORY else ""


def _moment(release: Release) -> dt.datetime:
    return (release.published_at or release.staged_at).astimezone(clock.ZONE)
