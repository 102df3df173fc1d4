"""Contacts as a file that every phone reads: vCard 3.0 (RFC 2426)."""

from collections.abc import Iterable
from dataclasses import dataclass

from home.phones import Phone

LONGEST_LINE = 75


@dataclass(frozen=True)
class Card:
    """One contact; a card without a number is left out of the file."""

    name: str
    organisation: str
    numbers: tuple[Phone, ...]
    note: str = ""


EMERGENCY = Card("Cấp cứu y tế 115", "", (Phone("115", "tel:115"),), "24 giờ mỗi ngày, miễn phí")


def cards(contacts: Iterable[Card]) -> str:
    """The file's text; lines end in CR LF and are folded at 75 bytes."""
    lines = [line for card in contacts if card.numbers for line in _lines(card)]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(card: Card) -> list[str]:
    name = _escaped(card.name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:;{name};;;", f"FN:{name}"]
    lines += [f"ORG:{_escaped(card.organisation)}"] if card.organisation else []
    lines += [f"TEL;TYPE=WORK,VOICE:{number.uri.removeprefix('tel:')}" for number in card.numbers]
    lines += [f"NOTE:{_escaped(card.note)}"] if card.note else []
    return [*lines, "END:VCARD"]


def _escaped(text: str) -> str:
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A long line goes on after CR LF and a blank; a character's bytes are never parted."""
    parts: list[str] = []
    part = ""
    for character in line:
        if len((part + character).encode()) > LONGEST_LINE - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
