"""Notices that are mailed: each at once, or all of an account in one daily digest, which begins with what is due."""

from collections import Counter

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from core import clock, province
from units.actions.outbox import LEASE, claim, deliver, new_id, tick
from units.models import Notice, OrganisationalUnit
from units.selectors.notices import entitled
from units.selectors.undone import Missing, behind

MOST_A_RUN = 500
"""Mails of a sort in one run; the next comes within a minute."""
Kind, Mail = Notice.Kind, Notice.Mail
OF_DUTIES = (Kind.DUE, Kind.LATE)


def send_notices(limit: int = MOST_A_RUN) -> dict[str, int]:
    """Send what is due, at once or in digests: {"sent", "waiting", "failed", "dropped": mails}.

    `limit`: of either at most so many. `dropped`: the account may not know it any more, or has done it.
    """
    done = Counter(dict.fromkeys(("sent", "waiting", "failed", "dropped"), 0))
    due = Notice.objects.filter(mail=Mail.QUEUED, next_try__lte=clock.real_now()).order_by("next_try")
    for key in list(due.values_list("pk", flat=True)[:limit]):
        if (notice := _claim(key)) is not None:
            done[_handle([notice])] += 1
    daily = Notice.objects.filter(mail=Mail.DIGEST, next_try__lte=clock.real_now())
    for user in list(daily.order_by("to").values_list("to", flat=True).distinct()[:limit]):
        if letter := _claim_digest(user):
            done[_handle(letter)] += 1
    return dict(done)


def _claim_digest(user: int) -> list[Notice]:
    """All that waits for the account's digest, taken in one statement and known again by the moment of its lease."""
    now = clock.real_now()
    waiting = Notice.objects.filter(to=user, mail=Mail.DIGEST, next_try__lte=now)
    earlier = set(waiting.order_by().values_list("message_id", flat=True))
    mark = earlier.pop() if len(earlier) == 1 else ""
    taken = {"next_try": now + LEASE, "message_id": mark or new_id()}
    if not waiting.update(tries=F("tries") + 1, **taken):
        return []
    mine = Notice.objects.filter(to=user, mail=Mail.DIGEST, **taken)
    return list(mine.select_related("to", "to__unit", "content_type").order_by("created_at", "pk"))


def _claim(key: int) -> Notice | None:
    notice = Notice.objects.select_related("to", "to__unit", "content_type").filter(pk=key, mail=Mail.QUEUED).first()
    return notice if notice is not None and claim(notice) else None


def _handle(letter: list[Notice]) -> str:
    """Send notices to one account in one mail, without those that it may not know any more."""
    known = [one for one in letter if _address(one) and entitled(one.to, one.kind, one.about)]
    missing = _missing(known)
    known = [one for one in known if one.kind != Kind.DUE or missing]
    tick([one for one in letter if one not in known], Mail.NONE)
    return deliver(known, _message(known, missing)) if known else "dropped"


def _address(notice: Notice) -> str:
    return notice.former_email or notice.to.email


def _missing(letter: list[Notice]) -> tuple[Missing, ...]:
    """What the account's unit has left to do by now, if the letter is to say so; a bounded number of queries."""
    about = [one.object_id for one in letter if one.kind == Kind.DUE]
    found = behind(OrganisationalUnit.objects.filter(pk=about[0])) if about else []
    return found[0].missing if found else ()


def _message(letter: list[Notice], missing: tuple[Missing, ...]) -> EmailMessage:
    """Plain text with a link into the admin; nothing of `detail`. What is late is said once."""
    first = letter[0]
    notices = [one for one in letter if not (missing and one.kind in OF_DUTIES)]
    said = {
        "to": first.to,
        "name": first.former_name or first.to.get_full_name() or first.to.username,
        "notices": notices,
        "missing": missing,
        "security": any(one.kind == Kind.SECURITY for one in letter),
        "portal": province.current(),
        "link": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("units_notices"),
    }
    subject = _subject(missing, len(notices)) if first.mail == Mail.DIGEST else first.text
    return EmailMessage(
        subject=" ".join(Truncator(subject).chars(120).split()),
        body=render_to_string("units/notices/mail.txt", said),
        to=[_address(first)],
        headers={"Message-ID": first.message_id, "Auto-Submitted": "auto-generated"},
    )


def _subject(missing: tuple[Missing, ...], notices: int) -> str:
    late = sum(one.late for one in missing)
    counted = ((late, "nhiệm vụ trễ hạn"), (len(missing) - late, "nhiệm vụ đến hạn"), (notices, "thông báo"))
    return "Bản tin ngày: " + ", ".join(f"{number} {what}" for number, what in counted if number)
