"""Taking in a file of figures as one unit's reports: drafts, or handed to review. All of it or nothing."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock, province
from core.problems import Code, ImportResult, Problem
from datasets import days
from datasets.actions.returns import Place, pass_on, returns_of
from datasets.actions.write import IN_LIMIT, Key
from datasets.evidence import LONGEST_EVIDENCE, Basis
from datasets.figures_file import MAX_PROBLEMS, FigureRow, FiguresFile, read_figures
from datasets.models import Correction, Fact, ImportedFile, Indicator, Report, valid
from datasets.quality import Finding, examine, refusals
from datasets.quality.file import same_file
from datasets.selectors import figures
from datasets.selectors.backlog import Backlog, backlogs
from datasets.selectors.rights import Rights
from units.actions.audit import record
from units.models import Action, AdministrativeArea, Done, OrganisationalUnit, User


class Sender(NamedTuple):
    """Who enters: `name` as the report keeps it, the account if there is one, and whether it hands over at once."""

    name: str
    user: User | None
    submit: bool

    @property
    def state(self) -> str:
        return Report.State.REVIEW if self.submit else Report.State.DRAFT


class Former(NamedTuple):
    """Of drafts that others took the place of: where each stood, the corrections that were asked for there, who had
    written there since when, their returns."""

    places: dict[int, Place]
    corrections: dict[Place, Correction]
    writers: dict[Place, tuple[list[str], dt.datetime]]
    returns: dict[int, int]


def import_reports(
    *,
    data: bytes,
    name: str,
    unit: OrganisationalUnit,
    submit: bool = False,
    reason: str = "",
    dry_run: bool = False,
    operator: str = "",
    user: User | None = None,
    typed: bool = False,
    left_out: frozenset[int] = frozenset(),
    basis: Basis | None = None,
) -> ImportResult:
    """Store the file's rows as reports of `unit`. `accepted` counts rows; `ids` are those of the stored reports.

    `user`: the account that enters, and with `submit` hands over. `reason`: of the rows that give none of their own.
    `typed`: not a file that could come twice. `left_out`: numbers of rows that are not sent.
    `basis`: what corrections rest on; an account hands none over without. A draft keeps the one that it had.
    A value that is published already and the same is accepted without being stored again. What the checks find is
    kept with a draft; handed over are only rows of which nothing must be mended, and what needs a reason has one.
    """
    found = read_figures(data, name=name, province=province.current(), left_out=left_out)
    sender = Sender(operator or (user.get_username() if user else unit.abbreviation), user, submit)
    with transaction.atomic():
        lock(unit)
        asks = submit and user is not None and basis is None
        intake = _Intake(unit, found, reason.strip(), basis, asks_evidence=asks)
        reports = [report for row in found.rows if (report := intake.report(row))]
        if not found.problems:
            intake.examine(reports, submit=submit)
        if found.problems:
            return ImportResult.refused(found.problems, found.count, _data_rows(found))
        findings = [*([] if typed else _seen_before(unit, data, name)), *intake.findings]
        ids = [] if dry_run else store_reports(reports, intake.replaced, sender, basis)
        if not dry_run and not typed:
            _keep_file(unit, data, name, rows=found.count, sender=sender)
    return ImportResult(found.count, ids=ids, findings=findings[:MAX_PROBLEMS], kinds=intake.kinds)


def lock(unit: OrganisationalUnit) -> None:
    """One writer of a unit's reports at a time; held until the transaction ends."""
    OrganisationalUnit.objects.select_for_update().get(pk=unit.pk)


def published_values(rows: Iterable[FigureRow], release: int) -> dict[Key, int]:
    """{(indicator id, area id, day, slot): value} that `release` shows in the areas and days of the rows."""
    rows = [row for row in rows if row.values]
    if not rows or not release:
        return {}
    codes = {code for row in rows for code in row.values}
    areas = {row.area.pk for row in rows}
    span = {"day__gte": min(row.day for row in rows), "day__lte": max(row.day for row in rows)}
    indicators = list(Indicator.objects.filter(code__in=codes).values_list("id", flat=True))
    facts = Fact.objects.filter(valid(release), indicator__in=indicators, **span)
    if len(areas) <= IN_LIMIT:
        facts = facts.filter(area__in=areas)
    values = facts.values_list(*figures.KEY, "value").iterator(chunk_size=10_000)
    return {(i, a, d, s): value for i, a, d, s, value in values}


