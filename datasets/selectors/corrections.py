"""What releases changed in figures that were published before: old value, new value, why, and in which release."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from core import clock, province
from datasets import days
from datasets.models import OPEN, BlockSum, Fact, Indicator, Release, Report, Source
from datasets.selectors.figures import KEY
from datasets.suppression import not_hidden
from units.models import AdministrativeArea

_KEY = re.compile(
    r"(?P<release>[0-9]{1,5})-(?P<indicator>[A-Za-z0-9_-]{1,40})-(?P<area>[0-9]{1,9})-(?P<date>[0-9]{8})-(?P<slot>[0-9:]{5})"
)


V = TypeVar("V", Fact, BlockSum)


@dataclass(frozen=True)
class Change:
    """One value of a backlog that was spread over past days."""

    date: dt.date
    slot: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class Correction:
    """One figure that `release` corrected; None: not reported.

    `of`: where a backlog was spread over past days, all its values in the order of their slots; the correction's own
    is the newest of those that had been published.
    """

    area: AdministrativeArea
    indicator: Indicator
    date: dt.date
    slot: str
    old: int | None
    new: int | None
    reason: str
    release: int
    published_at: dt.datetime
    of: tuple[Change, ...] = ()

    @property
    def key(self) -> str:
        """The same for ever, and of no other correction."""
        return f"{self.release}-{self.indicator.code}-{self.area.pk}-{self.date:%Y%m%d}-{self.slot}"

    @property
    def address(self) -> str:
        """Where it can be read for ever."""
        return f"/dinh-chinh/{self.key}/"

    @property
    def is_opening(self) -> bool:
        """Whether it is an opening balance, which has no day: what was counted before the season."""
        return days.number(self.date) == days.OPENING

    @property
    def when(self) -> str:
        """`18:00 ngày 08/10/2021`"""
        return days.OPENING_NAME if self.is_opening else f"{self.slot} ngày {self.date:%d/%m/%Y}"

    @property
    def title(self) -> str:
        """`Huyện Một: Ca mắc mới, kỳ 18:00 08/10/2021`"""
        place = f"{self.area}: {self.indicator.short_name}"
        if self.is_opening:
            return f"{place}, {days.OPENING_NAME}"
        if self.of:
            return f"{place}, từ {self.of[0].date:%d/%m/%Y} đến {self.of[-1].date:%d/%m/%Y}"
        return f"{place}, kỳ {self.slot} {self.date:%d/%m/%Y}"

    @property
    def previous(self) -> int:
        """The release that still shows the old value."""
        return self.release - 1

    @property
    def before(self) -> int:
        return sum(change.old or 0 for change in self.of)

    @property
    def after(self) -> int:
        return sum(change.new or 0 for change in self.of)


def corrected(release: int, *, since: int = 0) -> QuerySet[Fact]:
    """The figures that a release after `since`, up to `release`, said otherwise; the newest correction first.

    Only what a unit reports: a sum that moved with what it sums says nothing new.
    """
    return _told(Fact.objects.all(), release, since).order_by("-to_release", "-day", "-slot", "indicator", "area")


def corrected_openings(release: int, *, since: int = 0) -> QuerySet[BlockSum]:
    """The opening balances that a release after `since`, up to `release`, said otherwise; the newest first."""
    found = _told(BlockSum.objects.filter(day=days.OPENING), release, since)
    return found.order_by("-to_release", "indicator", "area")


def _told(versions: QuerySet[V], release: int, since: int) -> QuerySet[V]:
    own = Source.objects.filter(indicator=OuterRef("indicator"), level=OuterRef("area__level"), mode=Source.Mode.OWN)
    closed = versions.filter(to_release__gt=since, to_release__lte=release).filter(to_release__lt=OPEN)
    return closed.filter(not_hidden(release), Exists(own))


def entries(found: QuerySet[Fact]) -> QuerySet[Fact]:
    """Of figures `corrected`, one for each backlog that was spread over past days: the newest. All others stay."""
    here = {"day": OuterRef("day"), "slot": OuterRef("slot")}
    asked = _spread().filter(**here).values("correction")[:1]
    of_same = _spread().filter(correction=OuterRef(OuterRef("asked")), **here)
    later = Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), slot__gt=OuterRef("slot"))
    place = {name: OuterRef(name) for name in ("to_release", "indicator", "area")}
    newer = Fact.objects.filter(later, Exists(of_same), **place)
    return found.annotate(asked=Subquery(asked)).filter(Q(asked=None) | ~Exists(newer))


def found_by(key: str, release: int) -> Correction | None:
    """The correction of that `Correction.key`, if a release up to `release` made it."""
    match, slots = _KEY.fullmatch(key), province.current().slots
    day = _day(match["date"]) if match else None
    if match is None or day is None or match["slot"] not in slots:
        return None
    named = {"to_release": int(match["release"]), "indicator__code": match["indicator"], "area": int(match["area"])}
    if day == days.OPENING:
        return next(iter(described(corrected_openings(release).filter(**named))), None)
    one = corrected(release).filter(**named, day=day, slot=slots.index(match["slot"]))
    return next(iter(described(entries(one))), None)


def corrected_days(
    release: int, indicator: Indicator, area: AdministrativeArea, *, first: int, last: int
) -> set[int]:
    """The days from `first` to `last` on which a figure of the area, or of one that it sums up, was corrected."""
    return corrected_of(release, [indicator.pk], area, first=first, last=last).get(indicator.pk, set())


def corrected_of(
    release: int, indicators: Iterable[int], area: AdministrativeArea, *, first: int, last: int
) -> dict[int, set[int]]:
    """{indicator: `corrected_days`} of those of which there are any, in one query.

    It asks for what was corrected, which is little, and not for the indicators: SQLite would walk all their figures.
    """
    inside = Q(area=area) | Q(area__parent=area) | Q(area__parent__parent=area)
    found = corrected(release).filter(inside, day__gte=first, day__lte=last)
    wanted, by_indicator = set(indicators), defaultdict(set)
    for indicator, day in found.order_by().values_list("indicator_id", "day"):
        if indicator in wanted:
            by_indicator[indicator].add(day)
    return by_indicator


def _day(digits: str) -> int | None:
    try:
        date = dt.date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return None
    day = days.number(date)
    return day if day == days.OPENING or days.FIRST_DAY <= date <= days.LAST_DAY else None


def _spread() -> QuerySet[Report]:
    """Reports of a backlog of the outer fact's indicator and area, as its release took them in."""
    place = {"correction__indicator": OuterRef("indicator"), "correction__area": OuterRef("area")}
    return Report.objects.filter(release=OuterRef("to_release"), area=OuterRef("area"), **place).order_by()


