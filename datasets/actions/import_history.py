"""Figures from before the portal's first ordinary release, entered afterwards: one release per date and slot."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.db import transaction

from core import province
from core.problems import Code, ImportResult
from datasets.actions.intake import published_values
from datasets.actions.publish import discard_left_over
from datasets.actions.stage import move_pointer, stage_release
from datasets.actions.sums import SumRules
from datasets.actions.turn import one_publisher
from datasets.actions.write import Key
from datasets.figures_file import FigureRow, FiguresFile, read_figures
from datasets.models import Indicator, Pointer, Release
from datasets.selectors import figures
from datasets.selectors.rights import Rights
from units import policy
from units.models import OrganisationalUnit

Moment = tuple[int, int]
"""(day, slot)"""


def import_history(
    *,
    data: bytes,
    name: str,
    unit: OrganisationalUnit,
    reason: str,
    operator: str = "",
    dry_run: bool = False,
    prepare: Callable[[Release], None] | None = None,
) -> ImportResult:
    """Publish the file's figures in order of date and slot; `ids` are the releases' numbers. Raises `Refused` while
    another publishes.

    `prepare` is called with the newest of them only, before its pointer moves: readers never see the others alone.
    """
    if not policy.has_duty(unit, "history", None):
        return _refused(Code.NO_DUTY, f"{unit.name} không được giao nạp số liệu trước ngày mở cổng.")
    if not reason.strip():
        return _refused(Code.REASON_REQUIRED, "Nạp số liệu về sau phải nêu lý do.")
    found = read_figures(data, name=name, province=province.current())
    if dry_run or found.problems:
        _new_cells(found, unit)
        return _result(found)
    with one_publisher():
        discard_left_over()
        with transaction.atomic():
            Pointer.objects.select_for_update().get()
            cells = _new_cells(found, unit)
            if found.problems:
                return _result(found)
            releases = _publish(cells, reason.strip(), operator or unit.abbreviation, prepare)
    return _result(found, releases)


def _result(found: FiguresFile, releases: Sequence[int] = ()) -> ImportResult:
    if found.problems:
        return ImportResult.refused(found.problems, found.count)
    return ImportResult(accepted=found.count, ids=list(releases))


def _refused(code: Code, message: str) -> ImportResult:
    found = FiguresFile()
    found.refuse(code, message)
    return ImportResult.refused(found.problems)


def _publish(
    cells: dict[Moment, dict[Key, int]], reason: str, operator: str, prepare: Callable[[Release], None] | None
) -> list[int]:
    numbers, rules = [], SumRules.read()
    moments = sorted(cells)
    for day, slot in moments:
        release = stage_release(
            day=day,
            slot=slot,
            cells=cells[day, slot],
            kind=Release.Kind.HISTORY,
            reason=reason,
            operator=operator[:150],
            rules=rules,
        )
        if prepare and (day, slot) == moments[-1]:
            prepare(release)
        move_pointer(release)
        numbers.append(release.number)
    return numbers


def _new_cells(found: FiguresFile, unit: OrganisationalUnit) -> dict[Moment, dict[Key, int]]:
    """{moment: cells that are not published yet}; problems go to `found`."""
    rights, opening = Rights(unit), _first_ordinary()
    ids = dict(Indicator.objects.values_list("code", "id"))
    published = published_values(found.rows, figures.published())
    cells: dict[Moment, dict[Key, int]] = defaultdict(dict)
    for row in found.rows:
        if not _allowed(found, row, rights, opening):
            continue
        known = published.get(row.key, {})
        for code, value in row.values.items():
            old = known.get(code)
            if old is None:
                cells[row.day, row.slot][ids[code], *row.key] = value
            elif old != value:
                message = f"Đã công bố {old}; muốn sửa thì đơn vị báo cáo đính chính."
                found.refuse(Code.ALREADY_PUBLISHED, message, row=row.number, column=code)
    return cells


def _first_ordinary() -> Moment | None:
    published = Release.objects.filter(kind=Release.Kind.ORDINARY, number__lte=figures.published())
    return published.order_by("day", "slot").values_list("day", "slot").first()


def _allowed(found: FiguresFile, row: FigureRow, rights: Rights, opening: Moment | None) -> bool:
    if opening is not None and (row.day, row.slot) >= opening:
        message = "Cổng đã công bố từ khung giờ này trở đi; số liệu phải qua báo cáo và duyệt."
        found.refuse(Code.TOO_LATE_FOR_HISTORY, message, row=row.number, column="ngay")
        return False
    if not rights.covers(row.area):
        message = f"{row.area.name} không thuộc địa bàn của {rights.unit.name}."
        found.refuse(Code.NOT_YOUR_AREA, message, row=row.number, column="ma_dia_ban")
        return False
    sums = [code for code in row.values if rights.is_sum(code, row.area.level)]
    for code in sums:
        message = f"Số của {row.area.name} là tổng các địa bàn cấp dưới, cổng tự tính; không nhập."
        found.refuse(Code.COMPUTED_VALUE, message, row=row.number, column=code)
    return not sums
