"""Asking the office that runs the portal about a duty, and answering. What was said once stays."""

from django.db import IntegrityError, transaction

from core import clock
from core.problems import Refused
from units.actions.tell import tell_answered, tell_asked
from units.models import Duty, DutyQuestion, User
from units.policy import may_ask, runs_the_portal
from units.selectors.duty_help import readable_duties
from units.selectors.questions import stamp_of

LONGEST_ANSWER = 5_000


def ask(*, duty: Duty, by: User, text: str) -> DutyQuestion:
    """Hỏi. The same question of the unit that still waits is asked once: a double click, two colleagues.

    Raises `Refused`, nothing written.
    """
    text = _said(text, DutyQuestion.MOST, "câu hỏi")
    with transaction.atomic():
        by = _fresh(by)
        if not may_ask(by) or not readable_duties(by).filter(pk=duty.pk).exists():
            raise Refused("Bạn không còn quyền hỏi về nhiệm vụ này.")
        question = _stored(duty, by, text)
        tell_asked(question=question)
        return question


def answer(*, question: DutyQuestion, by: User, text: str, seen: str) -> DutyQuestion:
    """Trả lời, or correct the answer. `seen`: the stamp of the question as the form showed it.

    Raises `Refused`, nothing written.
    """
    text = _said(text, LONGEST_ANSWER, "nội dung trả lời")
    with transaction.atomic():
        stored = DutyQuestion.objects.select_for_update(of=("self",)).select_related("duty", "unit")
        found, by = stored.get(pk=question.pk), _fresh(by)
        if not runs_the_portal(by):
            raise Refused("Chỉ đơn vị quản lý cổng trả lời câu hỏi.")
        if seen != stamp_of(found):
            raise Refused("Câu hỏi vừa được người khác trả lời hoặc sửa; hãy xem lại rồi làm tiếp.")
        if text == found.answer:
            return found
        found.answer, found.answered_by, found.answered_at = text, by, clock.now()
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        tell_answered(question=found)
        return found


def _stored(duty: Duty, by: User, text: str) -> DutyQuestion:
    about = {"subject": duty.subject, "action": duty.action, "unit": by.unit, "text": text}
    if DutyQuestion.objects.filter(**about, answer="").exists():
        raise Refused("Đơn vị bạn đã gửi câu hỏi này và đang chờ trả lời.")
    try:
        with transaction.atomic():
            return DutyQuestion.objects.create(**about, duty=duty, asked_by=by, asked_at=clock.now())
    except IntegrityError as error:
        raise Refused("Đơn vị bạn vừa gửi câu hỏi này.") from error


def _said(text: str, most: int, what: str) -> str:
    text = text.strip()
    if not text or "\0" in text:
        raise Refused(f"Hãy ghi {what}.")
    if len(text) > most:
        raise Refused(f"{what.capitalize()} dài quá {most} ký tự.")
    return text


def _fresh(by: User) -> User:
    """The actor as stored now: roles may have changed since the form was opened."""
    return User.objects.select_related("unit").get(pk=by.pk)
