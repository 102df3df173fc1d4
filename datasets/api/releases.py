"""Releases, and what one shows otherwise than another."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from core import clock, province
from core.paging import Cursor, Limit, decode, next_url
from datasets import days
from datasets.models import Release
from datasets.selectors import open_data
from datasets.selectors.releases import ReleaseLine, release_line

router = Router(tags=["Bản công bố"])


class ReleaseOut(Schema):
    number: int
    kind: str
    date: dt.date
    slot: str
    published_at: dt.datetime
    next_due_at: dt.datetime
    late: bool
    held_until: dt.datetime | None = None
    changes: int


class ReleaseList(Schema):
    items: list[ReleaseOut]
    next: str | None


class ChangeOut(Schema):
    area: str
    indicator: str
    date: dt.date
    slot: str
    old: int | None
    new: int | None
    kind: Literal["added", "changed", "withdrawn"]


class OpeningChangeOut(Schema):
    area: str
    indicator: str
    old: int | None
    new: int | None


class ChangeList(Schema):
    """`openings`: corrected opening balances, which have no day; on the first page only."""

    older: int
    newer: int
    items: list[ChangeOut]
    openings: list[OpeningChangeOut]
    next: str | None


@router.get("releases/", response=ReleaseList, summary="Các bản công bố, mới nhất trước")
def list_releases(request: HttpRequest, cursor: Cursor = None, limit: Limit = 100) -> ReleaseList:
    """Newest first."""
    before = int(decode(cursor, (int,))[0]) if cursor is not None else None
    found = open_data.releases_page(before=before, limit=limit + 1)
    more = next_url(request, (found[limit - 1].number,)) if found[limit:] else None
    return ReleaseList(items=_releases(found[:limit], request), next=more)


@router.get("releases/latest/", response=ReleaseOut, summary="Bản công bố mới nhất")
def latest_release(request: HttpRequest) -> ReleaseOut:
    return _releases([open_data.published_release(None)], request)[0]


@router.get("releases/{int:n}/", response=ReleaseOut, summary="Một bản công bố")
def get_release(request: HttpRequest, n: int) -> ReleaseOut:
    return _releases([open_data.published_release(n)], request)[0]


@router.get("releases/{int:n}/diff/{int:m}/", response=ChangeList, summary="Hai bản công bố khác nhau ở đâu")
def diff(request: HttpRequest, n: int, m: int, cursor: Cursor = None, limit: Limit = 1_000) -> ChangeList:
    """`old` is what the older of the two shows, `new` what the newer one does; null: no figure."""
    older, newer = (open_data.published_release(number).number for number in sorted((n, m)))
    start = decode(cursor, (int,) * 4) if cursor is not None else None
    found = open_data.changes_page(older, newer, start=start, limit=limit + 1)
    more = next_url(request, found[limit - 1][:4]) if found[limit:] else None
    openings = open_data.opening_changes(older, newer) if start is None else []
    areas = open_data.codes_of(change.area for change in (*found, *openings))
    indicators = open_data.indicator_codes()
    items = [_change(change, areas, indicators) for change in found[:limit]]
    begun_with = [_opening_change(change, areas, indicators) for change in openings]
    return ChangeList(older=older, newer=newer, items=items, openings=begun_with, next=more)


def _releases(found: list[Release], request: HttpRequest) -> list[ReleaseOut]:
    """The newest says what the pages say now; the answer is kept as long as that holds."""
    changes = open_data.change_counts(release.number for release in found)
    line = release_line()
    request.release_line = line  # type: ignore[attr-defined]
    return [
        ReleaseOut(
            number=release.number,
            kind=release.kind,
            date=release.date,
            slot=days.slot_name(release.slot),
            published_at=release.published_at.astimezone(clock.ZONE),
            changes=changes.get(release.number, 0),
            **_punctuality(release, line),
        )
        for release in found
        if release.published_at is not None
    ]


def _punctuality(release: Release, line: ReleaseLine | None) -> dict[str, Any]:
    """`late`: it came later than tolerated, or, of the newest, the next one is overdue now."""
    here, came_late = province.current(), open_data.is_late(province.current(), release)
    if line is None or release.number != line.number:
        return {"next_due_at": open_data.next_due(here, release), "late": came_late}
    return {"next_due_at": line.next_due_at, "late": came_late or line.late, "held_until": line.held_until}


def _opening_change(change: open_data.Change, areas: dict[int, str], indicators: dict[int, str]) -> OpeningChangeOut:
    area, indicator = areas[change.area], indicators[change.indicator]
    return OpeningChangeOut(area=area, indicator=indicator, old=change.old, new=change.new)


def _change(change: open_data.Change, areas: dict[int, str], indicators: dict[int, str]) -> ChangeOut:
    return ChangeOut(
        area=areas[change.area],
        indicator=indicators[change.indicator],
        date=days.date(change.day),
        slot=days.slot_name(change.slot),
        old=change.old,
        new=change.new,
        kind="added" if change.old is None else "withdrawn" if change.new is None else "changed",
    )
