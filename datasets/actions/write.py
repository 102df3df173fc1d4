"""Writing versions of values: close what changes, insert what is new, share what is the same."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from datasets.models import OPEN, BlockSum, Fact

KEY = ("indicator_id", "area_id", "day", "slot")
Key = tuple[int, int, int, int]
Cells = Mapping[Key, int | None]
"""{(indicator id, area id, day, slot): value}; None takes a value back ("not reported")."""

IN_LIMIT = 500


def write(model: type[Fact] | type[BlockSum], release: int, cells: Cells) -> dict[Key, int]:
    """Store the cells as of `release`; returns {key: difference} of those that changed.

    Raw executemany: bulk_create and single updates are several times slower.
    """
    old = open_values(model, cells)
    changed = {key: value for key, value in sorted(cells.items()) if value != old.get(key)}
    table, where = model._meta.db_table, " AND ".join(f"{column} = %s" for column in KEY)
    close = f"UPDATE {table} SET to_release = %s WHERE {where} AND to_release = {OPEN}"
    columns = ", ".join((*KEY, "value", "from_release", "to_release"))
    insert = f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    with connection.cursor() as cursor:
        _many(cursor, close, [(release, *key) for key in changed if key in old])
        _many(cursor, insert, [(*k, v, release, OPEN) for k, v in changed.items() if v is not None])
    return {key: (value or 0) - old.get(key, 0) for key, value in changed.items()}


def open_values(model: type[Fact] | type[BlockSum], cells: Cells) -> dict[Key, int]:
    """The newest values of the cells, staged ones included."""
    if not cells:
        return {}
    indicators, areas, days, slots = (set(column) for column in zip(*cells, strict=True))
    rows = model.objects.filter(indicator__in=indicators, day__in=days, slot__in=slots, to_release=OPEN).values_list(
        *KEY, "value"
    )
    if len(areas) <= IN_LIMIT:
        rows = rows.filter(area__in=areas)
    return {(i, a, d, s): value for i, a, d, s, value in rows.iterator(chunk_size=10_000)}


def _many(cursor: Any, statement: str, rows: list[tuple]) -> None:
    if rows:
        cursor.executemany(statement, rows)
