"""Merge, split, rename, move, close: one call each, with the deciding document and the day from which it holds.

`preview` says what would move and seals it; a call that is given the seal does exactly that or nothing. What holds
from a later day is kept as planned, and `apply_unit_changes.py` carries it out on that day.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import clock, hooks
from core.directive_ref import DirectiveRef
from core.problems import Refused
from units.actions.apply_changes import apply_changes
from units.actions.belongings import Belongings, own_belongings
from units.models import ChangeKind, OrganisationalUnit, UnitChange, User
from units.models.periods import KEPT
from units.reorganisation import Reorganisation, check, dated_by_data


@dataclass(frozen=True)
class Line:
    """So many of a unit's belongings, and who gets them; None: they stay where they are."""

    unit: OrganisationalUnit
    label: str
    count: int
    goes_to: OrganisationalUnit | None
    fate: str
    """What becomes of them where nobody gets them."""


@dataclass(frozen=True)
class Preview:
    """What would happen. `seal` stands for all of it, and for what it was made from."""

    plan: Reorganisation
    lines: list[Line]
    seal: str
    planned: bool


def merge(
    *, units: Sequence[OrganisationalUnit], into: OrganisationalUnit, decision: DirectiveRef, effective: dt.date,
    by: User | None, seal: str = "",
) -> list[UnitChange]:  # fmt: skip
    """Hợp nhất, sáp nhập: the units end, and what they have becomes `into`'s. Raises `Refused`."""
    plan = Reorganisation(ChangeKind.MERGE, tuple(units), decision, effective, successors=(into,))
    return carry_out(plan, by=by, seal=seal)


def split(
    *, unit: OrganisationalUnit, into: Sequence[OrganisationalUnit], decision: DirectiveRef, effective: dt.date,
    by: User | None, seal: str = "",
) -> list[UnitChange]:  # fmt: skip
    """Chia tách: the unit ends; places go to who takes over there, the rest to the first. Raises `Refused`."""
    plan = Reorganisation(ChangeKind.SPLIT, (unit,), decision, effective, successors=tuple(into))
    return carry_out(plan, by=by, seal=seal)


def rename(
    *, unit: OrganisationalUnit, name: str, short_name: str, decision: DirectiveRef, effective: dt.date,
    by: User | None, seal: str = "",
) -> list[UnitChange]:  # fmt: skip
    """Đổi tên: the abbreviation and the account stay. Raises `Refused`."""
    values = {"name": name, "short_name": short_name}
    return carry_out(Reorganisation(ChangeKind.RENAME, (unit,), decision, effective, values=values), by=by, seal=seal)


def move(
    *, unit: OrganisationalUnit, parent: OrganisationalUnit | None, reviewer: OrganisationalUnit | None,
    decision: DirectiveRef, effective: dt.date, by: User | None, seal: str = "",
) -> list[UnitChange]:  # fmt: skip
    """Chuyển trực thuộc: another parent, and whoever reviews from then on. Raises `Refused`."""
    values = {"parent": parent, "reviewer": reviewer}
    return carry_out(Reorganisation(ChangeKind.MOVE, (unit,), decision, effective, values=values), by=by, seal=seal)


def close(
    *, unit: OrganisationalUnit, decision: DirectiveRef, effective: dt.date, by: User | None, seal: str = ""
) -> list[UnitChange]:
    """Giải thể, kết thúc hoạt động: nobody follows, what was published stays. Raises `Refused`."""
    return carry_out(Reorganisation(ChangeKind.CLOSE, (unit,), decision, effective), by=by, seal=seal)


def preview(plan: Reorganisation) -> Preview:
    """What the plan would do, with nothing written. Raises `Refused` if it cannot be done."""
    check(plan)
    lines = _lines(plan)
    return Preview(plan, lines, _seal(plan, lines), planned=plan.effective > clock.today())


def carry_out(plan: Reorganisation, *, by: User | None, seal: str = "") -> list[UnitChange]:
    """Record the plan, and apply it if its day has come, in one transaction. Raises `Refused`, nothing changed."""
    with transaction.atomic():
        plan = _as_stored(plan)
        if seal and preview(plan).seal != seal:
            raise Refused("Có thay đổi kể từ khi bạn xem trước; hãy xem lại rồi xác nhận.")
        check(plan)
        changes = [_record(unit, plan, by) for unit in plan.units]
        if plan.effective <= clock.today():
            apply_changes(changes)
        return changes


def belongings() -> list[Belongings]:
    """Of every room, bottom first."""
    return [*own_belongings(), *(found for room in hooks.unit_belongings.results() for found in room)]


def _lines(plan: Reorganisation) -> list[Line]:
    if not plan.is_ending:
        return []
    heir = plan.successors[0] if plan.successors else None
    found = []
    for each in belongings():
        counts = each.counts(unit.pk for unit in plan.units)
        goes_to, fate = (None, each.fate) if each.fate else (heir, "giữ nguyên")
        found += [Line(unit, each.label, counts[unit.pk], goes_to, fate) for unit in plan.units if unit.pk in counts]
    for unit in plan.units:
        for label, units in (("đơn vị trực thuộc", unit.children), ("đơn vị được duyệt", unit.reviewed_units)):
            if count := units.valid_at(plan.effective).count():
                found.append(Line(unit, label, count, heir, "giữ nguyên"))
    return found


def _seal(plan: Reorganisation, lines: list[Line]) -> str:
    values = {name: getattr(value, "pk", value) for name, value in plan.values.items()}
    state = [_state(unit) for unit in (*plan.units, *plan.successors)]
    counted = [(line.unit.pk, line.label, line.count) for line in lines]
    told = [plan.kind, str(plan.decision), plan.effective, values, len(plan.units), state, counted]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def _state(unit: OrganisationalUnit) -> list[Any]:
    fields = [getattr(value := getattr(unit, name), "pk", value) for name in KEPT]
    return [unit.pk, unit.valid_from, unit.valid_to, *fields]


def _as_stored(plan: Reorganisation) -> Reorganisation:
    """The plan with the units as they are now, their rows locked where the database can, always in the same order."""
    superiors = [value for value in plan.values.values() if isinstance(value, OrganisationalUnit)]
    keys = [unit.pk for unit in (*plan.units, *plan.successors, *superiors)]
    locked = OrganisationalUnit.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {unit.pk: unit for unit in locked}
    if len(found) < len(set(keys)):
        raise Refused("Đơn vị không còn trong danh sách.")
    units, successors = (tuple(found[unit.pk] for unit in which) for which in (plan.units, plan.successors))
    values = {
        name: found[value.pk] if isinstance(value, OrganisationalUnit) else value
        for name, value in plan.values.items()
    }
    return Reorganisation(plan.kind, units, plan.decision, plan.effective, successors, values)


def _record(unit: OrganisationalUnit, plan: Reorganisation, by: User | None) -> UnitChange:
    if plan.is_ending:
        if dated_by_data(unit):
            unit.changes.filter(from_data=True).delete()
            unit.succession.all().delete()
        unit.valid_to = plan.effective
        unit.save(update_fields=["valid_to"])
        after: dict[str, Any] = {"successors": [successor.abbreviation for successor in plan.successors]}
    else:
        after = {name: getattr(value, "abbreviation", value) for name, value in plan.values.items()}
    return UnitChange.objects.create(
        kind=plan.kind,
        unit=unit,
        decision_issuer=plan.decision.issuer,
        decision_number=plan.decision.number,
        decision_date=plan.decision.date,
        effective=plan.effective,
        after=after,
        by=by,
        by_name=by.username if by else "hệ thống",
        recorded_at=clock.now(),
    )
