"""Storing a unit's reports in the place of its drafts, with what corrections among them rest on."""

import datetime as dt
from typing import NamedTuple

from django.core.files.base import ContentFile

from core import clock
from datasets.actions.returns import Place, pass_on, returns_of
from datasets.actions.write import IN_LIMIT
from datasets.evidence import LONGEST_EVIDENCE, Basis
from datasets.models import Correction, Report
from units.actions.audit import record
from units.models import Done, OrganisationalUnit, User


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


def lock(unit: OrganisationalUnit) -> None:
    """One writer of a unit's reports at a time; held until the transaction ends."""
    OrganisationalUnit.objects.select_for_update().get(pk=unit.pk)


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
