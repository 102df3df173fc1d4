"""Signing in and out in the log, by the signals of django.contrib.auth and axes.

What was typed as a name and is none of an account's may be a password that slipped into the wrong box: of it only a
short hash is kept, by which repeated tries are told apart.
"""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from units.acting import of_request
from units.actions.audit import record
from units.models import User
from units.models.audit import Done

UNKNOWN = "tên không có trong danh sách"


@receiver(user_logged_in, dispatch_uid="audit.signed_in")
def signed_in(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    record(Done.SIGN_IN, about=user, actor=of_request(request, user))


@receiver(user_logged_out, dispatch_uid="audit.signed_out")
def signed_out(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    if user is not None:
        record(Done.SIGN_OUT, about=user, actor=of_request(request, user))


@receiver(user_login_failed, dispatch_uid="audit.failed")
def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    _tell(Done.SIGN_IN_FAILED, str(credentials.get(User.USERNAME_FIELD) or ""), request)


@receiver(user_locked_out, dispatch_uid="audit.locked_out")
def locked_out(sender: Any, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    _tell(Done.LOCKED_OUT, str(username or ""), request)


def _tell(action: Done, name: str, request: HttpRequest | None) -> None:
    typed = name.replace("\0", "").encode("utf-8", "replace").decode()[:150]
    account = User.objects.filter(username=typed).select_related("unit").first() if typed else None
    if account is not None:
        record(action, about=account, actor=of_request(request))
    else:
        told = salted_hmac("units.sign_ins", name.encode("utf-8", "replace")).hexdigest()[:8]
        record(action, actor=of_request(request), label=f"{UNKNOWN} ({told})")
