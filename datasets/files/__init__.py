"""Tables as files, written row by row: the same table gives the same bytes, today and in ten years."""

from collections.abc import Callable
from typing import BinaryIO, NamedTuple

from datasets.files import as_csv, as_json, as_parquet, as_xlsx
from datasets.selectors.tables import Table

__all__ = ["FORMS", "Form"]


class Form(NamedTuple):
    """`write` puts a table into an open, seekable file."""

    name: str
    media_type: str
    use: str
    write: Callable[[Table, BinaryIO], None]


FORMS = {
    "csv": Form("CSV", "text/csv; charset=utf-8", "mọi chương trình bảng tính và thống kê", as_csv.write),
    "xlsx": Form(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "bảng tính", as_xlsx.write
    ),
    "json": Form("JSON", "application/json", "lập trình", as_json.write),
    "parquet": Form("Parquet", "application/vnd.apache.parquet", "phân tích dữ liệu lớn", as_parquet.write),
}
"""By what a file's name ends in."""
