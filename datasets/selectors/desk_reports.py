"""All reports that a unit's desk shows, in one query: to be signed, its own, those in which figures differ."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from datasets.models import Report
from datasets.selectors import desk, discrepancies, returns
from datasets.selectors.spreads import one_a_backlog, with_span
from units.models import OrganisationalUnit


@dataclass(frozen=True)
class DeskReports:
    """`waiting`: what the unit is asked to sign, the oldest slot first; `own`: its newest, and its drafts that were
    sent back however old they are, the newest first; `doubted`: where a figure may differ, the newest first. A
    backlog waits, and is the unit's own, as one."""

    waiting: list[Report]
    own: list[Report]
    doubted: list[Report]


def reports_for(unit: OrganisationalUnit, *, signs: bool) -> DeskReports:
    """`signs`: whether who asks signs for the unit. So many of a kind at most as the desk has room for."""
    waiting = one_a_backlog(desk.waiting_for(unit)) if signs else Report.objects.none()
    asked = Report.objects.annotate(
        waits=_among(waiting, desk.MOST_WAITING),
        is_own=_among(returns.own_reports(unit), desk.MOST_RECENT + desk.MOST_WAITING),
        is_doubted=_among(discrepancies.doubted(unit), discrepancies.MOST_SHOWN),
    ).filter(Q(waits=True) | Q(is_own=True) | Q(is_doubted=True))
    found = list(with_span(returns.with_last_return(asked)).select_related("unit", "area").order_by(*desk.NEWEST))
    return DeskReports(
        sorted((one for one in found if one.waits), key=_as_waiting),  # type: ignore[attr-defined]
        [one for one in found if one.is_own],  # type: ignore[attr-defined]
        [one for one in found if one.is_doubted],  # type: ignore[attr-defined]
    )


def _among(reports: QuerySet[Report], most: int) -> Q:
    return Q(pk__in=reports.values("pk")[:most])


def _as_waiting(report: Report) -> tuple[Any, ...]:
    """The order of `desk.waiting_for`."""
    return report.day, report.slot, report.unit.abbreviation, report.area.code