class _Intake:
    """Checks the rows of one file and makes their reports; `replaced`: drafts that they take the place of."""

    def __init__(
        self, unit: OrganisationalUnit, found: FiguresFile, reason: str, basis: Basis | None, *, asks_evidence: bool
    ) -> None:
        self.asks_evidence = asks_evidence
        self.mended = basis.replaces.pk if basis and basis.replaces else None
        self.unit, self.found, self.reason = unit, found, reason
        self.rights = Rights(unit)
        self.ids = dict(Indicator.objects.values_list("code", "id"))
        release = figures.published()
        self.head = figures.head(release)
        self.published = published_values(found.rows, release)
        self.open = _open_reports(unit)
        self.replaced: list[int] = []
        self.findings: list[Problem] = []
        self.kinds: Counter[str] = Counter()
        self._verdicts: dict[tuple[str, int], Code | None] = {}

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
            report.findings = [finding.as_dict() for finding in found.get(_place(report), [])]

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
        verdicts = {code: self._verdict(code, row.area) for code in row.values}
        for code, verdict in verdicts.items():
            if verdict:
                message = _MESSAGES[verdict].format(unit=self.unit.name, area=row.area.name)
                self.found.refuse(verdict, message, row=row.number, column=code)
        return not any(verdicts.values())

    def _verdict(self, indicator: str, area: AdministrativeArea) -> Code | None:
        key = indicator, area.pk
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(indicator, area)
        return self._verdicts[key]

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
        if not self.published:
            return {}
        found = {code: self.published.get((self.ids[code], row.area.pk, row.day, row.slot)) for code in row.values}
        is_own = self.rights.is_source
        return {code: fact for code, fact in found.items() if fact is not None and is_own(code, row.area)}

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


def _data_rows(found: FiguresFile) -> frozenset[int]:
    """The rows with problems; none where the header or the file itself is wrong."""
    rows = frozenset(row for row in found.wrong if row is not None and row > 1)
    return rows if len(rows) == len(found.wrong) else frozenset()


def _seen_before(unit: OrganisationalUnit, data: bytes, name: str) -> list[Problem]:
    before = ImportedFile.objects.filter(unit=unit, sha256=_sha256(data)).last()
    return [same_file(name, before.at).remark(None)] if before else []


def _keep_file(unit: OrganisationalUnit, data: bytes, name: str, *, rows: int, sender: Sender) -> None:
    by = sender.name[:150]
    ImportedFile.objects.create(unit=unit, sha256=_sha256(data), name=name[:200], rows=rows, by=by, at=clock.now())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def store_reports(reports: list[Report], replaced: list[int], sender: Sender, basis: Basis | None) -> list[int]:
    """Store them in the place of the drafts `replaced`, whose returns, writers and evidence go on; their ids."""
    former = _make_room(replaced)
    _attach(reports, former, sender, basis)
    for report in reports:
        report.state, report.submitted_by = sender.state, sender.user if sender.submit else None
        report.entered_by, report.entered_at = sender.name[:150], clock.now()
        report.writers, report.begun_at = former.writers.get(_place(report), ([], None))
    stored = Report.objects.bulk_create(reports, batch_size=1_000)
    pass_on(returns=former.returns, places=former.places, stored={_place(report): report for report in stored})
    ids = [report.pk for report in stored]
    told = {"rows": len(ids), "replaced": len(replaced), "state": sender.state, "ids": ids}
    record(Done.IMPORT, about=Report, details=told)
    return ids


def _attach(reports: list[Report], former: Former, sender: Sender, basis: Basis | None) -> None:
    """Give the reports of a correction what it rests on: what is said now, else what was said of the draft before."""
    corrections = [report for report in reports if report.kind == Report.Kind.CORRECTION]
    old = {_place(report): former.corrections.get(_place(report)) for report in corrections}
    if basis is not None and corrections:
        before = basis.replaces or next((one for one in old.values() if one is not None and one.file), None)
        asked = _ask(corrections[0].unit, basis, sender, before)
        for report in reports if basis.indicator else corrections:
            report.correction = asked
        return
    for report in corrections:
        report.correction = old[_place(report)]


def _ask(unit: OrganisationalUnit, basis: Basis, sender: Sender, before: Correction | None) -> Correction:
    """Keep the request; without a new file, the one of the request `before` stays."""
    asked = Correction(
        unit=unit,
        indicator=basis.indicator,
        area=basis.area,
        evidence=basis.evidence[:LONGEST_EVIDENCE],
        asked_by=sender.name[:150],
        asked_at=clock.now(),
    )
    if basis.file is not None:
        asked.file.save(basis.file.stored_name, ContentFile(basis.file.data), save=False)
        asked.file_name = basis.file.name
    elif before is not None:
        asked.file, asked.file_name = before.file.name, before.file_name
    asked.save()
    return asked


def _make_room(drafts: list[int]) -> Former:
    """Delete the drafts; what is to be remembered of them."""
    former = Former({}, {}, {}, {})
    for start in range(0, len(drafts), IN_LIMIT):
        some = Report.objects.filter(pk__in=drafts[start : start + IN_LIMIT]).select_related("correction")
        for report in some:
            former.places[report.pk] = place = _place(report)
            if report.correction is not None:
                former.corrections[place] = report.correction
            writers = sorted({*report.writers, report.entered_by})
            former.writers[place] = writers, report.begun_at or report.entered_at
        former.returns.update(returns_of(drafts[start : start + IN_LIMIT]))
        some.delete()
    return former


def _place(report: Report) -> Place:
    return report.area_id, report.day, report.slot
