"""A backlog that is spread over past days is one line wherever reports are listed: which report stands for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Q, QuerySet, Subquery
from django.db.models.expressions import Exists, OuterRef

from datasets import days
from datasets.models import Report

_SPREAD = Q(correction__indicator__isnull=False)


@dataclass(frozen=True)
class Span:
    """Of one backlog: the indicator's code, its first and last day, on how many days it has values, and how many."""

    indicator: str
    first: dt.date
    last: dt.date
    days: int
    count: int


def one_a_backlog(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Of each backlog among the reports only the newest of them, which stands for all; other reports stay."""
    later = Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), slot__gt=OuterRef("slot"))
    newer = reports.order_by().filter(later, correction=OuterRef("correction"))
    return reports.filter(~_SPREAD | ~Exists(newer))


def stands_for(report: Report) -> Report:
    """The report that stands for the backlog of which this is a day; any other stands for itself."""
    same = Report.objects.filter(_SPREAD, correction=report.correction_id).order_by("day", "slot")
    return same.select_related("unit__reviewer", "area", "release", "correction").last() or report


def with_span(reports: QuerySet[Report]) -> QuerySet[Report]:
    """Each with what `span_of` reads."""
    same = Report.objects.filter(_SPREAD, correction=OuterRef("correction")).order_by().values("correction")
    return reports.annotate(
        span_first=Subquery(same.annotate(first=Min("day")).values("first")),
        span_last=Subquery(same.annotate(last=Max("day")).values("last")),
        span_days=Subquery(same.annotate(number=Count("day", distinct=True)).values("number")),
        span_count=Subquery(same.annotate(number=Count("pk")).values("number")),
        span_code=F("correction__indicator__code"),
    )


def span_of(report: Report) -> Span | None:
    """Of one of `with_span`; None where the report is no part of a backlog."""
    found = vars(report)
    if not found.get("span_count"):
        return None
    first, last = days.date(found["span_first"]), days.date(found["span_last"])
    return Span(found["span_code"], first, last, found["span_days"], found["span_count"])
