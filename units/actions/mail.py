"""The outbox. A mail is claimed, sent outside any transaction, and then ticked off: two senders never send one
mail, and one that dies in between leaves it to the next after `LEASE`."""

import datetime as dt
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, make_msgid
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from core import clock, province
from units.models import Notice
from units.selectors.notices import entitled

LEASE = dt.timedelta(minutes=10)
"""Longer than any conversation with a server may last (EMAIL_TIMEOUT a step)."""
MOST_TRIES = 12
MOST_A_RUN = 500
"""Mails of either kind in one run; the next comes within a minute."""
LONGEST_PAUSE = dt.timedelta(hours=6)
Mail = Notice.Mail


def send_notices() -> dict[str, int]:
    """Send what is due, at once or in digests: {"sent", "waiting", "failed", "dropped": mails}.

    `dropped`: the account may not know it any more.
    """
    done = {"sent": 0, "waiting": 0, "failed": 0, "dropped": 0}
    due = Notice.objects.filter(mail=Mail.QUEUED, next_try__lte=clock.real_now()).order_by("next_try")
    for key in list(due.values_list("pk", flat=True)[:MOST_A_RUN]):
        if (notice := _claim(key)) is not None:
            done[_handle([notice])] += 1
    daily = Notice.objects.filter(mail=Mail.DIGEST, next_try__lte=clock.real_now())
    for user in list(daily.order_by("to").values_list("to", flat=True).distinct()[:MOST_A_RUN]):
        if letter := _claim_digest(user):
            done[_handle(letter)] += 1
    return done


def _claim_digest(user: int) -> list[Notice]:
    """All that waits for the account's digest, taken in one statement and known again by the moment of its lease."""
    now = clock.real_now()
    waiting = Notice.objects.filter(to=user, mail=Mail.DIGEST, next_try__lte=now)
    earlier = set(waiting.order_by().values_list("message_id", flat=True))
    mark = earlier.pop() if len(earlier) == 1 else ""
    taken = {"next_try": now + LEASE, "message_id": mark or make_msgid(domain=province.current().domain)}
    if not waiting.update(tries=F("tries") + 1, **taken):
        return []
    mine = Notice.objects.filter(to=user, mail=Mail.DIGEST, **taken)
    return list(mine.select_related("to", "to__unit", "content_type").order_by("created_at", "pk"))


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


def _handle(letter: list[Notice]) -> str:
    """Send notices to one account in one mail, without those that it may not know any more."""
    known = [one for one in letter if one.to.email and entitled(one.to, one.kind, one.about)]
    _tick([one for one in letter if one not in known], Mail.NONE)
    if not known:
        return "dropped"
    try:
        _message(known).send()
    except SMTPRecipientsRefused as error:
        return _again(known, for_good=all(code >= 500 for code, _ in error.recipients.values()))
    except (OSError, SMTPException, ValueError):  # ValueError: an address that no header can hold
        return _again(known)
    _tick(known, Mail.SENT)
    return "sent"


def _again(letter: list[Notice], *, for_good: bool = False) -> str:
    """Later, by a growing pause; given up, it is shown to the administrator."""
    tries = max(one.tries for one in letter)
    if for_good or tries >= MOST_TRIES:
        _tick(letter, Mail.FAILED)
        return "failed"
    pause = min(dt.timedelta(minutes=2 ** (tries - 1)), LONGEST_PAUSE)
    waiting = Notice.objects.filter(pk__in=[one.pk for one in letter], mail__in=(Mail.QUEUED, Mail.DIGEST))
    waiting.update(next_try=clock.real_now() + pause)
    return "waiting"


def _tick(letter: list[Notice], state: Mail) -> None:
    if letter:
        Notice.objects.filter(pk__in=[one.pk for one in letter]).update(mail=state)


def _message(letter: list[Notice]) -> EmailMessage:
    """Plain text with a link into the admin; nothing of `detail`."""
    first = letter[0]
    subject = f"Bản tin ngày: {len(letter)} thông báo" if first.mail == Mail.DIGEST else first.text
    said = {
        "to": first.to,
        "notices": letter,
        "security": any(one.kind == Notice.Kind.SECURITY for one in letter),
        "portal": province.current(),
        "link": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("units_notices"),
    }
    return EmailMessage(
        subject=" ".join(Truncator(subject).chars(120).split()),
        body=render_to_string("units/notices/mail.txt", said),
        to=[first.to.email],
        headers={"Message-ID": first.message_id, "Auto-Submitted": "auto-generated"},
    )
