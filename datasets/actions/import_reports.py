"""Taking in a file of figures as one unit's reports: drafts, or handed to review. All of it or nothing."""

import hashlib

from django.db import transaction

from core import clock, province
from core.problems import ImportResult, Problem
from datasets.actions.intake import Intake
from datasets.actions.store_reports import Sender, lock, store_reports
from datasets.evidence import Basis
from datasets.figures_file import MAX_PROBLEMS, FiguresFile, read_figures
from datasets.models import ImportedFile
from datasets.quality.file import same_file
from units.models import OrganisationalUnit, User


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
        intake = Intake(unit, found, reason.strip(), basis, asks_evidence=asks)
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
