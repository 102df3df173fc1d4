"""An absent reviewer's deputy: appointed for some days, and ended before their time."""

import datetime as dt

from django.db import transaction

from core import clock
from core.problems import Refused
from units.actions.tell_deputies import tell_appointed, tell_ended
from units.models import OrganisationalUnit, ReviewDeputy, User
from units.policy import appoints_deputies
from units.selectors.deputies import deputies_to_come, persons_to_ask, units_to_ask

MOST_DAYS = 90
LONGEST_REASON = 300


def appoint_deputy(
    *, by: User, deputy: User | OrganisationalUnit, first_day: dt.date, last_day: dt.date, reason: str
) -> ReviewDeputy:
    """From the first day to the end of the last, `deputy` reviews in the place of the unit of `by`: a person of the
    unit, or a unit above it. Both are stored with who appointed them.

    Raises `Refused`: the account appoints nobody, the deputy is not one that the unit may ask, the days are past,
    too many or in the wrong order, another of its deputies has the same days, or there is no reason.
    """
    _check_days(first_day, last_day)
    if not reason.strip():
        raise Refused("Hãy ghi lý do cử người duyệt thay.")
    with transaction.atomic():
        unit = _locked_unit(by)
        whom = _whom(unit, deputy)
        common = deputies_to_come(unit).filter(first_day__lte=last_day, last_day__gte=first_day, **whom)
        if common.exists():
            raise Refused("Người hoặc đơn vị này đã được cử trong những ngày đó.")
        appointed = ReviewDeputy.objects.create(
            unit=unit,
            **whom,
            first_day=first_day,
            last_day=last_day,
            reason=reason.strip()[:LONGEST_REASON],
            appointed_by=by,
            appointed_at=clock.now(),
        )
        tell_appointed(deputy=appointed, by=by)
        return appointed


def end_deputy(*, deputy: ReviewDeputy, by: User) -> ReviewDeputy:
    """From now on the deputy reviews no more. Raises `Refused`: over already, or another unit's."""
    with transaction.atomic():
        unit = _locked_unit(by)
        found = deputies_to_come(unit).filter(pk=deputy.pk).first()
        if found is None:
            raise Refused("Việc duyệt thay này đã kết thúc.")
        found.ended_at, found.ended_by = clock.now(), by
        found.save(update_fields=["ended_at", "ended_by"])
        tell_ended(deputy=found, by=by)
        return found


def _locked_unit(by: User) -> OrganisationalUnit:
    """The unit of the account, one change of its deputies at a time."""
    if by.unit is None or not appoints_deputies(by):
        raise Refused("Tài khoản không được cử người duyệt thay.")
    return OrganisationalUnit.objects.select_for_update().get(pk=by.unit.pk)


def _whom(unit: OrganisationalUnit, deputy: User | OrganisationalUnit) -> dict[str, User | OrganisationalUnit]:
    if isinstance(deputy, User):
        if not persons_to_ask(unit).filter(pk=deputy.pk).exists():
            raise Refused("Chỉ cử được người của đơn vị, đang dùng tài khoản cá nhân và chưa có vai trò kiểm duyệt.")
        return {"person": deputy}
    if not units_to_ask(unit).filter(pk=deputy.pk).exists():
        raise Refused("Chỉ cử được đơn vị duyệt hoặc đơn vị cấp trên của đơn vị mình.")
    return {"deputy_unit": deputy}


def _check_days(first_day: dt.date, last_day: dt.date) -> None:
    if last_day < first_day:
        raise Refused("Ngày cuối phải từ ngày đầu trở đi.")
    if last_day < clock.today():
        raise Refused("Những ngày này đã qua.")
    if (last_day - first_day).days >= MOST_DAYS:
        raise Refused(f"Mỗi lần cử nhiều nhất {MOST_DAYS} ngày.")
