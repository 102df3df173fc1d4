"""Sending one-time links. Each is made for the one mail that carries it; if that does not go out it ends, and the
next try makes another. So no table, log or screen ever holds a link that opens something."""

from collections import Counter

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from core import clock, province
from core.problems import Refused
from units.actions.accounts import check_usable
from units.actions.audit import record
from units.actions.links import end_link, make_link
from units.actions.outbox import claim, deliver, new_id
from units.models import Done, LinkMail, User
from units.selectors.accounts import open_link
from units.selectors.link_mails import link_address

Mail = LinkMail.Mail


def send_links(limit: int) -> dict[str, int]:
    """At most `limit` mails: {"sent", "waiting", "failed", "dropped": mails}.

    `dropped`: the account has been taken or locked since, or has no address any more.
    """
    done = Counter(dict.fromkeys(("sent", "waiting", "failed", "dropped"), 0))
    due = LinkMail.objects.filter(mail=Mail.QUEUED, next_try__lte=clock.real_now()).order_by("next_try")
    for row in list(due[:limit]):
        if claim(row):
            done[_send(row)] += 1
    return dict(done)


def _send(row: LinkMail) -> str:
    word = _prepared(row)
    if not word:
        return "dropped"
    state = deliver([row], _message(row, word))
    if state == "sent":
        _sent(row)
    else:
        end_link(word)
    return state


def _prepared(row: LinkMail) -> str:
    """The word of the link to send; empty if none is to be sent any more."""
    with transaction.atomic():
        account = User.objects.select_for_update(of=("self",)).get(pk=row.account_id)
        still = LinkMail.objects.filter(pk=row.pk, mail=Mail.QUEUED, tries=row.tries)  # read after the lock
        row.account, row.address = account, link_address(account)
        if not _waits_for_holder(row):
            still.update(mail=Mail.NONE)
            return ""
        return make_link(row) if still.update(address=row.address) else ""


def _waits_for_holder(row: LinkMail) -> bool:
    try:
        check_usable(row.account)
    except Refused:
        return False
    return row.account.state == User.State.ISSUED and bool(row.address)


def _sent(row: LinkMail) -> None:
    with transaction.atomic():
        LinkMail.objects.filter(pk=row.pk).update(sent_at=clock.now())
        record(Done.CHANGE, about=row.account, details={"step": "gửi liên kết qua thư điện tử", "to": row.address})


def _message(row: LinkMail, word: str) -> EmailMessage:
    """Each with a number of its own: it is another link every time."""
    here, account = province.current(), row.account
    said = {
        "account": account,
        "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("account_link", args=[word]),
        "link": open_link(account),
        "portal": here,
    }
    return EmailMessage(
        subject=f"Kích hoạt tài khoản {account.username} trên {here.portal_title} {here.short_name}",
        body=render_to_string("units/accounts/link_mail.txt", said),
        to=[row.address],
        headers={"Message-ID": new_id(), "Auto-Submitted": "auto-generated"},
    )
