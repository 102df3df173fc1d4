"""The reviewer's remarks in the form of the draft's own unit: at each field, and as a list with links above it."""

from typing import Any

from django import template
from wagtail.models import WorkflowMixin

from units.selectors.fields import fields_of
from units.selectors.returned import Asked, asked_of

register = template.Library()


@register.inclusion_tag("units/admin/remark.html")
def remark_at(panel: Any) -> dict[str, str]:
    """What was said of the field, or of the list of parts, that a panel of the form shows."""
    name = getattr(panel.panel, "field_name", "") or getattr(panel.panel, "relation_name", "")
    asked = _asked(panel.instance)
    return {"name": name, "text": asked.remarks.get(name, "") if asked else ""}


@register.inclusion_tag("units/admin/asked.html")
def asked_for(instance: Any) -> dict[str, Any]:
    """The reason of the last return and its remarks, [(field's name, label, words)], as links to the fields."""
    asked = _asked(instance)
    if asked is None:
        return {"asked": None}
    labels = {field.name: field.label for field in fields_of(instance)} if asked.remarks else {}
    return {"asked": asked, "remarks": [(name, labels.get(name, name), said) for name, said in asked.remarks.items()]}


def _asked(instance: Any) -> Asked | None:
    """Asked once a form: each of its panels holds the same record."""
    if not isinstance(instance, WorkflowMixin) or instance.pk is None:
        return None
    if "_asked" not in instance.__dict__:
        instance.__dict__["_asked"] = asked_of(instance)
    return instance.__dict__["_asked"]
