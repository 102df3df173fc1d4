"""The outbox. A mail is claimed, sent outside any transaction, and then ticked off: two senders never send one
mail, and one that dies in between leaves it to the next after `LEASE`."""

import datetime as dt
from collections.abc import Sequence
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage, make_msgid

from core import clock, province
from units.models import Mailed
from units.models.mailed import WAITING_FOR_MAIL

LEASE = dt.timedelta(minutes=10)
"""Longer than any conversation with a server may last (EMAIL_TIMEOUT a step)."""
MOST_TRIES = 12
LONGEST_PAUSE = dt.timedelta(hours=6)
Mail = Mailed.Mail


def claim(row: Mailed) -> bool:
    """Take what is queued, if nobody else has: one statement, so it holds on every database."""
    taken = {"tries": row.tries + 1, "next_try": clock.real_now() + LEASE, "message_id": row.message_id or new_id()}
    waiting = type(row)._default_manager.filter(pk=row.pk, mail=Mail.QUEUED, tries=row.tries)
    if not waiting.filter(next_try__lte=clock.real_now()).update(**taken):
        return False
    for name, value in taken.items():
        setattr(row, name, value)
    return True


def deliver(rows: Sequence[Mailed], message: EmailMessage) -> str:
    """Send what was claimed, all in one message: "sent", "waiting" (it is tried again) or "failed"."""
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        return _again(rows, for_good=all(code >= 500 for code, _ in error.recipients.values()))
    except (OSError, SMTPException, ValueError):  # ValueError: an address that no header can hold
        return _again(rows)
    tick(rows, Mail.SENT)
    return "sent"


def tick(rows: Sequence[Mailed], state: Mail) -> None:
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[one.pk for one in rows]).update(mail=state)


def new_id() -> str:
    return make_msgid(domain=province.current().domain)


def _again(rows: Sequence[Mailed], *, for_good: bool = False) -> str:
    """Later, by a growing pause; given up, it is shown to the administrator."""
    tries = max(one.tries for one in rows)
    if for_good or tries >= MOST_TRIES:
        tick(rows, Mail.FAILED)
        return "failed"
    pause = min(dt.timedelta(minutes=2 ** (tries - 1)), LONGEST_PAUSE)
    waiting = type(rows[0])._default_manager.filter(pk__in=[one.pk for one in rows], mail__in=WAITING_FOR_MAIL)
    waiting.update(next_try=clock.real_now() + pause)
    return "waiting"
