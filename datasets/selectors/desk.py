"""Reads for the desk: what waits for a unit's signature, and what became of its own reports."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Value
from django.db.models.functions import Concat

from core.known import known
from core.templatetags.portal import number
from datasets import days
from datasets.models import Facility, Indicator, Report
from datasets.selectors.spreads import Span, one_a_backlog, span_of, with_span
from units.models import OrganisationalUnit

MOST_WAITING = 50
MOST_RECENT = 10
NEWEST = ("-day", "-slot", "-entered_at", "-pk")
SHOWN_FIGURES = 3
SECONDS_NAMED = 60
OPENING = "Số dư đầu mùa dịch"
DAYS_BACK = 3
"""How far the desk looks for the report before."""


@dataclass(frozen=True)
class Line:
    """A report in one line. `figures`: [(short name, value, value of the report before or None)].

    `span`: of a backlog, all whose reports are this line; `indicator`: the short name of what it spreads.
    """

    report: Report
    date: dt.date
    slot: str
    figures: list[tuple[str, int | None, int | None]]
    more: int
    span: Span | None = None
    indicator: str = ""


def open_reports(unit: OrganisationalUnit | None = None) -> QuerySet[Report]:
    """Reports that are in no release yet; of one unit, or of all."""
    found = Report.objects.filter(release=None).select_related("unit", "area")
    return found.filter(unit=unit) if unit else found


def waiting_for(reviewer: OrganisationalUnit) -> QuerySet[Report]:
    """What the reviewing unit is asked to sign, oldest slot first."""
    waiting = open_reports().filter(state=Report.State.REVIEW, unit__reviewer=reviewer).exclude(unit=reviewer)
    return waiting.order_by("day", "slot", "unit__abbreviation", "area__code")


def latest_reports() -> list[Report]:
    """The newest reports of all units; a backlog counts as one."""
    found = with_span(one_a_backlog(Report.objects.all())).select_related("unit", "area")
    return list(found.order_by(*NEWEST)[:MOST_RECENT])


def counts(unit: OrganisationalUnit | None) -> dict[str, int]:
    """{state: open reports} of a unit, or of all; a backlog counts as one."""
    rows = one_a_backlog(open_reports(unit)).order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(Report.State.values, 0) | dict(rows)


def figures_done(units: QuerySet[OrganisationalUnit]) -> QuerySet[Any]:
    """Rows (unit's id, "figures", when it last entered figures)."""
    reports = Report.objects.filter(unit__in=units.values("pk")).order_by()
    return reports.values_list("unit_id", Value("figures")).annotate(last=Max("entered_at"))


def places_done(units: QuerySet[OrganisationalUnit]) -> QuerySet[Any]:
    """Rows (unit's id, subject of a kind of places, when it last wrote of one)."""
    places = Facility.objects.filter(unit__in=units.values("pk")).order_by()
    subject = Concat(Value("facilities:"), "kind")
    return places.values_list("unit_id", subject).annotate(last=Max("latest_revision__created_at"))


def lines(reports: list[Report], *, compared: bool = True) -> list[Line]:
    """The reports with their first figures; with those of the report before if they are `compared`."""
    if not reports:
        return []
    names = names_of_indicators()
    earlier = _earlier(reports) if compared else {}
    return [_line(report, names, earlier.get((report.unit_id, report.area_id), [])) for report in reports]


def names_of_indicators() -> dict[str, str]:
    """{code: short name}; every desk asks, so they are kept for a minute."""
    return cache.get_or_set(f"datasets.desk.names.{known().instance}", _names, SECONDS_NAMED) or {}


def _names() -> dict[str, str]:
    return dict(Indicator.objects.values_list("code", "short_name"))


def previous_report(report: Report) -> Report | None:
    """The same unit's newest report of the same area for an earlier slot."""
    same = Report.objects.filter(unit=report.unit_id, area=report.area_id, day__lte=report.day)
    earlier = same.exclude(day=report.day, slot__gte=report.slot)
    return earlier.order_by("-day", "-slot", "-pk").first()


def days_of(report: Report) -> str:
    """`08/10/2021`; of a backlog from its first day to its last."""
    if report.is_opening:
        return OPENING
    span = span_of(report)
    first, last = (span.first, span.last) if span else (days.date(report.day),) * 2
    return f"{first:%d/%m/%Y}" + (f" – {last:%d/%m/%Y}" if first != last else "")


def slots_of(report: Report) -> str:
    """`18:00`; of a backlog how many values it has."""
    if report.is_opening:
        return ""
    span = span_of(report)
    return f"{number(span.count)} số, {number(span.days)} ngày" if span else slot_label(report)


def slot_label(report: Report) -> str:
    """`18:00`"""
    return days.slot_label(report.slot)


def _earlier(reports: list[Report]) -> dict[tuple[int, int], list[tuple[int, int, dict[str, int]]]]:
    """{(unit, area): [(day, slot, values)]}, oldest first, of released reports around those given."""
    if not reports:
        return {}
    first, last = min(report.day for report in reports), max(report.day for report in reports)
    units, areas = {report.unit_id for report in reports}, {report.area_id for report in reports}
    found = Report.objects.filter(unit__in=units, area__in=areas, day__gte=first - DAYS_BACK, day__lte=last)
    rows = found.exclude(release=None).order_by("day", "slot", "pk")
    earlier = defaultdict(list)
    for unit, area, day, slot, values in rows.values_list("unit_id", "area_id", "day", "slot", "values"):
        earlier[unit, area].append((day, slot, values))
    return earlier


def _line(report: Report, names: dict[str, str], earlier: list[tuple[int, int, dict[str, int]]]) -> Line:
    before = [values for day, slot, values in earlier if (day, slot) < (report.day, report.slot)][-1:]
    last = before[0] if before else {}
    values = [(names.get(code, code), value, last.get(code)) for code, value in report.values.items()]
    shown, more = values[:SHOWN_FIGURES], max(len(values) - SHOWN_FIGURES, 0)
    span = span_of(report)
    spread = names.get(span.indicator, span.indicator) if span else ""
    return Line(report, days.date(report.day), slot_label(report), shown, more, span, spread)
