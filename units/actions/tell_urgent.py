"""Telling of what was published ahead of its review, and of how the review went."""

from typing import Any

from core import clock
from units.actions.tell import STEPS, settle, tell
from units.models import Notice, UrgentPublication, User
from units.selectors.urgent import later_reviewers, record_now

Kind = Notice.Kind


def tell_owed(*, publication: UrgentPublication) -> None:
    """To who may confirm it or take it down."""
    about: Any = publication.about
    settle(model=type(about), ids=[about.pk])
    text = f"Cần xem lại sau công bố khẩn: {publication.title}"
    tell(to=later_reviewers(publication), kind=Kind.WAITS, about=about, text=text)


def tell_overdue(*, publication: UrgentPublication) -> int:
    """To the same, once its time is over; how many."""
    due = publication.due_at.astimezone(clock.ZONE)
    text = f"Quá hạn xem lại sau công bố khẩn ({due:%H:%M %d/%m/%Y}): {publication.title}"
    about: Any = publication.about
    return tell(to=later_reviewers(publication), kind=Kind.OVERDUE, about=about, text=text)


def tell_decided(*, publication: UrgentPublication) -> None:
    """To the unit whose record it is."""
    about: Any = publication.about
    record = record_now(publication)
    settle(model=type(about), ids=[about.pk], kinds=[*STEPS, Kind.OVERDUE])
    confirmed = publication.outcome == UrgentPublication.Outcome.CONFIRMED
    kind, said = (Kind.PUBLISHED, "Đã xác nhận") if confirmed else (Kind.RETURNED, "Đã gỡ xuống")
    members = User.objects.filter(unit=record.owner_unit if record else None, is_active=True).select_related("unit")
    text = f"{said} sau công bố khẩn: {publication.title}"
    tell(to=members, kind=kind, about=about, text=text, detail=f"Ý kiến: {publication.note}")
