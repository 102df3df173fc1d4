"""One object a file, one line a row. "Not reported" is null."""

import datetime as dt
import json
from typing import Any, BinaryIO

from core import clock
from datasets.selectors.tables import Table


def write(table: Table, out: BinaryIO) -> None:
    """{"release", "date", "published_at", "items": [{column: value}]}."""
    out.write(_text(_head(table))[:-1] + b', "items": [')
    names = [column.name for column in table.columns]
    out.writelines(
        (b",\n" if number else b"\n") + _text(dict(zip(names, row.cells(), strict=True)))
        for number, row in enumerate(table.rows())
    )
    out.write(b"\n]}\n")


def _head(table: Table) -> dict[str, Any]:
    release, published = table.release, table.release.published_at
    at = published.astimezone(clock.ZONE).isoformat() if published else None
    return {"release": release.number, "date": release.date, "published_at": at}


def _text(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=dt.date.isoformat).encode()
