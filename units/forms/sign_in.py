"""Signing in: the password, then the code."""

import json
import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm, PasswordVerificationMixin
from allauth.account.forms import ReauthenticateForm as ReauthenticateByPasswordForm
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.cache import cache
from django.core.exceptions import ValidationError

from units.models import User
from units.sign_in.adapters import TOO_MANY, WRONG_CODE

LONGEST_NAME = 150
LONGEST_KEY_NAME = 60
WRONG_KEY = "Không đọc được trả lời của khóa. Bạn hãy thử lại."
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
"""What the libraries raise at an answer that no key gives."""
SECONDS_SPENT = 120
"""A code of an app is taken for a minute and a half, and once."""


class SignInForm(AuthenticationForm):
    """A name that no account can have is not even tried: what keeps failed tries has no room for it."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise self.get_invalid_login_error()
        return super().clean()


class _Plain:
    """Stands first among the bases of a form of allauth: the template labels its fields, so none labels itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class _Counted(_Plain):
    """Stands first among the bases of a form that asks for a code: locked out is locked out here too."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        request, credentials = context.request, {User.USERNAME_FIELD: self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(TOO_MANY)
        code: str = super().clean_code()  # type: ignore[misc]
        spent = f"sign_in.code.{self.user.pk}.{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(spent, True, SECONDS_SPENT):
            raise ValidationError(WRONG_CODE)
        return code


class SecondStepForm(_Counted, AuthenticateForm):
    """After the password: a code of the app, or a recovery code."""


class ConfirmForm(_Counted, ReauthenticateForm):
    """The same, of who is signed in, before something that weighs."""


class AddAppForm(_Plain, ActivateTOTPForm):
    """The first code of a new app."""


class ConfirmPasswordForm(_Plain, ReauthenticateByPasswordForm):
    """The password again, of who has no factor."""


class NewPasswordForm(_Plain, ChangePasswordForm):
    """The password in use, and the new one twice."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super(PasswordVerificationMixin, self).clean()
        if given.get("password1") and given["password1"] != given.get("password2", ""):
            self.add_error("password2", "Hai lần nhập mật khẩu mới không giống nhau.")
        return given


class UnlockForm(forms.Form):
    """Which lock-out ends: of a name, from an address."""

    username = forms.CharField(max_length=LONGEST_NAME)
    address = forms.GenericIPAddressField()


class UnlockUnknownForm(forms.Form):
    """Which lock-out of a name that is no account's ends: by one of its failures, the name is not repeated."""

    attempt = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class AddKeyForm(AddWebAuthnForm):
    """A new security key and what its holder calls it."""

    name = forms.CharField(required=False, max_length=LONGEST_KEY_NAME)

    def clean(self) -> dict[str, Any]:
        if "\\u0000" in json.dumps(self.cleaned_data.get("credential")):
            raise ValidationError(WRONG_KEY)
        try:
            return super().clean()
        except UNREADABLE as error:
            raise ValidationError(WRONG_KEY) from error


class _Readable:
    """Stands first among the bases of a form that takes a key's answer."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE as error:
            raise ValidationError(WRONG_KEY) from error


class SecondStepKeyForm(_Readable, AuthenticateWebAuthnForm):
    """After the password: the answer of a key."""


class ConfirmKeyForm(_Readable, ReauthenticateWebAuthnForm):
    """The same, of who is signed in, before something that weighs."""
