"""Releasing a slot: gather approved reports, stage, prepare what readers need, move the pointer."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from core import clock, hooks, province
from core.problems import Refused
from datasets import days
from datasets.actions.doubt import refuse_after_a_jump, refuse_in_doubt
from datasets.actions.hold import refuse_while_held
from datasets.actions.prune import make_room
from datasets.actions.stage import discard_staged, move_pointer, stage_release
from datasets.actions.turn import one_publisher
from datasets.actions.write import Key
from datasets.models import MissedSlot, Pointer, Release, Report
from datasets.quality.release import differences
from datasets.selectors import coverage, prepared
from datasets.selectors.figures import published
from datasets.selectors.releases import newest_slot_passed, slot_after
from datasets.selectors.rights import Sources
from units.models import AdministrativeArea, Level
from units.selectors.areas import province_area

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Published:
    """`number` None: the slot had been released before, nothing was written."""

    number: int | None
    day: int
    slot: int
    reports: int
    missed: int


@dataclass(frozen=True)
class Plan:
    """What a release of the slot would hold as things stand; `missed`: slots before it that no release came for."""

    day: int
    slot: int
    kind: str
    reports: list[Report]
    missed: list[tuple[int, int]]

    def contents(self) -> dict[str, Any]:
        """As `coverage.contents` keeps it with the release."""
        return coverage.contents(self.reports, self.day, self.slot, self.missed)


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

    Without a slot and not `extra` it is by itself, which it is not while the clock is in doubt (`ClockDoubted`).
    One at a time: whoever comes while another publishes is refused, and finds the slot released the next time.
    Without `prepare` the views are made on first request, as for all but the newest of many releases in a row.
    """
    named = date is not None or slot is not None
    by_itself = not (named or extra)
    day, index = _chosen_slot(date, slot)
    if by_itself:
        refuse_in_doubt()  # after the choice: a clock that jumps in between is seen
    if extra and not reason.strip():
        raise Refused("Công bố ngoài khung giờ phải có lý do (--reason).")
    kind = Release.Kind.EXTRA if extra else Release.Kind.ORDINARY
    if dry_run:
        return _try(day, index, kind)
    with one_publisher():
        if not extra and _is_over(day, index, named=named):
            _tell_rooms(published(), prepare)
            return Published(None, day, index, 0, 0)
        if not extra:
            refuse_while_held(day, index)
        moved = refuse_after_a_jump if by_itself else None
        return release_slot(day, index, kind, reason=reason.strip(), operator=operator, prepare=prepare, moved=moved)


def release_slot(
    day: int,
    slot: int,
    kind: str,
    *,
    reason: str = "",
    operator: str = "",
    prepare: bool = True,
    moved: Callable[[Release], None] | None = None,
) -> Published:
    """Stage, prepare, move the pointer, for whom it is the turn (`one_publisher`). Raises `Refused`.

    `moved` is called in the transaction that moves the pointer, which what it raises takes back.
    """
    release, plan = stage_plan(day, slot, kind, reason=reason, operator=operator)
    if prepare:
        prepare_release(release)
    with transaction.atomic():
        move_pointer(release)
        if moved:
            moved(release)
    if prepare:
        _make_room(release.number)
    _tell_rooms(release.number, prepare)
    return Published(release.number, day, slot, len(plan.reports), len(plan.missed))


def _make_room(number: int) -> None:
    """The release is out: a disk that fails goes to the log, and the next release tries again."""
    try:
        make_room(number)
    except OSError:
        logger.exception("older prepared files stay after release %s", number)


def _tell_rooms(number: int, prepare: bool) -> None:
    """What other rooms make of a release. It is out: a failure goes to the log, and the next round asks again."""
    for act in hooks.released.functions() if prepare and number else ():
        try:
            act(number)
        except Exception:
            logger.exception("a room failed after release %s", number)


def plan_release(day: int, slot: int, kind: str) -> Plan:
    """What is approved by now. Raises `Refused` if nothing is."""
    reports = approved_reports(day, slot)
    if not reports:
        raise Refused("Chưa có báo cáo nào được duyệt để công bố.")
    missed = _missed_slots(day, slot) if kind == Release.Kind.ORDINARY else []
    return Plan(day, slot, kind, reports, missed)


def stage_plan(
    day: int, slot: int, kind: str, *, reason: str = "", operator: str = "", only_shown: bool = False
) -> tuple[Release, Plan]:
    """Gather and stage in one transaction: what is approved later goes into the next release.

    What a crash or a preview left staged is discarded. What the check of the release as a whole refuses leaves
    nothing behind. `only_shown`: for a preview; reports and slots stay as they are.
    """
    with transaction.atomic():
        Pointer.objects.select_for_update().get()
        discard_left_over()
        plan = plan_release(day, slot, kind)
        release = _stage(plan, reason, operator)
        _keep_differences(release, plan, reason if not only_shown else "chỉ xem trước")
        if not only_shown:
            _take_in(release, plan)
    return release, plan


