"""What the log must never hold, and how other values are written in it."""

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import BinaryField, Field

from core.text import fold

HIDDEN = "(không ghi)"
LONGEST = 10_000
"""Characters of a text; of a longer one the beginning and the checksum are kept."""
MOST_ITEMS = 200
_NAME = re.compile(
    r"passw|mat[ _-]?khau|secret|token|session|cookie|credential|authoriz|csrf|otp|recovery"
    r"|(api|private)[ _-]?key|(^|_)(seed|salt|pin|key)($|_)",
    re.IGNORECASE,
)
_HARMLESS = {"translation_key"}


def is_secret(name: str) -> bool:
    """Whether a field or a key of this name holds what nobody may read."""
    return name not in _HARMLESS and _NAME.search(fold(name)) is not None


def is_secret_field(field: Field) -> bool:
    return is_secret(field.name) or isinstance(field, BinaryField)


def shown(value: Any, depth: int = 0) -> Any:
    """The value as JSON can hold it: secrets hidden, long texts and lists cut."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else str(value)
    if isinstance(value, Mapping):
        return {readable(name, 100): _item(str(name), found, depth) for name, found in _first(value.items())}
    if isinstance(value, list | tuple | set | frozenset):
        return [shown(item, depth + 1) if depth < 20 else HIDDEN for item in _first(value)]
    return _text(value)


def _item(name: str, value: Any, depth: int) -> Any:
    """A pair [before, after] of a secret stays a pair."""
    if not is_secret(name):
        return shown(value, depth + 1) if depth < 20 else HIDDEN
    if isinstance(value, list):
        return [None if one is None else HIDDEN for one in value]
    return HIDDEN


def _first(values: Any) -> list[Any]:
    return list(values)[:MOST_ITEMS]


def _text(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return HIDDEN
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    text = readable(str(value), None)
    if len(text) <= LONGEST or isinstance(value, uuid.UUID):
        return text
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return {"start": text[:LONGEST], "length": len(text), "sha256": checksum}


def readable(text: Any, longest: int | None) -> str:
    """Text that every database takes: no NUL, no half characters, not too long."""
    clean = str(text).replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    return clean[:longest]
