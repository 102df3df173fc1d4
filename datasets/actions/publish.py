"""Releasing a slot: gather approved reports, stage, prepare what readers need, move the pointer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from core import clock, province
from core.problems import Refused
from datasets import days
from datasets.actions.stage import discard_staged, move_pointer, stage_release
from datasets.actions.write import Key
from datasets.models import MissedSlot, Release, Report, Source
from datasets.selectors import prepared
from datasets.selectors.figures import published
from datasets.selectors.releases import newest_slot_passed, slot_after
from units.models import AdministrativeArea, Level
from units.selectors.areas import province_area


@dataclass(frozen=True)
class Published:
    """`number` None: the slot had been released before, nothing was written."""

    number: int | None
    day: int
    slot: int
    reports: int
    missed: int


def publish_release(
    *,
    date: dt.date | None = None,
    slot: str | None = None,
    extra: bool = False,
    reason: str = "",
    operator: str = "",
    dry_run: bool = False,
    prepare: bool = True,
) -> Published:
    """Release a slot, by default the newest that has passed. Raises `Refused` with the reason in Vietnamese.

    Without `prepare` the views are made on first request, as for all but the newest of many releases in a row.
    """
    day, index = _chosen_slot(date, slot)
    if extra and not reason.strip():
        raise Refused("Công bố ngoài khung giờ phải có lý do (--reason).")
    if not extra and Release.objects.filter(day=day, slot=index, kind="ordinary").exclude(published_at=None).exists():
        return Published(None, day, index, 0, 0)
    reports = approved_reports(day, index)
    missed = [] if extra else _missed_slots(day, index)
    if not reports:
        raise Refused("Chưa có báo cáo nào được duyệt để công bố.")
    if dry_run:
        return Published(None, day, index, len(reports), len(missed))
    discard_left_over()
    release = _stage(
        day, index, reports, missed, Release.Kind.EXTRA if extra else Release.Kind.ORDINARY, reason, operator
    )
    if prepare:
        prepare_release(release)
    move_pointer(release)
    return Published(release.number, day, index, len(reports), len(missed))


def discard_left_over() -> None:
    """A crash may have left a staged release, or views of one: forget both."""
    discard_staged()
    prepared.forget(published() + 1)


def prepare_release(release: Release) -> None:
    """Make the views of the province and of its districts while the release is only staged."""
    top = province_area(release.date)
    districts = AdministrativeArea.objects.valid_at(release.date).filter(level=Level.DISTRICT)
    for area in [top, *districts] if top else districts:
        prepared.prepare_area(release.number, area)


def approved_reports(day: int, slot: int) -> list[Report]:
    """Approved reports of this slot and of earlier ones that no published release carries yet."""
    free = Q(release=None) | Q(release__published_at=None)
    found = Report.objects.filter(free, state=Report.State.APPROVED).select_related("area", "unit")
    return [r for r in found.order_by("day", "slot", "approved_at") if (r.day, r.slot) <= (day, slot)]


def cells_of(reports: Iterable[Report]) -> dict[Key, int | None]:
    """The values that count: those of the unit whose duty is the source; a verifying unit's are kept, not shown."""
    sources = {
        (s.indicator.code, s.level): s for s in Source.objects.filter(mode="own").select_related("indicator", "duty")
    }
    cells: dict[Key, int | None] = {}
    for report in reports:
        for code, value in report.values.items():
            source = sources.get((code, report.area.level))
            if source and _is_source(source, report):
                cells[source.indicator_id, report.area_id, report.day, report.slot] = value
    return cells


def _is_source(source: Source, report: Report) -> bool:
    duty = source.duty
    return duty is not None and (duty.unit_id == report.unit_id or duty.unit_kind_id == report.unit.kind_id)


def _chosen_slot(date: dt.date | None, slot: str | None) -> tuple[int, int]:
    newest = newest_slot_passed(clock.now())
    if date is None and slot is None:
        return newest
    slots = province.current().slots
    if slot is not None and slot not in slots:
        raise Refused(f"Không có khung giờ {slot}; tỉnh công bố lúc {', '.join(slots)}.")
    day = days.number(date or clock.today())
    index = slots.index(slot) if slot is not None else len(slots) - 1
    if (day, index) > newest:
        raise Refused(f"Chưa đến kỳ {slots[index]} ngày {days.date(day):%d/%m/%Y}.")
    return day, index


def _missed_slots(day: int, slot: int) -> list[tuple[int, int]]:
    """Slots between the newest ordinary release and this one; none before the first."""
    known = Release.objects.filter(kind="ordinary").exclude(published_at=None).order_by("-day", "-slot")
    last = known.values_list("day", "slot").first()
    missed = []
    step = slot_after(*last) if last else (day, slot)
    while step < (day, slot):
        missed.append(step)
        step = slot_after(*step)
    return missed


def _stage(
    day: int, slot: int, reports: list[Report], missed: list[tuple[int, int]], kind: str, reason: str, operator: str
) -> Release:
    with transaction.atomic():
        release = stage_release(
            day=day, slot=slot, cells=cells_of(reports), kind=kind, reason=reason, operator=operator
        )
        Report.objects.filter(pk__in=[report.pk for report in reports]).update(release=release)
        MissedSlot.objects.bulk_create(
            [MissedSlot(day=d, slot=s, release=release) for d, s in missed], ignore_conflicts=True
        )
    return release
