"""Correcting a published opening balance: asked for, signed and released like any other published figure."""

from django.db import transaction

from core.problems import Refused
from datasets import days
from datasets.actions.store_reports import Sender, lock, store_reports
from datasets.evidence import Basis
from datasets.models import Report
from datasets.selectors.backlog import why_taken
from datasets.selectors.openings import Opening, own_openings
from units.models import OrganisationalUnit, User


def correct_opening(
    *, unit: OrganisationalUnit, opening: Opening, value: int, reason: str, basis: Basis, user: User
) -> Report:
    """Hand the new `value` over to review, in place of a draft of the same that came back. Raises `Refused`.

    `basis`: words and perhaps a file. One correction of an area's opening balances is under way at a time.
    """
    with transaction.atomic():
        lock(unit)
        now = next((one for one in own_openings(unit, [opening.area]) if one.indicator == opening.indicator), None)
        if now is None:
            raise Refused("Đơn vị không có số dư đầu mùa dịch này để đính chính.")
        _refuse(now, value, reason)
        report = Report(
            unit=unit,
            area=now.area,
            day=days.OPENING,
            slot=0,
            kind=Report.Kind.CORRECTION,
            values={now.indicator.code: value},
            reason=reason.strip()[:500],
        )
        sender = Sender(user.get_username(), user, submit=True)
        store_reports([report], [now.draft.pk] if now.draft else [], sender, basis)
    return report


def _refuse(now: Opening, value: int, reason: str) -> None:
    if not reason.strip():
        raise Refused("Đính chính số đã công bố phải nêu lý do.")
    if value == now.value:
        raise Refused("Số mới giống số đã công bố.")
    if now.open and not now.draft:
        why = why_taken([now.open])[now.open.pk]
        raise Refused(f"Số dư đầu mùa dịch của {now.area.name} còn một đề nghị chưa công bố: {why}.")
