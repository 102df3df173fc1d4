"""Telling whoever is to review in the place of another unit: of the appointment, and that it has ended early."""

import datetime as dt

from units.actions.tell import settle, tell
from units.models import Notice, ReviewDeputy, User

Kind = Notice.Kind


def tell_appointed(*, deputy: ReviewDeputy, by: User) -> None:
    days = f"từ {_day(deputy.first_day)} đến hết {_day(deputy.last_day)}"
    _tell(deputy, by, text=f"Được cử duyệt thay {deputy.unit}, {days}", detail=f"Lý do: {deputy.reason}")


def tell_ended(*, deputy: ReviewDeputy, by: User) -> None:
    """A notice of its own, mailed like the first; an appointment that nobody has read of yet is not told any more."""
    settle(model=ReviewDeputy, ids=[deputy.pk], kinds=[Kind.DEPUTY])
    _tell(deputy, by, text=f"Đã kết thúc sớm việc duyệt thay {deputy.unit}")


def _tell(deputy: ReviewDeputy, by: User, *, text: str, detail: str = "") -> None:
    """Whoever took the step need not be told of it."""
    unit = deputy.deputy_unit_id or deputy.unit_id
    asked = User.objects.filter(unit=unit, is_active=True).exclude(pk=by.pk).select_related("unit")
    tell(to=asked, kind=Kind.DEPUTY, about=deputy, text=text, detail=detail)


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
