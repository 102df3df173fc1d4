"""What the API's lists share: dates, cursors and pages of the shape {"items": […], "next": URL or null}."""

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from core.problems import Refused

Key = tuple[int | str, ...]
Limit = Annotated[int, Query(ge=1, le=5_000, description="Số mục mỗi trang")]
Cursor = Annotated[str | None, Query(max_length=500, description="Lấy từ địa chỉ “next” của trang trước")]
_LARGEST = 2**31 - 1


def _iso_date(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_parsing", "not an ISO date")
    return value


IsoDate = Annotated[dt.date, BeforeValidator(_iso_date)]
"""Only `2021-10-08`: Pydantic alone would take a bare number for seconds since 1970."""


def encode(key: Key) -> str:
    """A key of the last item shown, as an opaque word for an address."""
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def decode(cursor: str, types: Sequence[type]) -> Key:
    """The key behind a cursor; raises `Refused` unless it has these types."""
    try:
        key = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or [type(part) for part in key] != list(types) or not all(map(_storable, key)):
        raise Refused("Tham số “cursor” không hợp lệ; hãy dùng nguyên địa chỉ “next” của trang trước.")
    return tuple(key)


def after(fields: Sequence[str], key: Key) -> Q:
    """Rows whose `fields` come after `key` in the order of those fields."""
    condition, same = Q(), Q()
    for field, value in zip(fields, key, strict=True):
        condition |= same & Q(**{f"{field}__gt": value})
        same &= Q(**{field: value})
    return condition


def next_url(request: HttpRequest, key: Key, **pinned: Any) -> str:
    """The same address, continued after `key`; `pinned` parameters are written into it."""
    query = request.GET.copy()
    query["cursor"] = encode(key)
    for name, value in pinned.items():
        query[name] = str(value)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _storable(part: int | str) -> bool:
    return "\0" not in part if isinstance(part, str) else abs(part) <= _LARGEST
