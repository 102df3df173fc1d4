"""Text that is typed in: stored composed, whichever way the keyboard writes Vietnamese."""

from typing import Any

from django import forms

from core.text import nfc


class Words(forms.CharField):
    """In NFC, so that the longest that is allowed is counted as it is read. NUL is refused, as by any text field."""

    def to_python(self, value: Any) -> str:
        return composed(super().to_python(value) or "")


def composed(text: str) -> str:
    """NFC; a NUL stays one, for whoever refuses it."""
    return "\0".join(nfc(part) for part in text.split("\0"))
