"""Signing in and out in the log, by the signals of django.contrib.auth, axes and allauth.

What was typed as a name and is none of an account's may be a password that slipped into the wrong box: of it only a
short hash is kept, by which repeated tries are told apart.
"""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from units.acting import of_request
from units.actions.audit import record
from units.actions.tell_accounts import tell_holder, tell_locked_out
from units.models import User
from units.models.audit import Done
from units.selectors.sign_ins import has_signed_in_before, was_locked_lately
from units.sign_in import devices, rule

UNKNOWN = "tên không có trong danh sách"
FACTOR = "factor"
"""Key of the credentials of a failure, and of the log's details: which second factor."""


@receiver(user_logged_in, dispatch_uid="audit.signed_in")
@transaction.atomic
def signed_in(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """The entry names factor and device; the account's owner is told of a device that is new."""
    details: dict[str, Any] = {"device": devices.name_of(devices.agent_of(request))}
    if factor := rule.shown_factor(request, user):
        details[FACTOR] = rule.NAMES[Authenticator.Type(factor)]
    if not devices.is_known(request, user) and has_signed_in_before(user):
        details["new_device"] = True
        where = f"{details['device']}, địa chỉ mạng {devices.address_of(request)}"
        tell_holder(account=user, text=f"Đăng nhập từ thiết bị mới: {where}")
    record(Done.SIGN_IN, about=user, actor=of_request(request, user), details=details)


@receiver(user_logged_out, dispatch_uid="audit.signed_out")
def signed_out(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    if user is not None:
        record(Done.SIGN_OUT, about=user, actor=of_request(request, user))


@receiver(user_login_failed, dispatch_uid="audit.failed")
def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    details = {FACTOR: credentials[FACTOR]} if FACTOR in credentials else {}
    _tell(Done.SIGN_IN_FAILED, str(credentials.get(User.USERNAME_FIELD) or ""), request, details)


@receiver(user_locked_out, dispatch_uid="audit.locked_out")
def locked_out(sender: Any, request: HttpRequest, username: str | None = None, **_: Any) -> None:
    name = str(username or "")
    account = _account(name)
    with transaction.atomic():
        if account is not None and not was_locked_lately(account):
            tell_locked_out(account=account, address=devices.address_of(request))
        _tell(Done.LOCKED_OUT, name, request, {})


@receiver(factors.authentication_failed, dispatch_uid="sign_in.factor_failed")
def factor_failed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A wrong second factor counts as a wrong password does."""
    given = {User.USERNAME_FIELD: user.get_username(), FACTOR: _factor(authenticator)}
    user_login_failed.send(sender, credentials=given, request=request)


@receiver(factors.authenticator_added, dispatch_uid="sign_in.factor_added")
def factor_added(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    tell_holder(account=user, text=f"Đã thêm yếu tố xác thực thứ hai: {_factor(authenticator)}")


@receiver(factors.authenticator_removed, dispatch_uid="sign_in.factor_removed")
def factor_removed(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    tell_holder(account=user, text=f"Đã gỡ yếu tố xác thực thứ hai: {_factor(authenticator)}")
    if not rule.has_factor(user):
        rule.forget_shown(request)


@receiver(factors.authenticator_used, dispatch_uid="sign_in.factor_used")
def factor_used(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, reauthenticated: bool, **_: Any
) -> None:
    """Used to sign in, the entry of the sign-in tells of it; this tells of one that confirms who is signed in."""
    if reauthenticated:
        details = {"what": "xác nhận lại", FACTOR: _factor(authenticator)}
        record(Done.SIGN_IN, about=user, actor=of_request(request, user), details=details)


@receiver(password_changed, dispatch_uid="sign_in.password_changed")
def own_password_changed(sender: Any, user: User, **_: Any) -> None:
    tell_holder(account=user, text=f"Đã đổi mật khẩu của tài khoản: {user.username}")


def _factor(authenticator: Authenticator) -> str:
    return rule.NAMES[Authenticator.Type(authenticator.type)]


def _account(name: str) -> User | None:
    typed = name.replace("\0", "").encode("utf-8", "replace").decode()[:150]
    return User.objects.filter(username=typed).select_related("unit").first() if typed else None


def _tell(action: Done, name: str, request: HttpRequest | None, details: dict[str, Any]) -> None:
    account = _account(name)
    if account is not None:
        record(action, about=account, actor=of_request(request), details=details)
    else:
        told = salted_hmac("units.sign_ins", name.encode("utf-8", "replace")).hexdigest()[:8]
        record(action, actor=of_request(request), label=f"{UNKNOWN} ({told})", details=details)
