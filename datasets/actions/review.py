"""From draft to approved: the unit hands over, the unit that reviews it signs or sends back. Never its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock
from core.problems import Refused
from datasets import days
from datasets.actions.returns import keep_return
from datasets.actions.store_reports import lock
from datasets.models import Correction, Report
from datasets.quality import examine_reports
from datasets.selectors.authors import entered_one_of
from datasets.selectors.spreads import stands_for
from units.actions.audit import record
from units.actions.remarks import Remarks
from units.actions.tell import (
    settle,
    tell_figures_signed,
    tell_figures_wait,
    tell_figures_withdrawn,
    tell_returned,
)
from units.models import Done, Notice, OrganisationalUnit, User
from units.selectors.organisations import works


def submit_reports(*, unit: OrganisationalUnit, ids: Iterable[int], user: User | None = None) -> int:
    """Hand the unit's own drafts among `ids` to review, `user` being who does it; how many were.

    Raises `Refused` and hands over none if the checks find in one of them what must be mended or given a reason.
    """
    with transaction.atomic():
        lock(unit)
        drafts = Report.objects.filter(unit=unit, pk__in=_whole(list(ids)), state=Report.State.DRAFT, release=None)
        if user is not None and drafts.filter(kind=Report.Kind.CORRECTION, correction=None).exists():
            raise Refused("Đính chính số đã công bố phải nêu căn cứ. Bạn mở báo cáo, nhập căn cứ rồi gửi lại.")
        examine_reports(list(drafts.select_related("area", "unit")))
        settle(model=Report, ids=drafts.values_list("pk", flat=True))
        if count := _step(drafts, Done.SUBMIT, {"state": Report.State.REVIEW, "submitted_by_id": user and user.pk}):
            tell_figures_wait(unit=unit)
        return count


def withdraw_report(*, unit: OrganisationalUnit, report: Report) -> None:
    """Take the unit's own report back from review as a draft. Raises `Refused` if it does not wait any more."""
    waiting = Report.objects.filter(unit=unit, pk__in=_whole([report.pk]), state=Report.State.REVIEW, release=None)
    with transaction.atomic():
        withdrawn = _days_by_unit(waiting)
        if not _step(waiting, Done.WITHDRAW, {"state": Report.State.DRAFT}):
            raise Refused("Báo cáo này không còn chờ duyệt nên không rút lại được.")
        _settle_waits([unit.pk])
        tell_figures_withdrawn(unit=unit, what=f"{_figures_of(withdrawn[unit.pk])} của {unit}")


def approve_reports(
    *,
    reviewer: OrganisationalUnit,
    date: dt.date,
    slot: int | None = None,
    operator: str = "",
    user: User | None = None,
) -> int:
    """Sign all that waits for the reviewer on a date, of one slot or of all; how many reports.

    Raises `Refused` and signs none if the person of `user` had a hand in one of them, under whatever account.
    """
    waiting = _waiting_for(reviewer).filter(day=days.number(date))
    if slot is not None:
        waiting = waiting.filter(slot=slot)
    with transaction.atomic():
        whole = _waiting_for(reviewer).filter(pk__in=_whole(waiting.order_by().values("pk")))
        return _approve(_held(whole, user), reviewer, operator)


def approve_chosen(
    *, reviewer: OrganisationalUnit, ids: Iterable[int], operator: str = "", user: User | None = None
) -> int:
    """Sign those among `ids` that wait for the reviewer; how many reports. `user`: the account that signs.

    Raises `Refused` and signs none if the account's person had a hand in one of them, under whatever account.
    """
    with transaction.atomic():
        waiting = _waiting_for(reviewer).filter(pk__in=_whole(list(ids)))
        return _approve(_held(waiting, user), reviewer, operator)


def return_report(
    *,
    report: Report,
    reviewer: OrganisationalUnit,
    reason: str = "",
    remarks: Remarks | None = None,
    operator: str = "",
    user: User | None = None,
) -> None:
    """Send a report back to its unit as a draft, with a reason, with remarks at single cells, or with both.

    `remarks`: {code of the indicator: words}. Raises `Refused`.
    """
    waiting = _waiting_for(reviewer).filter(pk__in=_whole([report.pk]))
    with transaction.atomic():
        if not _step(_held(waiting, user), Done.RETURN, {"state": Report.State.DRAFT}):
            raise Refused("Báo cáo này không chờ đơn vị duyệt.")
        held = stands_for(Report.objects.select_related("unit").get(pk=report.pk))
        by = operator or reviewer.abbreviation
        reason = keep_return(report=held, reason=reason, remarks=remarks, operator=by)
        _settle_waits([held.unit_id])
        title = f"{_figures_of([held.day])} của {held.unit}"
        tell_returned(record=held, reason=reason, title=title)


