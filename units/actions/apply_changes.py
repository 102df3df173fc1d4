"""Carry out what was planned for a day that has come. Repeated or at the same time as another, it does no harm."""

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from core import clock, hooks
from core.problems import Refused
from units.actions.audit import record
from units.actions.belongings import own_belongings
from units.handover import Handover
from units.models import ENDINGS, ChangeKind, Done, OrganisationalUnit, UnitChange, UnitPeriod, UnitSuccession
from units.models.periods import KEPT
from units.reorganisation import check_superior
from units.selectors.organisations import periods_of


def apply_due() -> tuple[int, list[str]]:
    """(changes applied, reasons why others were not). Each day's endings go together, other changes one by one."""
    applied, refused = 0, []
    with transaction.atomic():
        due = UnitChange.objects.filter(applied_at=None, effective__lte=clock.today())
        rows = list(due.select_for_update(of=("self",)).order_by("effective", "pk").select_related("unit"))
        for batch in _batches(rows):
            try:
                with transaction.atomic():
                    apply_changes(batch)
                applied += len(batch)
            except Refused as refusal:
                refused.append(f"{batch[0].unit.name}, {batch[0]}: {refusal}")
    return applied, refused


def apply_changes(changes: list[UnitChange]) -> None:
    """Carry out changes of one day. Raises `Refused`; the caller's transaction undoes the rest."""
    try:
        if changes[0].kind in ENDINGS:
            _end(changes)
        else:
            for change in changes:
                _alter(change)
    except IntegrityError as error:
        raise Refused("Đơn vị tiếp nhận đã có bản ghi trùng với bản ghi được bàn giao; hãy xử lý trước.") from error


def _batches(changes: list[UnitChange]) -> Iterable[list[UnitChange]]:
    """Endings of one day together, so that a parent and its children may end in any order."""
    for _, group in groupby(changes, key=lambda change: change.effective):
        of_day = list(group)
        endings = [change for change in of_day if change.kind in ENDINGS]
        yield from ([change] for change in of_day if change.kind not in ENDINGS)
        if endings:
            yield endings


def _end(changes: list[UnitChange]) -> None:
    names = {name for change in changes for name in change.after["successors"]}
    units = {unit.abbreviation: unit for unit in OrganisationalUnit.objects.filter(abbreviation__in=names)}
    day = changes[0].effective
    heirs = {
        change.unit_id: [_standing(units[name], day) for name in change.after["successors"]] for change in changes
    }
    with transaction.atomic():
        moved = _hand_over(Handover(heirs))
        _raise_those_below(changes, heirs)
        _link_successors(heirs)
    for change in changes:
        change.before, change.moved, change.applied_at = (
            {"name": change.unit.name},
            moved[change.unit_id],
            clock.now(),
        )
        record(Done.CHANGE, about=change.unit, details={"change": str(change), "moved": change.moved})
    UnitChange.objects.bulk_update(changes, ["before", "moved", "applied_at"], batch_size=300)


def _standing(heir: OrganisationalUnit, day: dt.date) -> OrganisationalUnit:
    """The heir, or who had taken over from it by the day."""
    while not heir.works_on(day):
        link = heir.succession.select_related("successor").first()
        if link is None:
            raise Refused(f"Ngày {day:%d/%m/%Y} {heir.name} không hoạt động nên không tiếp nhận được.")
        heir = link.successor
    return heir


def _hand_over(handover: Handover) -> dict[int, dict[str, int]]:
    """{unit: {what: how many}}"""
    moved: dict[int, dict[str, int]] = {unit: {} for unit in handover.units}
    for each in (*own_belongings(), *(found for room in hooks.unit_belongings.results() for found in room)):
        for unit, count in each.counts(handover.units).items():
            moved[unit][each.label] = count
        each.hand_over(handover)
    return moved


def _raise_those_below(changes: list[UnitChange], heirs: dict[int, list[OrganisationalUnit]]) -> None:
    """Units that work on below the ended ones, or were reviewed by them, turn to the heir."""
    day, ended = changes[0].effective, {change.unit_id: change.unit for change in changes}
    below = OrganisationalUnit.objects.valid_at(day).exclude(pk__in=ended).order_by("pk")
    for unit in below.filter(Q(parent__in=ended) | Q(reviewer__in=ended)):
        values: dict[str, Any] = {}
        for name in ("parent", "reviewer"):
            above = getattr(unit, f"{name}_id")
            if above in ended:
                heir = heirs[above][0] if heirs[above] else None
                values[name] = heir if heir != unit else getattr(ended[above], name)
        _begin_period(unit, changes[0], values)


def _link_successors(heirs: dict[int, list[OrganisationalUnit]]) -> None:
    links = [UnitSuccession(predecessor_id=unit, successor=heir) for unit, found in heirs.items() for heir in found]
    UnitSuccession.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)


def _alter(change: UnitChange) -> None:
    values = dict(change.after)
    if change.kind == ChangeKind.MOVE:
        values = {name: _named(abbreviation) for name, abbreviation in values.items()}
        for name, superior in values.items():
            if superior is not None:
                check_superior(change.unit, name, superior, change.effective)
    change.before = {name: getattr(value := getattr(change.unit, name), "abbreviation", value) for name in values}
    _begin_period(change.unit, change, values)
    change.applied_at = clock.now()
    change.save(update_fields=["before", "applied_at"])


def _named(abbreviation: str | None) -> OrganisationalUnit | None:
    return OrganisationalUnit.objects.get(abbreviation=abbreviation) if abbreviation else None


def _begin_period(unit: OrganisationalUnit, change: UnitChange, values: dict[str, Any]) -> None:
    """Keep what the unit was until the change's day, then let its row say what it is."""
    now = periods_of(unit)[-1]
    if now.valid_from < change.effective:
        kept = {name: getattr(unit, name) for name in KEPT}
        UnitPeriod.objects.create(unit=unit, valid_from=now.valid_from, valid_to=change.effective, **kept)
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(values))
