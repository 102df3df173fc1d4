"""Telephone numbers in what people type and in what offices write: one spelling of each, as dialled at home."""

import re
from collections.abc import Callable

from core.text import fold

EMERGENCY = frozenset({"111", "112", "113", "114", "115"})
"""The country's emergency numbers: who types one wants whom to call, not a document of that number."""
_NO_DATE = r"(?![0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)[0-9]{2}\b)"
LONG = re.compile(
    rf"(?<![0-9+])(?:{_NO_DATE}(?:(?:\+|00)?84(?:[ .]?\(0\))?|0)(?:[ .()-]{{0,2}}[0-9]){{9,10}}"
    r"|1[89]00(?:[ .-]?[0-9]){4,6})(?![0-9])"
)
"""Ten or eleven digits at home, nine or ten after the country's code, or a number at one price for everyone."""
SHORT = re.compile(r"[0-9]{3,6}")
CALLING = frozenset({
    "goi", "den", "cho", "so", "dien", "thoai", "sdt", "dt", "tel", "hotline", "phone", "tong", "dai", "duong",
    "day", "nong", "cap", "cuu", "y", "te", "la", "cua", "ai", "khi", "nao", "gi", "khan", "lien", "he", "may",
})  # fmt: skip
"""What people say around a short number that they want to call."""
_BETWEEN = re.compile(r"[;,/]|\bhoac\b")


def phone_in(text: str) -> str:
    """The first number to be called, as "02380000003" or "115"; empty where none is meant."""
    folded = fold(text)
    if found := LONG.search(folded):
        return at_home(found[0])
    digits, others = re.findall(r"[0-9]+", folded), set(re.findall(r"[^\W\d_]+", folded))
    short = len(digits) == 1 and bool(SHORT.fullmatch(digits[0])) and others <= CALLING
    return digits[0] if short and re.fullmatch(r"[\w\s?!.,:]*", folded) else ""


def in_one_piece(text: str) -> str:
    """A folded text whose long numbers are one word each, so that they are found however they are grouped."""
    return _replaced(fold(text), at_home)


def numbers(written: str) -> list[str]:
    """All numbers of a field that may hold several: "0238 000 0005; 115"."""
    parts = (at_home(part) for part in _BETWEEN.split(fold(written)))
    return [part for part in parts if part]


def at_home(written: str) -> str:
    """ "+84 (0)238.000.0003" → "02380000003"."""
    digits = re.sub("[^0-9]", "", written.replace("(0)", ""))
    abroad = re.fullmatch(r"(?:00)?84([0-9]{9,10})", digits)
    return f"0{abroad[1]}" if abroad else digits


def _replaced(text: str, change: Callable[[str], str]) -> str:
    return LONG.sub(lambda found: f" {change(found[0])} ", text)