def return_chosen(
    *, reviewer: OrganisationalUnit, ids: Iterable[int], reason: str, operator: str = "", user: User | None = None
) -> int:
    """Send back those among `ids` that wait for the reviewer, all for one reason; how many. Raises `Refused`."""
    with transaction.atomic():
        chosen = list(_waiting_for(reviewer).filter(pk__in=list(ids)).select_related("unit"))
        for report in _one_a_backlog(chosen):
            return_report(report=report, reviewer=reviewer, reason=reason, operator=operator, user=user)
        return len(chosen)


def _whole(ids: list[int] | QuerySet[Any]) -> QuerySet[Any]:
    """The reports of the ids, and with one day of a backlog all the others: they are signed or sent back as one."""
    spread = Report.objects.filter(pk__in=ids, correction__indicator__isnull=False).order_by()
    same = Q(correction__in=spread.values("correction"))
    return Report.objects.filter(Q(pk__in=ids) | same, release=None).order_by().values("pk")


def _one_a_backlog(reports: Iterable[Report]) -> list[Report]:
    """Of each backlog one report stands for all."""
    asked = Correction.objects.exclude(indicator=None)
    spread = set(asked.filter(reports__in=reports).values_list("pk", flat=True))
    chosen = {report.correction_id if report.correction_id in spread else -report.pk: report for report in reports}
    return list(chosen.values())


def _waiting_for(reviewer: OrganisationalUnit) -> QuerySet[Report]:
    if not works(reviewer):
        return Report.objects.none()
    waiting = Report.objects.filter(state=Report.State.REVIEW, release=None, unit__reviewer=reviewer)
    return waiting.exclude(unit=reviewer)


def _held(waiting: QuerySet[Report], user: User | None) -> QuerySet[Report]:
    """What waits now, locked where the database can until the transaction ends. Raises `Refused` for a hand in it."""
    reports = list(waiting.select_for_update(of=("self",)))
    if user is not None and entered_one_of(user, reports):
        raise Refused("Người nhập hoặc gửi duyệt số liệu không được tự duyệt, kể cả bằng tài khoản khác.")
    return waiting.filter(pk__in=[report.pk for report in reports])


def _approve(waiting: QuerySet[Report], reviewer: OrganisationalUnit, operator: str) -> int:
    signed = (operator or reviewer.abbreviation)[:150]
    signature = {"state": Report.State.APPROVED, "approved_by": signed, "approved_at": clock.now()}
    with transaction.atomic():
        signed_days = _days_by_unit(waiting)
        count = _step(waiting, Done.APPROVE, signature)
        _settle_waits(signed_days)
        _tell_signed(signed_days)
    return count


def _days_by_unit(reports: QuerySet[Report]) -> dict[int, list[int]]:
    """{unit's id: the days of its reports}"""
    found: dict[int, list[int]] = defaultdict(list)
    for unit, day in reports.order_by("unit", "day").values_list("unit", "day").distinct():
        found[unit].append(day)
    return found


def _tell_signed(signed_days: dict[int, list[int]]) -> None:
    for unit in OrganisationalUnit.objects.filter(pk__in=signed_days).order_by("pk"):
        tell_figures_signed(unit=unit, what=f"{_figures_of(signed_days[unit.pk])} của {unit}")


def _figures_of(reported: list[int]) -> str:
    """`số liệu ngày 08/10/2021`, or from the first day to the last."""
    reported = [day for day in reported if day != days.OPENING]
    if not reported:
        return days.OPENING_NAME
    first, last = (f"{days.date(day):%d/%m/%Y}" for day in (min(reported), max(reported)))
    return f"số liệu ngày {first}" if first == last else f"số liệu từ ngày {first} đến ngày {last}"


def _settle_waits(units: Iterable[int]) -> None:
    """Reviewers were told that these units' figures wait; where none does any more, that is done with."""
    still = Report.objects.filter(unit__in=units, state=Report.State.REVIEW, release=None)
    done = set(units) - set(still.order_by().values_list("unit", flat=True))
    settle(model=OrganisationalUnit, ids=done, kinds=[Notice.Kind.WAITS])


def _step(reports: QuerySet[Report], done: Done, values: dict[str, Any]) -> int:
    """Write the values to all at once, with one entry in the log; how many reports."""
    with transaction.atomic():
        ids = list(reports.values_list("pk", flat=True))
        count = reports.update(**values)
        if count == 1:
            record(done, about=Report.objects.select_related("unit").get(pk=ids[0]), details=values)
        elif count:
            record(done, about=Report, details=values | {"count": count, "ids": ids})
    return count
