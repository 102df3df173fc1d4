"""The outbox. A mail is claimed, sent outside any transaction, and then ticked off: two senders never send one
mail, and one that dies in between leaves it to the next after `LEASE`."""

import datetime as dt
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, make_msgid
from django.template.loader import render_to_string
from django.utils.text import Truncator

from core import clock, province
from units.models import Notice
from units.selectors.notices import entitled

LEASE = dt.timedelta(minutes=10)
"""Longer than any conversation with a server may last (EMAIL_TIMEOUT a step)."""
MOST_TRIES = 12
LONGEST_PAUSE = dt.timedelta(hours=6)
Mail = Notice.Mail


def send_notices() -> dict[str, int]:
    """Send what is due: {"sent", "waiting", "failed", "dropped": mails}. `dropped`: may not be known any more."""
    done = {"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}
    due = Notice.objects.filter(mail=Mail.QUEUED, next_try__lte=clock.real_now()).order_by("next_try")
    for key in list(due.values_list("pk", flat=True)):
        if (notice := _claim(key)) is not None:
            done[_handle(notice)] += 1
    return done


def _claim(key: int) -> Notice | None:
    """The notice, if nobody else has taken it: one statement, so it holds on every database."""
    notice = Notice.objects.select_related("to", "to__unit", "content_type").filter(pk=key, mail=Mail.QUEUED).first()
    if notice is None:
        return None
    taken = {
        "tries": notice.tries + 1,
        "next_try": clock.real_now() + LEASE,
        "message_id": notice.message_id or make_msgid(domain=province.current().domain),
    }
    mine = Notice.objects.filter(pk=key, mail=Mail.QUEUED, tries=notice.tries, next_try__lte=clock.real_now())
    if not mine.update(**taken):
        return None
    for name, value in taken.items():
        setattr(notice, name, value)
    return notice


def _handle(notice: Notice) -> str:
    if not notice.to.email or not entitled(notice.to, notice.kind, notice.about):
        return _tick(notice, Mail.NONE, "dropped")
    try:
        _message(notice).send()
    except SMTPRecipientsRefused as error:
        return _again(notice, for_good=all(code >= 500 for code, _ in error.recipients.values()))
    except (OSError, SMTPException, ValueError):  # ValueError: an address that no header can hold
        return _again(notice)
    return _tick(notice, Mail.SENT, "sent")


def _again(notice: Notice, *, for_good: bool = False) -> str:
    """Later, by a growing pause; given up, it is shown to the administrator."""
    if for_good or notice.tries >= MOST_TRIES:
        return _tick(notice, Mail.FAILED, "failed")
    pause = min(dt.timedelta(minutes=2 ** (notice.tries - 1)), LONGEST_PAUSE)
    Notice.objects.filter(pk=notice.pk, mail=Mail.QUEUED).update(next_try=clock.real_now() + pause)
    return "waiting"


def _tick(notice: Notice, state: Mail, what: str) -> str:
    Notice.objects.filter(pk=notice.pk).update(mail=state)
    return what


def _message(notice: Notice) -> EmailMessage:
    """Plain text with a link into the admin; nothing of `detail`."""
    link = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + notice.address
    said = {"notice": notice, "portal": province.current(), "link": link}
    return EmailMessage(
        subject=" ".join(Truncator(notice.text).chars(120).split()),
        body=render_to_string("units/notices/mail.txt", said),
        to=[notice.to.email],
        headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
    )
