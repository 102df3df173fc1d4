"""Telling accounts of what happened, in the transaction in which it happens. Mails go out later, from the outbox."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page

from core import clock, province
from units.models import EACH_BY_ITSELF, DutyQuestion, Notice, NoticeChoice, OrganisationalUnit, Reviewed, User
from units.policy import MANAGE, may
from units.roles import FOCAL_POINT, holds
from units.selectors.accounts import ADMINISTERS, silent_focal_points
from units.selectors.link_mails import has_mail_server
from units.selectors.notices import entitled, next_digest, ways_of
from units.selectors.organisations import unit_named
from units.selectors.review import deciders_of, readers_of, record_of

Kind, Mail, Way = Notice.Kind, Notice.Mail, NoticeChoice.Way
STEPS = (Kind.WAITS, Kind.RETURNED, Kind.WITHDRAWN)


def tell(*, to: Iterable[User], kind: Notice.Kind, about: Any, text: str, detail: str = "") -> int:
    """One notice to each who may know; how many. What is told again before it was read is still one notice, and is
    not mailed again, but for the kinds of which every act is told (`EACH_BY_ITSELF`)."""
    chosen = [user for user in to if entitled(user, kind, about)]
    ways = ways_of(chosen, kind)
    for user in chosen:
        told = {"text": text[:400], "detail": detail[:1000], "created_at": clock.now()}
        what = {"to": user, "kind": kind, "content_type": _type_of(about._meta.model), "object_id": about.pk}
        new = told | mail_of(user, ways.get(user.pk, Way.AT_ONCE))
        if kind in EACH_BY_ITSELF:
            Notice.objects.create(**what, **new)
        else:
            Notice.objects.update_or_create(**what, read_at=None, defaults=told, create_defaults=new)
    return len(chosen)


def settle(*, model: type[Model], ids: Iterable[int], kinds: Iterable[str] = STEPS) -> None:
    """What was told of the records' last step through review is done with, now that the next is taken."""
    Notice.objects.filter(kind__in=kinds, content_type=_type_of(model), object_id__in=list(ids)).done_with()


def tell_waits(*, record: Page | Reviewed) -> None:
    """To who may decide on the draft."""
    settle(model=type(record), ids=[record.pk])
    tell(to=deciders_of(record), kind=Kind.WAITS, about=record, text=f"Chờ duyệt: {_title(record)}")


def tell_withdrawn(*, record: Page | Reviewed) -> None:
    settle(model=type(record), ids=[record.pk])
    tell(
        to=readers_of(record),
        kind=Kind.WITHDRAWN,
        about=record,
        text=f"Đơn vị soạn đã rút lại: {_title(record)}",
    )


def tell_returned(*, record: Any, reason: str, title: str = "") -> None:
    settle(model=type(record), ids=[record.pk])
    text = f"Bị trả lại để sửa: {title or _title(record)}"
    tell(to=_members(_owner(record)), kind=Kind.RETURNED, about=record, text=text, detail=f"Lý do: {reason}")


def tell_published(*, record: Page | Reviewed) -> None:
    settle(model=type(record), ids=[record.pk])
    text = f"Đã được duyệt và công bố: {_title(record)}"
    tell(to=_members(_owner(record)), kind=Kind.PUBLISHED, about=record, text=text)


def tell_figures_wait(*, unit: OrganisationalUnit) -> None:
    """To who reviews the unit, once for all its reports that wait."""
    settle(model=OrganisationalUnit, ids=[unit.pk], kinds=[Kind.WITHDRAWN])
    tell(to=_reviewers(unit), kind=Kind.WAITS, about=unit, text=f"Chờ duyệt: số liệu của {unit}")


def tell_figures_withdrawn(*, unit: OrganisationalUnit, what: str) -> None:
    """To who reviews the unit. `what`: which of its figures, on screen."""
    tell(to=_reviewers(unit), kind=Kind.WITHDRAWN, about=unit, text=f"Đơn vị đã rút lại: {what}")


def tell_figures_signed(*, unit: OrganisationalUnit, what: str) -> None:
    """To the unit. `what`: which of its figures, on screen."""
    settle(model=OrganisationalUnit, ids=[unit.pk], kinds=[Kind.WITHDRAWN])
    tell(to=_members(unit), kind=Kind.PUBLISHED, about=unit, text=f"Đã được duyệt: {what}")


def tell_asked(*, question: DutyQuestion) -> None:
    """To the office that runs the portal."""
    office, text = unit_named(province.current().managed_by), f"Câu hỏi chờ trả lời: {question.duty.task}"
    tell(to=_members(office), kind=Kind.QUESTION, about=question, text=text, detail=question.text)


def tell_answered(*, question: DutyQuestion) -> None:
    """To the unit that asked; the office has nothing left to do."""
    settle(model=DutyQuestion, ids=[question.pk], kinds=[Kind.QUESTION])
    text = f"Đã trả lời câu hỏi về nhiệm vụ: {question.duty.task}"
    tell(to=_members(question.unit), kind=Kind.ANSWER, about=question, text=text, detail=question.answer)


def warn_silent_focal_points() -> int:
    """To each focal point that has been silent too long, its unit's focal points, and who manages the account; how
    many focal points are newly silent. Once a silence: whoever was told after the last sign-in is not told again."""
    managers = list(User.objects.filter(ADMINISTERS, is_active=True))
    told = 0
    for account in silent_focal_points().select_related("unit"):
        if not _told_since(account):
            text = f"Đầu mối lâu không đăng nhập: {account.first_name or account.username}, {account.unit}"
            heads = [one for one in _members(account.unit) if holds(one, FOCAL_POINT)]
            to = {one.pk: one for one in [account, *heads, *(one for one in managers if may(one, MANAGE, account))]}
            told += bool(tell(to=to.values(), kind=Kind.SILENT, about=account, text=text))
    return told


def _told_since(account: User) -> bool:
    told = Notice.objects.filter(kind=Kind.SILENT, object_id=account.pk)
    if account.last_login:
        told = told.filter(created_at__gt=clock.recorded(account.last_login))
    return told.exists()


def _type_of(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(Page if issubclass(model, Page) else model)


def mail_of(user: User, way: str) -> dict[str, Any]:
    """The fields by which a new notice waits for its mail, or waits for none."""
    if not user.email or not has_mail_server() or way == Way.NEVER:
        return {"mail": Mail.NONE}
    if way == Way.DIGEST:
        return {"mail": Mail.DIGEST, "next_try": next_digest(clock.real_now())}
    return {"mail": Mail.QUEUED, "next_try": clock.real_now()}


def _title(record: Page | Reviewed) -> str:
    return str(getattr(record, "draft_title", "") or record)


def _owner(record: Any) -> OrganisationalUnit | None:
    return record_of(record).owner_unit


def _reviewers(unit: OrganisationalUnit | None) -> list[User]:
    return _members(unit.reviewer) if unit and unit.reviewer_id != unit.pk else []


def _members(unit: OrganisationalUnit | None) -> list[User]:
    return list(User.objects.filter(unit=unit, is_active=True).select_related("unit")) if unit else []
