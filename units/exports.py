"""Lists of the admin as CSV or XLSX, by django-import-export. What a spreadsheet would run as a formula is text."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.resources import ModelResource
from tablib import Dataset

FORMATS = {"csv": base_formats.CSV, "xlsx": base_formats.XLSX}
MOST_ROWS = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, quoted; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


class ScopedResource(ModelResource):
    """A list's columns. Its caller passes the queryset; the whole table is never exported by default."""

    def export_field(self, field: Field, instance: Any, **kwargs: Any) -> Any:
        return harmless(super().export_field(field, instance, **kwargs))

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().none()

    def get_export_headers(self, selected_fields: Iterable[str] | None = None) -> list[Any]:
        return [harmless(header) for header in super().get_export_headers(selected_fields=selected_fields)]


def spreadsheet(resource: type[ScopedResource], records: QuerySet[Any], kind: str) -> HttpResponse:
    """The records as a file of `kind` ("csv" or "xlsx"), all in memory: the caller refuses more than `MOST_ROWS`."""
    return file_of(resource().export(records), kind, str(resource._meta.model._meta.model_name))


def file_of(table: Dataset, kind: str, name: str) -> HttpResponse:
    """A table, whose cells are harmless already, as a file to keep."""
    file_format = FORMATS[kind]()
    data = file_format.export_data(table)
    if isinstance(data, str):
        data = data.encode("utf-8-sig")  # Excel reads UTF-8 only with the mark
    response = HttpResponse(data, content_type=file_format.get_content_type())
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format.get_extension()}"'
    return response
