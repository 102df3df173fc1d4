"""Telephone numbers as offices write them, and the `tel:` addresses that a phone can call."""

import re
from dataclasses import dataclass

SHORTEST, LONGEST = 3, 15
_BETWEEN = re.compile(r"\s*(?:[;,/]|\bhoặc\b)\s*|\s+[-–—]\s+(?=[0-9+(])")
_WRITTEN = re.compile(r"[0-9+(). \u00a0-]+")


@dataclass(frozen=True)
class Phone:
    """A number as written, and the address that calls it; empty where it is certainly no number."""

    shown: str
    uri: str


def phones(text: str) -> tuple[Phone, ...]:
    """The numbers in a field that may hold several: "0238 384 1234; 115"."""
    parts = (part.strip() for part in _BETWEEN.split(text or ""))
    return tuple(Phone(part, uri(part)) for part in parts if part)


def uri(written: str) -> str:
    """ "0238 384 1234" → "tel:+842383841234"; "115" and "1900 9095" are dialled as they are.

    What begins with two zeros is dialled as written too: it may already be an international call.
    """
    if not _WRITTEN.fullmatch(written):
        return ""
    digits = re.sub(r"[^0-9]", "", written.replace("(0)", "") if written.strip().startswith("+") else written)
    if not SHORTEST <= len(digits) <= LONGEST:
        return ""
    if written.strip().startswith("+"):
        return f"tel:+{digits}"
    domestic = digits.startswith("0") and not digits.startswith("00") and len(digits) > SHORTEST
    return f"tel:+84{digits[1:]}" if domestic else f"tel:{digits}"
