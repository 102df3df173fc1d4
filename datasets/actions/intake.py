"""From the rows of a file to one unit's reports: what may be entered, what replaces a draft, what the checks find."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from core.problems import Code, Problem
from datasets import days
from datasets.actions.returns import Place
from datasets.actions.write import IN_LIMIT
from datasets.evidence import Basis
from datasets.figures_file import FigureRow, FiguresFile
from datasets.models import Fact, Indicator, Report, valid
from datasets.quality import Finding, examine, refusals
from datasets.selectors import figures
from datasets.selectors.backlog import Backlog, backlogs
from datasets.selectors.rights import Rights
from units.models import Action, AdministrativeArea, OrganisationalUnit


class Intake:
    """Checks the rows of one file and makes their reports; `replaced`: drafts that they take the place of."""

    def __init__(
        self, unit: OrganisationalUnit, found: FiguresFile, reason: str, basis: Basis | None, *, asks_evidence: bool
    ) -> None:
        self.asks_evidence = asks_evidence
        self.mended = basis.replaces.pk if basis and basis.replaces else None
        self.unit, self.found, self.reason = unit, found, reason
        self.rights = Rights(unit)
        self.codes = list(Indicator.objects.values_list("code", flat=True))
        release = figures.published()
        self.head = figures.head(release)
        self.published = published_values(found.rows, release)
        self.open = _open_reports(unit)
        self.replaced: list[int] = []
        self.findings: list[Problem] = []
        self.kinds: Counter[str] = Counter()
        self._forbidden: dict[int, dict[str, Code]] = {}

    def report(self, row: FigureRow) -> Report | None:
        """The report to store; None if the row was refused or says nothing new."""
        if not self._allowed(row) or not self._replaceable(row):
            return None
        published = self._published_of(row)
        changed = {code for code, value in published.items() if value != row.values[code]}
        reason = row.reason or self.reason
        if changed and not reason:
            message = "Số liệu đã công bố, muốn đính chính phải nêu lý do."
            for code in sorted(changed):
                self.found.refuse(Code.REASON_REQUIRED, message, row=row.number, column=code)
            return None
        if changed and not self._has_evidence(row):
            self.found.refuse(Code.EVIDENCE_REQUIRED, "Đính chính số đã công bố phải nêu căn cứ.", row=row.number)
            return None
        values = {code: value for code, value in row.values.items() if published.get(code) != value}
        self.kinds[self._news(row, values, changed)] += 1
        if not values:
            return None
        return Report(
            unit=self.unit,
            area=row.area,
            day=row.day,
            slot=row.slot,
            kind=self._kind(row, changed),
            values=values,
            note=row.note,
            reason=reason[:500],
        )

    def _has_evidence(self, row: FigureRow) -> bool:
        return not self.asks_evidence or self._open(row).has_evidence

    def _open(self, row: FigureRow) -> "_Open":
        return self.open.get(row.key, _NOTHING)

    def _news(self, row: FigureRow, values: dict[str, int], changed: set[str]) -> str:
        """What the row is beside what is there: "new", "changed" or "same"."""
        draft = self._open(row).values
        if values == (draft or {}):
            return "same"
        return "changed" if changed or draft else "new"

    def examine(self, reports: list[Report], *, submit: bool) -> None:
        """Run the checks over the rows: keep with each report what was found, refuse what cannot be handed over."""
        found = examine(self.found.rows, self.rights)
        for row in self.found.rows:
            self._judge_findings(row, found.get(row.key, []), submit=submit)
        for report in reports:
            report.findings = [
                finding.as_dict() for finding in found.get((report.area_id, report.day, report.slot), [])
            ]

    def _judge_findings(self, row: FigureRow, findings: list[Finding], *, submit: bool) -> None:
        if submit:
            for problem in refusals(findings, reason=row.reason or self.reason, row=row.number):
                self.found.add(problem)
        self.findings += [finding.remark(row.number) for finding in findings]

    def _allowed(self, row: FigureRow) -> bool:
        if not self.rights.covers(row.area):
            message = f"{row.area.name} không thuộc địa bàn của {self.unit.name}."
            self.found.refuse(Code.NOT_YOUR_AREA, message, row=row.number, column="ma_dia_ban")
            return False
        forbidden = self._forbidden_at(row.area)
        refused = [code for code in row.values if code in forbidden] if forbidden else []
        for code in refused:
            message = _MESSAGES[forbidden[code]].format(unit=self.unit.name, area=row.area.name)
            self.found.refuse(forbidden[code], message, row=row.number, column=code)
        return not refused

    def _forbidden_at(self, area: AdministrativeArea) -> dict[str, Code]:
        """{indicator: why the unit may not enter it there}"""
        if area.pk not in self._forbidden:
            verdicts = {code: self._judge(code, area) for code in self.codes}
            self._forbidden[area.pk] = {code: verdict for code, verdict in verdicts.items() if verdict}
        return self._forbidden[area.pk]

    def _judge(self, indicator: str, area: AdministrativeArea) -> Code | None:
        if self.rights.is_sum(indicator, area.level) and not self.rights.has(indicator, area, Action.VERIFY):
            return Code.COMPUTED_VALUE
        if self.rights.has(indicator, area):
            return None
        return Code.NOT_YOUR_INDICATOR if self.rights.duties_at(area) else Code.NOT_YOUR_AREA

    def _replaceable(self, row: FigureRow) -> bool:
        held = self._open(row)
        if refusal := _REFUSED_STATES.get(held.state):
            code, message = refusal
            self.found.refuse(code, message, row=row.number)
            return False
        if held.backlog and held.backlog != self.mended:
            self.found.refuse(Code.IN_BACKLOG, self._why_kept(row, held.backlog), row=row.number)
            return False
        if held.pk:
            self.replaced.append(held.pk)
        return True

    def _why_kept(self, row: FigureRow, backlog: int) -> str:
        """One day of a backlog is not replaced by itself: the whole would be another than was asked for."""
        at = f"{days.slot_label(row.slot)} {days.date(row.day):%d/%m/%Y}"
        return (
            f"{row.area.name}, kỳ {at}: số này nằm trong {self._backlogs[backlog].words}, chưa gửi lại. "
            "Bạn mở “Phân bổ số tồn” để gửi lại hoặc bỏ đề nghị đó, rồi nhập lại dòng này."
        )

    @cached_property
    def _backlogs(self) -> dict[int, Backlog]:
        return backlogs({one.backlog for one in self.open.values() if one.backlog})

    def _published_of(self, row: FigureRow) -> dict[str, int]:
        """{indicator: published value} of the row's cells that are this unit's own; what a unit verifies for another
        stays a report of its own."""
        found, is_own = self.published.get(row.key, {}), self.rights.is_source
        return {code: found[code] for code in row.values if code in found and is_own(code, row.area)}

    def _kind(self, row: FigureRow, changed: set[str]) -> str:
        if changed:
            return Report.Kind.CORRECTION
        late = self.head is not None and (row.day, row.slot) <= self.head
        return Report.Kind.SUPPLEMENT if late else Report.Kind.FIRST


_MESSAGES = {
    Code.COMPUTED_VALUE: "Số của {area} là tổng các địa bàn cấp dưới, cổng tự tính; không nhập.",
    Code.NOT_YOUR_INDICATOR: "{unit} không được giao cập nhật chỉ tiêu này ở cấp của {area}.",
    Code.NOT_YOUR_AREA: "{unit} không được giao cập nhật số liệu ở cấp của {area}.",
}
_REFUSED_STATES = {
    Report.State.REVIEW.value: (Code.UNDER_REVIEW, "Báo cáo của khung giờ này đang chờ duyệt."),
    Report.State.APPROVED.value: (Code.ALREADY_APPROVED, "Báo cáo của khung giờ này đã được duyệt."),
}


class _Open(NamedTuple):
    """A report that no release carries yet."""

    pk: int
    state: str
    values: dict[str, int | None] | None
    has_evidence: bool
    backlog: int | None
    """The correction that spreads a backlog over this and other slots."""


_NOTHING = _Open(0, "", None, False, None)


def _open_reports(unit: OrganisationalUnit) -> dict[Place, _Open]:
    """{place: the unit's report there that no release carries yet}"""
    reports = Report.objects.filter(unit=unit, release=None)
    place, says = ("area_id", "day", "slot"), ("pk", "state", "values")
    rows = reports.values_list(*place, *says, "correction", "correction__indicator")
    return {
        (a, d, s): _Open(pk, state, values, request is not None, request if spreads else None)
        for a, d, s, pk, state, values, request, spreads in rows
    }


def published_values(rows: Iterable[FigureRow], release: int) -> dict[Place, dict[str, int]]:
    """{(area id, day, slot): {indicator: value}} that `release` shows in the areas and days of the rows."""
    rows = [row for row in rows if row.values]
    if not rows or not release:
        return {}
    codes = {code for row in rows for code in row.values}
    areas = {row.area.pk for row in rows}
    span = {"day__gte": min(row.day for row in rows), "day__lte": max(row.day for row in rows)}
    names = dict(Indicator.objects.filter(code__in=codes).values_list("id", "code"))
    facts = Fact.objects.filter(valid(release), indicator__in=list(names), **span)
    if len(areas) <= IN_LIMIT:
        facts = facts.filter(area__in=areas)
    found: dict[Place, dict[str, int]] = defaultdict(dict)
    for i, a, d, s, value in facts.values_list(*figures.KEY, "value").iterator(chunk_size=10_000):
        found[a, d, s][names[i]] = value
    return dict(found)
