"""The fields of a page or record by the names and labels of its form: what a reviewer reads and remarks on."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import FieldComparison
from wagtail.models import Page

from core.geo import PointField, coordinates
from core.templatetags.portal import moment, vn_date
from units.models.reviewed import Reviewed

ADDED = '<span class="addition">{}</span>'
REMOVED = '<span class="deletion">{}</span>'


@dataclass(frozen=True)
class Field:
    """One field, or one list of parts, compared with what it was before: `name` is that of the model."""

    name: str
    label: str
    comparison: Any

    @cached_property
    def changed(self) -> bool:
        return bool(self.comparison.has_changed())

    @cached_property
    def html(self) -> SafeString:
        """What it says; where it differs, what was taken away and what was added."""
        return _shown(self.comparison)


def fields_of(
    record: Page | Reviewed, *, before: Page | Reviewed | None = None, request: HttpRequest | None = None
) -> list[Field]:
    """The fields of the form of `record`, in its order; compared with those of `before` if it is given."""
    panel = record.get_edit_handler().get_bound_panel(instance=record, request=request, form=None)
    compared = [compare(before or record, record) for compare in panel.get_comparison()]
    return [Field(_name(one), str(one.field_label()), one) for one in compared]


def _name(comparison: Any) -> str:
    field = comparison.field
    return str(field.related_name if comparison.is_child_relation else field.name)


def _shown(comparison: Any) -> SafeString:
    if comparison.is_child_relation:
        return format_html_join("", "{}", ((_part(part),) for part in comparison.get_child_comparisons()))
    if type(comparison) is FieldComparison or isinstance(comparison.field, ForeignKey | PointField):
        return _plain(comparison)
    return format_html("{}", comparison.htmldiff())


def _part(part: Any) -> SafeString:
    """One of a list of parts, field by field, without those that say nothing."""
    kind = "addition" if part.is_addition() else "deletion" if part.is_deletion() else ""
    labelled = ((str(one.field_label()), _shown(one)) for one in part.get_field_comparisons())
    lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", (line for line in labelled if line[1]))
    return format_html('<dl class="comparison__list comparison__child-object {}">{}</dl>', kind, lines)


def _plain(comparison: Any) -> SafeString:
    """A value that is no text, as an officer writes it; Wagtail would print Python's own."""
    before, after = (_written(comparison.field, value) for value in (comparison.val_a, comparison.val_b))
    if not comparison.has_changed():
        return format_html("{}", after)
    removed = format_html(REMOVED, before) if before else ""
    return format_html("{}{}", removed, format_html(ADDED, after) if after else "")


def _written(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, ForeignKey):
        return str(field.related_model._default_manager.filter(pk=value).first() or "")
    if isinstance(field, PointField):
        return (
            "vĩ độ {1:.6f}, kinh độ {0:.6f}".format(*where).replace(".", ",") if (where := coordinates(value)) else ""
        )
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        return moment(value)
    return vn_date(value) if isinstance(value, dt.date) else str(value)