def _try(day: int, slot: int, kind: str) -> Published:
    if kind == Release.Kind.ORDINARY and newest_ordinary() == (day, slot):
        return Published(None, day, slot, 0, 0)
    if kind == Release.Kind.ORDINARY:
        refuse_while_held(day, slot, noted=False)
    plan = plan_release(day, slot, kind)
    return Published(None, day, slot, len(plan.reports), len(plan.missed))


def discard_left_over() -> None:
    """A crash may have left a staged release, or views of one: forget both."""
    discard_staged()
    prepared.forget(published() + 1)


def prepare_release(release: Release) -> None:
    """Make views and charts of the province and of its districts while the release is only staged.

    The pictures are drawn beside the views: neither waits for the other.
    """
    top = province_area(release.date)
    districts = AdministrativeArea.objects.valid_at(release.date).filter(level=Level.DISTRICT)
    areas = [*districts, *([top] if top else [])]
    with ThreadPoolExecutor(max_workers=1) as beside:
        kept = [one for area in areas for one in _prepare(release, area, beside)]
    for one in kept:
        one.result()


def _prepare(release: Release, area: AdministrativeArea, beside: Executor) -> list[Future[bytes]]:
    """The area's view, and its pictures as they are being drawn."""
    view = prepared.prepare_area(release.number, area)
    if not area.parent_id:
        prepared.prepare_picture(release.number, area, view)
    drawings = prepared.posters(release.number, area, view)
    return [beside.submit(prepared.keep_poster, path, svg) for path, svg in drawings.items()]


def approved_reports(day: int, slot: int) -> list[Report]:
    """Approved reports of this slot and of earlier ones that no published release carries yet."""
    free = Q(release=None) | Q(release__published_at=None)
    found = Report.objects.filter(free, state=Report.State.APPROVED).select_related("area", "unit")
    return [r for r in found.order_by("day", "slot", "approved_at") if (r.day, r.slot) <= (day, slot)]


def cells_of(reports: Iterable[Report]) -> dict[Key, int | None]:
    """The values that count: those of the unit whose duty is the source; a verifying unit's are kept, not shown."""
    sources = Sources()
    return {
        (source.indicator_id, report.area_id, report.day, report.slot): value
        for report in reports
        for _, source, value in sources.counted(report)
    }


def _keep_differences(release: Release, plan: Plan, reason: str) -> None:
    """Keep with the staged release what verifying units say otherwise. Raises `Refused` where nobody explains it."""
    found = differences(release.number, plan.reports)
    if unexplained := [one for one in found if one.stops(explained=bool(reason))]:
        raise Refused(f"{unexplained[0]}. Đơn vị sửa báo cáo hoặc nêu lý do, hoặc công bố kèm lý do.")
    if found and release.contents is not None:
        release.contents |= {"differs": [one.as_dict() for one in found]}
        release.save(update_fields=["contents"])


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


def _is_over(day: int, slot: int, *, named: bool) -> bool:
    """Whether the slot has had its release, or the clock went back before it. Raises `Refused` for a `named` slot
    that was missed: its figures went into the next release, and releases stay in the order of their slots."""
    newest = newest_ordinary()
    if newest is None or newest < (day, slot):
        return False
    if named and not Release.objects.filter(kind="ordinary", day=day, slot=slot).exclude(published_at=None).exists():
        at = f"{province.current().slots[slot]} ngày {days.date(day):%d/%m/%Y}"
        raise Refused(f"Kỳ {at} đã lỡ; số liệu của kỳ này vào bản công bố sau đó, hoặc công bố ngoài khung giờ.")
    return True


def newest_ordinary() -> tuple[int, int] | None:
    """(day, slot) of the newest slot that had its release."""
    known = Release.objects.filter(kind="ordinary").exclude(published_at=None).order_by("-day", "-slot")
    return known.values_list("day", "slot").first()


def _missed_slots(day: int, slot: int) -> list[tuple[int, int]]:
    """Slots between the newest ordinary release and this one; none before the first."""
    last = newest_ordinary()
    missed = []
    step = slot_after(*last) if last else (day, slot)
    while step < (day, slot):
        missed.append(step)
        step = slot_after(*step)
    return missed


def _stage(plan: Plan, reason: str, operator: str) -> Release:
    return stage_release(
        day=plan.day,
        slot=plan.slot,
        cells=cells_of(plan.reports),
        kind=plan.kind,
        reason=reason,
        operator=operator[:150],
        contents=plan.contents(),
    )


def _take_in(release: Release, plan: Plan) -> None:
    """The reports are the release's from here on, and the slots without one are recorded as missed."""
    Report.objects.filter(pk__in=[report.pk for report in plan.reports]).update(release=release)
    missed = [MissedSlot(day=day, slot=slot, release=release) for day, slot in plan.missed]
    MissedSlot.objects.bulk_create(missed, ignore_conflicts=True)
