"""The sheet in which a backlog is spread over past days: one indicator of one area, a row for each slot."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Max, Min

from core import clock, province
from core.templatetags.portal import lower_first
from datasets import days
from datasets.models import Correction, Fact, Indicator, Report, valid
from datasets.selectors import figures
from datasets.selectors.releases import newest_slot_passed, slot_after, slot_time
from datasets.selectors.returns import LastReturn, last_return
from datasets.selectors.rights import Rights
from units.models import AdministrativeArea, OrganisationalUnit

Moment = tuple[int, int]
"""A day and the index of a slot."""
MOST_DAYS = 62


@dataclass(frozen=True)
class Backlog:
    """One that no release carries yet: `words` name it, `query` opens its sheet."""

    words: str
    query: str


@dataclass
class Row:
    """One slot: what is published, what is asked for (`text`, as typed) and what is wrong with it.

    `taken`: why nothing can be asked for here now, empty if it can; `state`: of the report that stands there.
    """

    day: int
    slot: int
    old: int | None
    text: str = ""
    new: int | None = None
    error: str = ""
    taken: str = ""
    state: str = ""

    @property
    def name(self) -> str:
        return f"so-{self.date:%Y%m%d}-{self.slot}"

    @property
    def date(self) -> dt.date:
        return days.date(self.day)

    @property
    def slot_label(self) -> str:
        return days.slot_label(self.slot)

    @property
    def after(self) -> int | None:
        return self.old if self.new is None else self.new

    @property
    def changed(self) -> bool:
        return self.new is not None and self.new != self.old


@dataclass
class Spread:
    """`rows` in the order of their slots; `draft`: of a sheet, the backlog that came back and is mended in it."""

    area: AdministrativeArea
    indicator: Indicator
    rows: list[Row] = field(default_factory=list)
    draft: Correction | None = None

    @property
    def taken(self) -> list[str]:
        """Why nothing can be asked for at some slots, each reason once."""
        return list(dict.fromkeys(row.taken for row in self.rows if row.taken))

    @property
    def before(self) -> int:
        return sum(row.old or 0 for row in self.rows)

    @property
    def after(self) -> int:
        return sum(row.after or 0 for row in self.rows)

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.changed]


def is_own(unit: OrganisationalUnit, indicator: Indicator, area: AdministrativeArea) -> bool:
    """Whether the published flow is the unit's own to correct."""
    return indicator.is_flow and Rights(unit).is_source(indicator.code, area)


def own_flows(unit: OrganisationalUnit, areas: list[AdministrativeArea]) -> list[Indicator]:
    """The flows of which the unit is the source at one of the areas."""
    rights = Rights(unit)
    flows = Indicator.objects.filter(kind=Indicator.Kind.FLOW)
    return [flow for flow in flows if any(rights.is_source(flow.code, area) for area in areas)]


def sheet(
    unit: OrganisationalUnit, area: AdministrativeArea, indicator: Indicator, first: dt.date, last: dt.date
) -> Spread:
    """Every published slot of the area from `first` to `last`, with what the newest release says of it.

    A backlog that came back is shown whole where it touches these days.
    """
    release = figures.published()
    head = figures.head(release) or (-1, 0)
    start, end = days.number(max(first, area.valid_from)), min(days.number(last), head[0])
    draft = drafted(unit, area, indicator, start, end)
    if draft is not None:
        own = draft.reports.aggregate(first=Min("day"), last=Max("day"))
        start, end = min(start, own["first"]), max(end, own["last"])
    known = _values(release, indicator.pk, area.pk, start, end)
    slots = range(len(province.current().slots))
    moments = [(day, slot) for day in range(start, end + 1) for slot in slots if (day, slot) <= head]
    rows = [Row(*moment, known.get(moment)) for moment in moments]
    _mark(rows, taken(unit, area, start, end, draft))
    return Spread(area, indicator, rows, draft)


def _mark(rows: list[Row], held: dict[Moment, Report]) -> None:
    why = why_taken(held.values())
    for row in rows:
        if report := held.get((row.day, row.slot)):
            row.taken, row.state = why[report.pk], report.get_state_display()


