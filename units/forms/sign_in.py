"""Signing in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm

LONGEST_NAME = 150


class SignInForm(AuthenticationForm):
    """A name that no account can have is not even tried: what keeps failed tries has no room for it."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise self.get_invalid_login_error()
        return super().clean()
