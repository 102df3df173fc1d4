"""What may be decided about units, and what must hold for it. Nothing here writes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import clock
from core.directive_ref import DirectiveRef
from core.problems import Refused
from units.models import ENDINGS, ChangeKind, Level, OrganisationalUnit
from units.selectors.organisations import periods_of

LONGEST = {"name": 200, "short_name": 120}


@dataclass(frozen=True)
class Reorganisation:
    """What is to happen to `units` from the day `effective`.

    - merge: the units pass on to the one successor; split: the unit passes on to several, the heir of what has no
      place first; close: nobody follows;
    - rename: `values` {"name", "short_name"}; move: `values` {"parent", "reviewer"}, units or None.
    """

    kind: ChangeKind
    units: tuple[OrganisationalUnit, ...]
    decision: DirectiveRef
    effective: dt.date
    successors: tuple[OrganisationalUnit, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_ending(self) -> bool:
        return self.kind in ENDINGS


def check(plan: Reorganisation) -> None:
    """Raises `Refused` with the first reason why the plan cannot be."""
    _check_decision(plan.decision)
    if not plan.units or len(set(plan.units)) < len(plan.units):
        raise Refused("Hãy chọn đơn vị, mỗi đơn vị một lần.")
    for unit in plan.units:
        _check_dates(unit, plan)
        _CHECKS[plan.kind](unit, plan)


def _check_decision(decision: DirectiveRef) -> None:
    if not decision.number.strip() or not decision.issuer.strip() or decision.date is None:
        raise Refused("Phải ghi đủ số, ký hiệu, cơ quan ban hành và ngày ban hành của quyết định.")
    if decision.date > clock.today():
        raise Refused("Ngày ban hành quyết định không thể ở tương lai.")


def _check_dates(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    if unit.valid_to and (unit.valid_to <= plan.effective or (plan.is_ending and not dated_by_data(unit))):
        raise Refused(f"{unit.name} đã có ngày kết thúc hoạt động là {unit.valid_to:%d/%m/%Y}.")
    begun = periods_of(unit)[-1].valid_from
    if plan.effective <= begun:
        raise Refused(f"Ngày hiệu lực phải sau ngày {begun:%d/%m/%Y}, từ đó {unit.name} mới có tổ chức như hiện nay.")
    later = unit.changes.filter(applied_at=None, effective__gte=plan.effective)
    later = later.exclude(from_data=True) if plan.is_ending else later.exclude(kind__in=ENDINGS)
    if first := later.first():
        raise Refused(f"{unit.name} đã có thay đổi dự kiến: {first}.")


def dated_by_data(unit: OrganisationalUnit) -> bool:
    """Whether only the province's data says when the unit ends; an earlier decision goes before it."""
    return unit.changes.filter(kind__in=ENDINGS, from_data=True, applied_at=None).exists()


def _check_merge(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    if len(plan.successors) != 1:
        raise Refused("Hợp nhất phải có đúng một đơn vị tiếp nhận.")
    _check_successors(unit, plan)


def _check_split(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    if len(plan.units) != 1 or len(set(plan.successors)) < 2:
        raise Refused("Chia tách một đơn vị phải có ít nhất hai đơn vị tiếp nhận khác nhau.")
    _check_successors(unit, plan)


def _check_successors(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    for successor in plan.successors:
        if successor in plan.units:
            raise Refused(f"{successor.name} không thể tiếp nhận chính mình.")
        if not successor.works_on(plan.effective):
            raise Refused(f"Ngày {plan.effective:%d/%m/%Y} {successor.name} không hoạt động.")
    _check_reviewers_left(unit, plan)


def _check_reviewers_left(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    """Whoever the unit reviews gets the heir as reviewer; the heir itself gets the unit's own."""
    heir = plan.successors[0]
    if heir.reviewer_id == unit.pk and unit.reviewer_id in (None, heir.pk):
        raise Refused(f"Sau thay đổi {heir.name} không còn đơn vị duyệt; hãy chuyển đơn vị duyệt trước.")


def _check_close(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    if plan.successors:
        raise Refused("Kết thúc hoạt động thì không có đơn vị tiếp nhận; có thì là hợp nhất hoặc chia tách.")
    for below, said in ((unit.children, "trực thuộc"), (unit.reviewed_units, "do đơn vị này duyệt")):
        left = below.valid_at(plan.effective).exclude(pk__in=[other.pk for other in plan.units])
        if count := left.count():
            raise Refused(f"{unit.name} còn {count} đơn vị {said}, ví dụ {left[0].name}; hãy chuyển trước.")


def _check_rename(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    for name, longest in LONGEST.items():
        if not 0 < len(plan.values[name].strip()) <= longest:
            raise Refused(f"Tên và tên ngắn không được để trống, dài nhất {longest} ký tự.")
    if all(getattr(unit, name) == plan.values[name] for name in LONGEST):
        raise Refused("Tên mới giống tên hiện nay.")


def _check_move(unit: OrganisationalUnit, plan: Reorganisation) -> None:
    if all(getattr(unit, name) == plan.values[name] for name in ("parent", "reviewer")):
        raise Refused("Đơn vị đã trực thuộc và được duyệt như vậy.")
    for name in ("parent", "reviewer"):
        superior: OrganisationalUnit | None = plan.values[name]
        if superior is not None:
            check_superior(unit, name, superior, plan.effective)


def check_superior(unit: OrganisationalUnit, name: str, superior: OrganisationalUnit, day: dt.date) -> None:
    """Whether `superior` can be the unit's `name` ("parent", "reviewer"). Raises `Refused`."""
    if superior == unit:
        raise Refused("Đơn vị không thể tự quản lý hay tự duyệt mình.")
    if not superior.works_on(day):
        raise Refused(f"Ngày {day:%d/%m/%Y} {superior.name} không hoạt động.")
    way = [superior]
    while (step := getattr(way[-1], name)) is not None and step not in (unit, *way):
        way.append(step)
    if step == unit and not _ends_the_line(name, unit, way):
        raise Refused(f"Vòng lặp: {' → '.join(passed.short_name for passed in (unit, *way, unit))}.")


def _ends_the_line(name: str, unit: OrganisationalUnit, way: list[OrganisationalUnit]) -> bool:
    """At the top of the line of review two bodies of the province review each other."""
    return name == "reviewer" and len(way) == 1 and {unit.level, way[0].level} == {Level.PROVINCE}


_CHECKS = {
    ChangeKind.MERGE: _check_merge,
    ChangeKind.SPLIT: _check_split,
    ChangeKind.CLOSE: _check_close,
    ChangeKind.RENAME: _check_rename,
    ChangeKind.MOVE: _check_move,
}
