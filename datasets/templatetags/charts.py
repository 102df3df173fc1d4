"""What the templates of charts need: cells of their tables and addresses that quote the release."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import template
from django.urls import reverse

from core.absent import why_absent
from core.templatetags.portal import decimal, number, percent
from datasets.selectors.releases import ReleaseLine

register = template.Library()

NEWEST_SHOWN = 10
FORMS = {"number": number, "decimal": decimal, "percent": percent}


class Cell(NamedTuple):
    """`known`: it is a figure, not words in its place."""

    words: str
    known: bool


@register.filter
def cells(row: Mapping[str, Any], columns: Sequence[Mapping[str, str]]) -> Iterator[Cell]:
    """The values of a chart's row as they are written, or why they are not there."""
    for value, column in zip(row["values"], columns, strict=True):
        absent = why_absent(row.get("hidden", False), short=True)
        yield Cell(absent, known=False) if value is None else Cell(FORMS[column["form"]](value), known=True)


@register.simple_tag
def newest_rows(chart: Mapping[str, Any], whole: object) -> Sequence[Mapping[str, Any]]:
    """All rows of a chart over areas or on its own page (`whole`), else those of the newest days."""
    over_areas = bool(chart["rows"]) and "code" in chart["rows"][0]
    return chart["rows"] if whole or over_areas else chart["rows"][:NEWEST_SHOWN]


@register.simple_tag
def chart_address(chart: Mapping[str, Any], area: str, release: ReleaseLine) -> dict[str, str]:
    """{"page", "embed", "csv", "png", "svg"} of the chart in this very release."""
    asked = f"?xem-truoc={release.preview}" if release.preview else f"?ban={release.number}"
    names = {"page": "chart", "embed": "chart_embed", "csv": "chart_csv", "png": "chart_png", "svg": "chart_svg"}
    return {form: reverse(name, args=[chart["slug"], area]) + asked for form, name in names.items()}
