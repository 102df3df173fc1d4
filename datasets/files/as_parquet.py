"""Apache Parquet, a group of rows at a time. "Not reported" is null; the schema carries what the columns mean."""

from typing import Any, BinaryIO

from core.batches import batches
from datasets.selectors.tables import Column, Table

ROWS_A_GROUP = 20_000


def write(table: Table, out: BinaryIO) -> None:
    """Columns of dates, texts, 32-bit integers and booleans; the release stands in the file's metadata."""
    from pyarrow import parquet

    schema = _schema(table)
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for rows in batches(table.rows(), ROWS_A_GROUP):
            writer.write_batch(_group([row.cells() for row in rows], schema))


def _schema(table: Table) -> Any:
    import pyarrow

    kinds = {
        "date": pyarrow.date32(),
        "string": pyarrow.string(),
        "integer": pyarrow.int32(),
        "boolean": pyarrow.bool_(),
    }
    fields = [pyarrow.field(one.name, kinds[one.type], metadata=_meaning(one)) for one in table.columns]
    return pyarrow.schema(fields, metadata={"release": str(table.release.number)})


def _meaning(column: Column) -> dict[str, str]:
    return {"title": column.title, "description": column.description}


def _group(rows: list[list[Any]], schema: Any) -> Any:
    import pyarrow

    columns = zip(*rows, strict=True)
    arrays = [pyarrow.array(cells, type=field.type) for cells, field in zip(columns, schema, strict=True)]
    return pyarrow.record_batch(arrays, schema=schema)
