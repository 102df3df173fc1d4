"""What the decree on the form of documents says of a directive's draft, above the editor's form."""

from typing import Any

from django import template

from directives.form_rules import remarks
from directives.models import DirectivePage

register = template.Library()


@register.inclusion_tag("directives/admin/form_remarks.html")
def form_remarks(page: Any) -> dict[str, Any]:
    """Of the draft that the form holds. Pages of other kinds have none."""
    return _told(page)


@register.inclusion_tag("directives/admin/form_remarks_anew.html")
def form_remarks_anew(page: Any, begun: bool) -> dict[str, Any]:
    """Of the draft as it was just stored, for a form that stays open; `begun`: one that was empty until now."""
    return _told(page) | {"begun": begun}


def _told(page: Any) -> dict[str, Any]:
    applies = isinstance(page, DirectivePage)
    return {"applies": applies, "remarks": remarks(page) if applies else []}
