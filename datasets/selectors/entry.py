"""What a unit enters for one slot: its areas of one level by its indicators, with what was there before."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core import clock, province
from core.problems import Code, Problem
from datasets import days
from datasets.figures_file import REASON
from datasets.models import Indicator, Report
from datasets.quality import Finding, Known, Severity
from datasets.selectors.backlog import Backlog, backlogs
from datasets.selectors.findings import GRAVEST_FIRST
from datasets.selectors.releases import newest_slot_passed, slot_time
from datasets.selectors.rights import Rights
from units.models import AdministrativeArea, Duty, Level, OrganisationalUnit
from units.selectors.areas import areas_at

IN_BACKLOG = "trong đề nghị phân bổ số tồn"
MOST_LINES = 100
"""Areas on a sheet; whoever has more sends a file."""


@dataclass
class Cell:
    """One number. `stored`: what the portal holds, `text`: what stands in its input, `before`: the slot before's.

    `severity`: of the gravest that the checks say of it.
    """

    indicator: Indicator
    name: str
    stored: str
    text: str
    before: int | None
    severity: str = ""


@dataclass(frozen=True)
class Message:
    """What a check says of a line or of one of its cells. `label`: whom it concerns, `anchor`: where to mend it."""

    severity: str
    label: str
    text: str
    anchor: str


@dataclass
class Line:
    """One area. `locked`: why nothing can be entered now, empty if it can.

    `backlog`: what spreads a backlog over this slot and has to be sent again or given up before; `touched`: what was
    typed would say otherwise.
    """

    area: AdministrativeArea
    cells: list[Cell]
    report: Report | None
    locked: str
    reason: str
    messages: list[Message] = field(default_factory=list)
    backlog: Backlog | None = None
    touched: bool = False

    @property
    def reason_name(self) -> str:
        return f"ly-do-{self.area.code}"

    @property
    def entered(self) -> bool:
        return any(cell.text for cell in self.cells)

    @property
    def changed(self) -> bool:
        """Whether there is anything to store: what is published already and the same is not."""
        return self.report is not None or any(cell.text != cell.stored for cell in self.cells)

    @property
    def needs_reason(self) -> bool:
        return bool(self.reason) or any(one.severity == "reason" for one in self.messages)


@dataclass(frozen=True)
class Total:
    """`value` and `before`: sums of what is known; None if nothing is."""

    indicator: Indicator
    value: int | None
    before: int | None


@dataclass(frozen=True)
class Sheet:
    """`levels`: those of which the unit reports anything; `duty`: the one that asks for this sheet."""

    unit: OrganisationalUnit
    level: Level
    levels: list[Level]
    day: int
    slot: int
    duty: Duty | None
    indicators: list[Indicator]
    lines: list[Line]

    @property
    def date(self) -> dt.date:
        return days.date(self.day)

    @property
    def slot_label(self) -> str:
        return days.slot_label(self.slot)

    @property
    def due(self) -> dt.datetime:
        return slot_time(self.day, self.slot)

    @property
    def entered(self) -> int:
        return sum(line.entered for line in self.lines)

    @property
    def saved_at(self) -> dt.datetime | None:
        return max((line.report.entered_at for line in self.lines if line.report), default=None)

    @property
    def messages(self) -> list[Message]:
        return [message for line in self.lines for message in line.messages]

    @property
    def tally(self) -> str:
        """`Còn 1 ô phải sửa, 1 ô cần lý do`"""
        cells = {(message.severity, message.anchor) for message in self.messages}
        counts = Counter(severity for severity, _ in cells)
        return "Còn " + ", ".join(f"{counts[one]} ô {one.label}" for one in GRAVEST_FIRST if counts[one])

    @property
    def gravest(self) -> str:
        return next((one for one in GRAVEST_FIRST if any(said.severity == one for said in self.messages)), "")

    @property
    def places(self) -> dict[str, str]:
        """{where to mend it: what is to be mended there}"""
        found: dict[str, str] = {}
        for message in self.messages:
            found.setdefault(message.anchor, message.label)
        return found

    def totals(self) -> list[Total]:
        columns = zip(*(line.cells for line in self.lines), strict=True)
        return [_total(indicator, column) for indicator, column in zip(self.indicators, columns, strict=False)]


@dataclass(frozen=True)
class _Asked:
    """An area and slot of which nothing is said yet."""

    area: AdministrativeArea
    day: int
    slot: int
    values: Mapping[str, None]


def open_slot() -> tuple[int, int]:
    """(day, slot) of the newest slot whose figures may be entered."""
    return newest_slot_passed(clock.now() + dt.timedelta(minutes=province.current().thresholds.entry_opens_minutes))


def levels_of(unit: OrganisationalUnit, rights: Rights, date: dt.date) -> dict[Level, list[AdministrativeArea]]:
    """{level: the unit's areas of that day} where a duty lets it report anything; its own level first."""
    found: dict[Level, list[AdministrativeArea]] = {}
    for area in areas_at(date):
        if rights.duties_at(area):
            found.setdefault(Level(area.level), []).append(area)
    return dict(sorted(found.items(), key=lambda one: (one[0] != unit.level, one[0])))


def sheet_of(unit: OrganisationalUnit, *, level: Level | None, day: int, slot: int) -> Sheet | None:
    """The sheet of a level, by default the unit's own; None where the unit has nothing to report."""
    rights = Rights(unit)
    areas = levels_of(unit, rights, days.date(day))
    if not areas:
        return None
    chosen = level if level in areas else next(iter(areas))
    indicators = [one for one in Indicator.objects.all() if any(rights.has(one.code, area) for area in areas[chosen])]
    lines = _lines(areas[chosen][:MOST_LINES], indicators, rights, day, slot)
    duties = (duty for area in areas[chosen] for duty in rights.duties_at(area))
    duty = next((duty for duty in duties if duty.level == chosen), None)
    return Sheet(unit, chosen, list(areas), day, slot, duty, indicators, lines)


def tell(line: Line, problems: Iterable[Problem]) -> None:
    """Put what checks say of the line's area beside its cells."""
    cells = {cell.indicator.code: cell for cell in line.cells}
    for problem in problems:
        severity, cell = _severity(problem), cells.get(problem.column or "")
        about = f"{line.area.name}, {cell.indicator.name}" if cell else line.area.name
        anchor = cell.name if cell else line.reason_name if problem.column == REASON else line.cells[0].name
        label = f"{severity.label.capitalize()}: {about}."
        line.messages.append(Message(str(severity), label, problem.message, anchor))
        if cell and cell.severity != Severity.STOP:
            cell.severity = str(severity)


def _severity(problem: Problem) -> Severity:
    if problem.severity:
        return Severity(problem.severity)
    return Severity.REASON if problem.code is Code.REASON_REQUIRED else Severity.STOP


def _lines(
    areas: Sequence[AdministrativeArea], indicators: list[Indicator], rights: Rights, day: int, slot: int
) -> list[Line]:
    codes: dict[str, None] = dict.fromkeys(one.code for one in indicators)
    asked = [_Asked(area, day, slot, codes) for area in areas]
    known = Known(asked, [], rights)
    reports = Report.objects.filter(unit=rights.unit, day=day, slot=slot, release=None, area__in=areas)
    by_area = {report.area_id: report for report in reports}
    drafts = [one for one in by_area.values() if one.state == Report.State.DRAFT]
    kept = backlogs(one.correction_id for one in drafts if one.correction_id)
    found = ((one, by_area.get(one.area.pk)) for one in asked)
    return [_line(one, indicators, known, report, kept.get(_correction(report))) for one, report in found]


def _correction(report: Report | None) -> int:
    return (report.correction_id or 0) if report else 0


def _line(
    asked: _Asked, indicators: list[Indicator], known: Known, report: Report | None, backlog: Backlog | None
) -> Line:
    """Of a backlog that came back only what is known of its values: they are mended in its own sheet."""
    area, report = asked.area, None if backlog else report
    cells = []
    for indicator in indicators:
        value = report.values.get(indicator.code) if report else None
        if report is None and known.rights.is_source(indicator.code, area):
            value = known.own[indicator.code, area.pk].get(known.moment(asked))
        text, name = "" if value is None else str(value), f"so-{area.code}-{indicator.code}"
        cells.append(Cell(indicator, name, text, text, known.before(indicator.code, asked)))
    locked = IN_BACKLOG if backlog else _locked(report)
    line = Line(area, cells, report, locked, report.reason if report else "", backlog=backlog)
    if report:
        tell(line, [Finding.stored(kept).remark(None) for kept in report.findings])
    return line


def _locked(report: Report | None) -> str:
    if report is None or report.state == Report.State.DRAFT:
        return ""
    return "đang chờ duyệt" if report.state == Report.State.REVIEW else "đã duyệt, chờ công bố"


def _total(indicator: Indicator, cells: Sequence[Cell]) -> Total:
    values = [int(cell.text) for cell in cells if cell.text.isascii() and cell.text.isdigit()]
    before = [cell.before for cell in cells if cell.before is not None]
    return Total(indicator, sum(values) if values else None, sum(before) if before else None)