def described(found: QuerySet[Fact] | QuerySet[BlockSum]) -> list[Correction]:
    """A slice of `corrected`, or of openings, with all there is to say of it, by seven queries however long it is."""
    follows = found.model.objects.filter(
        **{name: OuterRef(name) for name in KEY},
        from_release__lte=OuterRef("to_release"),
        to_release__gt=OuterRef("to_release"),
    )
    rows: list[Any] = list(found.annotate(new=Subquery(follows.values("value")[:1])))
    indicators = Indicator.objects.in_bulk({row.indicator_id for row in rows})
    areas = AdministrativeArea.objects.select_related("parent").in_bulk({row.area_id for row in rows})
    releases = Release.objects.in_bulk({row.to_release for row in rows})
    reasons = _reasons(releases.values())
    spread = _changes({asked for row in rows if (asked := getattr(row, "asked", None))})
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
            of=spread.get(getattr(row, "asked", None), ()),
        )
        for row in rows
    ]


def of_areas(release: int, areas: Sequence[AdministrativeArea], *, back: int, most: int) -> list[Correction]:
    """The newest corrections of the areas that the last `back` releases made, at most `most`."""
    found = corrected(release, since=max(release - back, 0)).filter(area__in=areas)
    openings = corrected_openings(release, since=max(release - back, 0)).filter(area__in=areas)
    both = [*described(openings[:most]), *described(entries(found)[:most])]
    return newest_first(both)[:most]


def newest_first(found: Iterable[Correction]) -> list[Correction]:
    """By release, in the order given within each."""
    return sorted(found, key=lambda one: -one.release)


def _changes(asked: set[int]) -> dict[int | None, tuple[Change, ...]]:
    """{request: its values}, oldest first; what was first reported with one of them had no value before."""
    if not asked:
        return {}
    taken_in = Report.objects.filter(correction__in=asked).exclude(release=None)
    reports = list(taken_in.select_related("correction__indicator").order_by("day", "slot"))
    known = _before(reports)
    found: dict[int | None, list[Change]] = defaultdict(list)
    for one in reports:
        if one.correction is not None and one.correction.indicator is not None:
            old = known.get((one.release_id, one.correction.indicator_id, one.area_id, one.day, one.slot))
            new = one.values.get(one.correction.indicator.code)
            found[one.correction_id].append(Change(days.date(one.day), days.slot_name(one.slot), old, new))
    return {one: tuple(changes) for one, changes in found.items()}


def _before(reports: Sequence[Report]) -> dict[tuple[int | None, int | None, int, int, int], int]:
    """{(release, indicator, area, day, slot): what stood there until that release}"""
    if not reports:
        return {}
    closed = Fact.objects.filter(to_release__in={one.release_id for one in reports}, to_release__lt=OPEN)
    near = closed.filter(area__in={one.area_id for one in reports}, day__gte=min(one.day for one in reports))
    rows = near.filter(day__lte=max(one.day for one in reports)).values_list("to_release", *KEY, "value")
    return {(release, i, a, d, s): value for release, i, a, d, s, value in rows}


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