def drafted(
    unit: OrganisationalUnit, area: AdministrativeArea, indicator: Indicator, first: int, last: int
) -> Correction | None:
    """The unit's backlog of the area and indicator that touches the days, and came back or was withdrawn."""
    drafts = Report.objects.filter(unit=unit, state=Report.State.DRAFT, release=None, day__gte=first)
    own = Correction.objects.filter(unit=unit, area=area, indicator=indicator)
    return own.filter(reports__in=drafts.filter(day__lte=last)).order_by("-pk").first()


def taken(
    unit: OrganisationalUnit, area: AdministrativeArea, first: int, last: int, draft: Correction | None
) -> dict[Moment, Report]:
    """{slot: the unit's report of it that no release carries yet}, but for those of the `draft`: one a slot."""
    reports = Report.objects.filter(unit=unit, area=area, release=None, day__gte=first).filter(day__lte=last)
    return {(one.day, one.slot): one for one in reports if draft is None or one.correction_id != draft.pk}


def why_taken(reports: Iterable[Report]) -> dict[int, str]:
    """{report's id: what stands in the way of a backlog there, and when the way is free}"""
    reports = list(reports)
    named = backlogs({one.correction_id for one in reports if one.correction_id})
    due = f"{slot_time(*slot_after(*newest_slot_passed(clock.now()))):%H:%M %d/%m/%Y}"
    return {one.pk: _why(one, named.get(one.correction_id or 0), due) for one in reports}


def _why(report: Report, backlog: Backlog | None, due: str) -> str:
    what = backlog.words if backlog else "một báo cáo của đơn vị"
    if report.state == Report.State.APPROVED:
        return f"{what} đã được duyệt, chờ bản công bố tới (theo lịch lúc {due}); sau đó mới đề nghị tiếp được"
    if report.state == Report.State.REVIEW:
        return f"{what} đang chờ duyệt; rút lại để sửa, hoặc đề nghị sau khi số đó được công bố (sớm nhất lúc {due})"
    return (
        f"{what} còn là bản nháp; {'gửi lại hoặc bỏ đề nghị' if backlog else 'gửi duyệt hoặc xóa bản nháp'} đó trước"
    )


def why_returned(asked: Correction) -> LastReturn | None:
    """Why the backlog came back, as its newest report keeps it for all."""
    newest = asked.reports.filter(release=None).order_by("day", "slot").last()
    return last_return(newest) if newest else None


def spread_of(report: Report) -> Spread | None:
    """All values of the backlog that the report is a day of, beside what was published before it."""
    asked = report.correction
    if asked is None or asked.indicator is None or asked.area is None:
        return None
    release = report.release_id - 1 if report.release_id else figures.published()
    reports = Report.objects.filter(correction=asked, release=report.release_id).order_by("day", "slot")
    rows = [Row(one.day, one.slot, None, new=one.values.get(asked.indicator.code)) for one in reports]
    if not rows:
        return None
    known = _values(release, asked.indicator.pk, asked.area.pk, rows[0].day, rows[-1].day)
    for row in rows:
        row.old = known.get((row.day, row.slot))
    return Spread(asked.area, asked.indicator, rows)


def backlogs(corrections: Iterable[int]) -> dict[int, Backlog]:
    """{id: the backlog} of those corrections that are one which no release carries yet, by one query."""
    reports = Report.objects.filter(
        correction__in=list(corrections), correction__indicator__isnull=False, release=None
    )
    place = ("correction__area__code", "correction__area__name", "correction__indicator__code")
    named = reports.order_by().values_list("correction", *place, "correction__indicator__short_name")
    return {
        pk: _backlog(code, area, indicator, name, days.date(first), days.date(last))
        for pk, code, area, indicator, name, first, last in named.annotate(first=Min("day"), last=Max("day"))
    }


def _backlog(code: str, area: str, indicator: str, name: str, first: dt.date, last: dt.date) -> Backlog:
    sheet_of = {"dia-ban": code, "chi-tieu": indicator, "tu": first.isoformat(), "den": last.isoformat()}
    words = f"đề nghị phân bổ {lower_first(name)} của {area} từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    return Backlog(words, urlencode(sheet_of))


def _values(release: int, indicator: int, area: int, first: int, last: int) -> dict[Moment, int]:
    facts = Fact.objects.filter(valid(release), indicator=indicator, area=area, day__gte=first).filter(day__lte=last)
    return {(day, slot): value for day, slot, value in facts.values_list("day", "slot", "value")}
