"""Bounded reads of published figures for other systems; each names its release."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from core import clock
from core.paging import Key, after
from core.problems import Refused
from core.province import Province
from datasets import days
from datasets.models import BlockSum, Fact, Indicator, Release, valid
from datasets.selectors import figures
from datasets.suppression import not_hidden, shown
from units.models import AdministrativeArea

DAY_KEY = ("indicator_id", "area_id", "day")


class Value(NamedTuple):
    """A figure; `slot` is None where a whole day is meant."""

    indicator: int
    area: int
    day: int
    slot: int | None
    value: int


class Change(NamedTuple):
    """What two releases show differently; None: not shown."""

    indicator: int
    area: int
    day: int
    slot: int
    old: int | None
    new: int | None


def published_release(number: int | None) -> Release:
    """A published release, the newest by default; a staged one does not exist for readers."""
    pointer = figures.published()
    wanted = pointer if number is None else number
    if not 1 <= wanted <= pointer:
        raise Http404("Chưa có bản công bố nào." if number is None else "Không có bản công bố mang số này.")
    return Release.objects.get(number=wanted)


def releases_page(*, before: int | None, limit: int) -> list[Release]:
    """At most `limit` published releases, newest first, below number `before`."""
    newest = figures.published()
    highest = newest if before is None else min(newest, before - 1)
    return list(Release.objects.filter(number__lte=highest).order_by("-number")[:limit])


def change_counts(numbers: Iterable[int]) -> dict[int, int]:
    """{release: how many values shown before it changed or withdrew}."""
    rows = Fact.objects.filter(to_release__in=list(numbers)).values_list("to_release")
    return dict(rows.annotate(count=Count("day")).order_by("to_release"))


def slot_moment(province: Province, day: int, slot: int) -> dt.datetime:
    """When a slot falls due; slots beyond the province's present list count as its last."""
    time = dt.time.fromisoformat(province.slots[min(slot, len(province.slots) - 1)])
    return dt.datetime.combine(days.date(day), time, tzinfo=clock.ZONE)


def next_due(province: Province, release: Release) -> dt.datetime:
    """The slot after the release's own."""
    last = release.slot + 1 >= len(province.slots)
    return slot_moment(province, release.day + last, 0 if last else release.slot + 1)


def is_late(province: Province, release: Release) -> bool:
    """Whether an ordinary release came out later than the province tolerates."""
    if release.kind != Release.Kind.ORDINARY or release.published_at is None:
        return False
    tolerated = dt.timedelta(minutes=province.thresholds.late_minutes)
    return release.published_at > slot_moment(province, release.day, release.slot) + tolerated


def changes_page(older: int, newer: int, *, start: Key | None, limit: int) -> list[Change]:
    """At most `limit` differences between two releases, by the facts' key."""
    values = {
        n: Fact.objects.filter(valid(n), **{k: OuterRef(k) for k in figures.KEY}).values("value")[:1]
        for n in (older, newer)
    }
    now = Fact.objects.filter(shown(newer), from_release__gt=older).annotate(old=Subquery(values[older]))
    now = now.filter(Q(old=None) | ~Q(old=F("value"))).annotate(new=F("value"))
    gone = Fact.objects.filter(valid(older), not_hidden(newer), to_release__lte=newer).annotate(
        new=Subquery(values[newer])
    )
    gone = gone.filter(new=None).annotate(old=F("value"))
    rows: list[Change] = []
    for found in (now, gone):
        part = found.filter(after(figures.KEY, start)) if start is not None else found
        part = part.order_by(*figures.KEY)
        rows += [Change(*row) for row in part.values_list(*figures.KEY, "old", "new")[:limit]]
    return sorted(rows, key=lambda row: row[:4])[:limit]


def opening_changes(older: int, newer: int) -> list[Change]:
    """Opening balances that two releases show differently, under the day `days.OPENING`: few, so all of them."""
    balances = BlockSum.objects.filter(day=days.OPENING)
    place = {k: OuterRef(k) for k in figures.KEY}
    before = balances.filter(valid(older), **place).values("value")[:1]
    now = balances.filter(shown(newer), from_release__gt=older).annotate(old=Subquery(before))
    moved = now.exclude(old=F("value")).order_by(*figures.KEY)
    return [Change(*row) for row in moved.values_list(*figures.KEY, "old", "value")]


def indicators_named(codes: Iterable[str]) -> list[Indicator]:
    """The indicators of these codes, all for none; raises `Refused` for an unknown one."""
    wanted = list(codes)
    if not wanted:
        return list(Indicator.objects.all())
    found = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=wanted)}
    unknown = [code for code in wanted if code not in found]
    if unknown:
        raise Refused(f"Không có chỉ tiêu mã “{unknown[0][:60]}”; xem /api/v1/indicators/.")
    return list(found.values())


def areas_wanted(code: str | None, level: int | None) -> QuerySet[AdministrativeArea] | None:
    """The areas of a code, of a level, or of a level at or below a code; None for all. Every version of the code."""
    found = AdministrativeArea.objects.all()
    if code is None:
        return None if level is None else found.filter(level=level)
    same = found.filter(code=code)
    if not same.exists():
        raise Refused("Không có địa bàn mang mã này; xem /api/v1/areas/.")
    if level is None:
        return same
    ids = same.values("pk")
    inside = Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids) | Q(parent__parent__parent__in=ids)
    return found.filter(inside, level=level)


def facts(
    release: int,
    indicators: Iterable[Indicator],
    areas: QuerySet[AdministrativeArea] | None,
    *,
    first: dt.date | None,
    last: dt.date | None,
) -> QuerySet[Fact]:
    """The facts that a release shows, not yet read."""
    found = Fact.objects.filter(shown(release), indicator__in=[indicator.pk for indicator in indicators])
    if areas is not None:
        found = found.filter(area__in=areas.values("pk"))
    if first is not None:
        found = found.filter(day__gte=days.number(first))
    if last is not None:
        found = found.filter(day__lte=days.number(last))
    return found


def slots_page(found: QuerySet[Fact], *, start: Key | None, limit: int) -> list[Value]:
    """At most `limit` figures of single slots, by key, after `start`."""
    rows = found.filter(after(figures.KEY, start)) if start is not None else found
    return [Value(*row) for row in rows.order_by(*figures.KEY).values_list(*figures.KEY, "value")[:limit]]


def days_page(found: QuerySet[Fact], *, flows: set[int], slots: int, start: Key | None, limit: int) -> list[Value]:
    """At most `limit` figures of whole days: a flow's slots summed, a stock's last slot.

    No day has more than `slots` rows, so what is read always holds `limit` whole days, if there are as many.
    """
    rows = found.filter(after(DAY_KEY, start)) if start is not None else found
    read = rows.order_by(*figures.KEY).values_list(*figures.KEY, "value")[: limit * slots]
    values = []
    for (indicator, area, day), group in groupby(read, key=lambda row: row[:3]):
        cells = [row[4] for row in group]
        values.append(Value(indicator, area, day, None, sum(cells) if indicator in flows else cells[-1]))
    return values[:limit]


def codes_of(areas: Iterable[int]) -> dict[int, str]:
    """{area: its code}."""
    return dict(AdministrativeArea.objects.filter(pk__in=set(areas)).values_list("pk", "code"))


def indicator_codes() -> dict[int, str]:
    """{indicator: its code}."""
    return dict(Indicator.objects.values_list("pk", "code"))


def provisional_from(province: Province, head_day: int) -> int:
    """The first day of the trailing block that may still change much."""
    return head_day - province.thresholds.provisional_days + 1
