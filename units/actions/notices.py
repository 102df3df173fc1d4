"""Mails to account holders. None is waited for: a mail server that is dead or slow holds nobody up."""

import logging
from smtplib import SMTPException
from threading import Thread

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from core import clock
from units.models import User

_log = logging.getLogger(__name__)


def tell_of_new_device(*, user: User, device: str, address: str) -> None:
    """After commit, to the account's own address if it has one; the desk tells of it as well."""
    if not user.email:
        return
    said = {"user": user, "device": device, "address": address, "at": clock.real_now()}
    text = render_to_string("units/sign_in/new_device.txt", said)
    sending = Thread(target=_send, args=("Đăng nhập từ thiết bị mới", text, user.email), daemon=True)
    transaction.on_commit(sending.start, robust=True)


def _send(subject: str, text: str, to: str) -> None:
    try:
        send_mail(subject, text, None, [to])
    except (OSError, SMTPException) as error:
        _log.warning("A notice was not sent: %s", error)
