"""Staging and publishing a release: write pointer + 1, prepare it, then move the pointer.

What lies above the pointer is seen by nobody, so a crash leaves nothing or a staged release to discard.
"""

import uuid
from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Sum

from core import clock
from core.problems import Refused
from datasets import days
from datasets.actions.sums import LEVELS_BELOW, SumRules
from datasets.actions.write import Cells, Key, open_values, write
from datasets.models import (
    OPEN,
    BlockSum,
    Fact,
    Indicator,
    OpeningBalance,
    Pointer,
    Release,
    Report,
    valid,
)
from units.actions.audit import record
from units.models import Done


def stage_release(
    *,
    day: int,
    slot: int,
    cells: Cells,
    kind: str = Release.Kind.ORDINARY,
    reason: str = "",
    operator: str = "",
    rules: SumRules | None = None,
    contents: dict[str, Any] | None = None,
) -> Release:
    """Write release pointer + 1 in one transaction: `cells` of units' own figures, and the sums above them. Cells of
    the day `days.OPENING` correct opening balances.

    Whoever stages many releases in a row reads the `rules` of sums once.
    """
    rules = rules or SumRules.read()
    with transaction.atomic():
        number = Pointer.objects.select_for_update().get().number + 1
        if Release.objects.filter(number=number).exists():
            raise Refused("Một bản công bố đang được chuẩn bị; hãy công bố hoặc bỏ bản đó trước.")
        before = head_day(number - 1)
        release = Release.objects.create(
            number=number,
            day=day,
            slot=slot,
            kind=kind,
            reason=reason,
            operator=operator,
            staged_at=clock.now(),
            token=uuid.uuid4(),
            contents=contents,
        )
        moved = _write_with_sums(Fact, number, {key: value for key, value in cells.items() if not _opens(key)}, rules)
        _write_opening_balances(number, rules)
        _write_with_sums(BlockSum, number, {key: value for key, value in cells.items() if _opens(key)}, rules)
        _keep_blocks(number, day if before is None else before, moved)
        record(Done.CREATE, about=release, details={"cells": len(cells), "reason": reason})
    return release


def move_pointer(release: Release) -> None:
    """The one step that publishes; refused unless this very release is staged and next."""
    with transaction.atomic():
        staged = Release.objects.filter(number=release.number, token=release.token, published_at=None)
        if not staged.update(published_at=clock.now()):
            raise Refused(f"Bản công bố số {release.number} không còn ở trạng thái chuẩn bị.")
        Pointer.objects.update(number=release.number)
        record(Done.PUBLISH, about=release, details={"kind": release.kind, "reason": release.reason})


def discard_staged() -> bool:
    """After a crash or a stop: forget what lies above the pointer. True if there was something."""
    with transaction.atomic():
        number = Pointer.objects.select_for_update().get().number + 1
        for model in (Fact, BlockSum):
            model.objects.filter(from_release=number).delete()
            model.objects.filter(to_release=number).update(to_release=OPEN)
        Report.objects.filter(release=number).update(release=None)
        gone = bool(Release.objects.filter(number=number).delete()[0])
        if gone:
            record(Done.DELETE, about=Release, object_id=str(number), details={"step": "bỏ bản đang chuẩn bị"})
        return gone


def head_day(number: int) -> int | None:
    """The newest day that the release knows of, or None before the first."""
    return Release.objects.filter(number__lte=number).aggregate(day=Max("day"))["day"]


def _write_with_sums(
    model: type[Fact] | type[BlockSum], number: int, cells: Cells, rules: SumRules
) -> dict[Key, int]:
    if not cells:
        return {}
    moved = write(model, number, cells)
    for level in LEVELS_BELOW:
        moved |= write(model, number, rules.sums(model, level, moved))
    return moved


def _opens(key: Key) -> bool:
    """Whether it is the cell of an opening balance."""
    return key[2] == days.OPENING


def _write_opening_balances(number: int, rules: SumRules) -> None:
    """Opening balances that no release carries yet; parents get their children's sum."""
    carried = BlockSum.objects.filter(
        indicator=OuterRef("indicator"), area=OuterRef("area"), day=days.OPENING, to_release=OPEN
    )
    rows = OpeningBalance.objects.filter(~Exists(carried)).values_list("indicator_id", "area_id", "value")
    cells = {(indicator, area, days.OPENING, 0): value for indicator, area, value in rows}
    _write_with_sums(BlockSum, number, cells, rules)


def _keep_blocks(number: int, before: int, moved: dict[Key, int]) -> None:
    """Move the sums of closed blocks by what changed in them, then sum up the blocks that this release closes."""
    flows = set(Indicator.objects.filter(kind="flow").values_list("id", flat=True))
    by_block: dict[Key, int] = defaultdict(int)
    for (i, a, d, _), difference in moved.items():
        if i in flows and days.block(d) < days.block(before):
            by_block[i, a, days.block(d), 0] += difference
    old = open_values(BlockSum, by_block)
    write(BlockSum, number, {key: old.get(key, 0) + difference for key, difference in by_block.items()})
    head = head_day(number)
    for first in range(days.block(before), days.block(head if head is not None else before), days.BLOCK):
        write(BlockSum, number, _sums_of_block(number, flows, first))


def _sums_of_block(number: int, flows: set[int], first: int) -> Cells:
    rows = Fact.objects.filter(valid(number), indicator__in=flows, day__gte=first, day__lt=first + days.BLOCK)
    sums = rows.values_list("indicator_id", "area_id").annotate(sum=Sum("value"))
    return {(i, a, first, 0): value for i, a, value in sums}
