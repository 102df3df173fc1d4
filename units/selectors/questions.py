"""What was asked about duties: who sees which questions, and who is told whose they were."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When

from core import clock
from units.models import Duty, DutyQuestion, User
from units.models.users import INSIDE
from units.policy import runs_the_portal, sees_questions
from units.roles import holds

MOST_SHOWN = 50
WAITING_FIRST = Case(When(answer="", then=0), default=1)
NEWS = dt.timedelta(days=7)
"""How long an answer stands on the desk of who asked."""


@dataclass(frozen=True)
class Asked:
    """A question as an account may see it. `unit`: who asked, empty for who need not know; `own`: its own did."""

    question: DutyQuestion
    unit: str
    own: bool


def stamp_of(question: DutyQuestion) -> str:
    """Changes with the answer: a form that is older than that is refused."""
    return hashlib.sha256(f"{question.answered_at} {question.answer}".encode()).hexdigest()[:16]


def visible_to(user: User) -> QuerySet[DutyQuestion]:
    """The questions that the account may know as somebody's: its own unit's; all for that office and who watches."""
    found = DutyQuestion.objects.select_related("duty", "unit")
    if sees_questions(user):
        return found
    return found.filter(unit=user.unit) if user.unit and holds(user, *INSIDE) else found.none()


def asked_about(user: User, duty: Duty) -> list[Asked]:
    """What stands in the help of a duty: what was answered to anybody about the same subject and action, and what
    still waits as far as the account may know; what waits first, then the newest answers; at most 50."""
    known = DutyQuestion.objects.filter(~Q(answer="") | Q(pk__in=visible_to(user)), **_same(duty)).select_related(
        "unit"
    )
    questions = known.order_by(WAITING_FIRST, "-answered_at", "-asked_at")[:MOST_SHOWN]
    return [_asked(user, question) for question in questions]


def listed(user: User) -> list[Asked]:
    """What the account may know as somebody's, what waits first; at most 50."""
    return [_asked(user, question) for question in visible_to(user).order_by(WAITING_FIRST, "-asked_at")[:MOST_SHOWN]]


@dataclass(frozen=True)
class OnTheDesk:
    """`waiting`: what the account's office has to answer, the oldest first, and whether there is `more`; `news`: what
    its own unit has asked and still waits for, or was answered in the last seven days."""

    waiting: Sequence[DutyQuestion]
    more: bool
    news: Sequence[DutyQuestion]


def on_the_desk(user: User, most: int) -> OnTheDesk:
    """At most so many that wait; in one query, since every desk asks."""
    waiting = _waiting_for(user).order_by("asked_at", "pk").values("pk")[: most + 1]
    news = _news_of(user).order_by(WAITING_FIRST, "-answered_at", "-asked_at").values("pk")[:MOST_SHOWN]
    asked = DutyQuestion.objects.annotate(waits=Q(pk__in=waiting), is_news=Q(pk__in=news))
    shown = asked.filter(Q(waits=True) | Q(is_news=True)).select_related("duty", "unit")
    found = list(shown.order_by(WAITING_FIRST, "-answered_at", "-asked_at"))
    oldest = sorted((one for one in found if one.waits), key=lambda one: (one.asked_at, one.pk))
    return OnTheDesk(oldest[:most], len(oldest) > most, [one for one in found if one.is_news])


def _waiting_for(user: User) -> QuerySet[DutyQuestion]:
    return DutyQuestion.objects.filter(answer="") if runs_the_portal(user) else DutyQuestion.objects.none()


def _news_of(user: User) -> QuerySet[DutyQuestion]:
    if user.unit is None or not holds(user, *INSIDE):
        return DutyQuestion.objects.none()
    return DutyQuestion.objects.filter(Q(answer="") | Q(answered_at__gte=clock.now() - NEWS), unit=user.unit)


def _same(duty: Duty) -> dict[str, str]:
    return {"subject": duty.subject, "action": duty.action}


def _asked(user: User, question: DutyQuestion) -> Asked:
    own = user.unit is not None and question.unit_id == user.unit.pk
    return Asked(question, question.unit.name if own or sees_questions(user) else "", own)
