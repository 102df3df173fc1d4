"""What a reviewer may write beside each field of a draft."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from units.forms.words import Words, composed
from units.models.remarks import LONGEST_REMARK
from units.selectors.fields import Field

PREFIX = "y_kien-"
"""What the name of a remark's own input starts with; the rest is the field's."""


class RemarksForm(forms.Form):
    """An input a field; none need be filled in."""

    def __init__(self, fields: list[Field], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.remarked = fields
        for field in fields:
            self.fields[PREFIX + field.name] = Words(
                label=f"Ý kiến về {field.label}",
                max_length=LONGEST_REMARK,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> Iterator[tuple[Field, forms.BoundField]]:
        return ((field, self[PREFIX + field.name]) for field in self.remarked)


def remarks_in(data: Mapping[str, Any]) -> dict[str, str]:
    """{name of a field: what was written}, of a request's data; names that no draft has are not left out."""
    return {name.removeprefix(PREFIX): composed(str(data[name])) for name in data if name.startswith(PREFIX)}
