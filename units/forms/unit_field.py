"""A unit by its abbreviation: a province has more of them than a list to choose from can hold."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from units.models import OrganisationalUnit
from units.selectors.organisations import working_units

NO_UNIT = "Không có đơn vị nào khác đang hoạt động có tên viết tắt này."
EXAMPLE = "Tên viết tắt, ví dụ ttyt-vinh; có trong danh sách đơn vị."


class UnitInput(forms.TextInput):
    """Offers the units of today while one types, without a script; shows the one that is set by its abbreviation."""

    def format_value(self, value: Any) -> Any:
        """What the record holds is an id, what was typed an abbreviation."""
        if isinstance(value, int):
            return OrganisationalUnit.objects.filter(pk=value).values_list("abbreviation", flat=True).first()
        return super().format_value(value)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        offered = f"{name}-cac-don-vi"
        field = super().render(name, value, {**(attrs or {}), "list": offered, "autocomplete": "off"}, renderer)
        units = working_units().order_by("abbreviation").values_list("abbreviation", "name")
        options = format_html_join("", '<option value="{}">{}</option>', units)
        return format_html('{}<datalist id="{}">{}</datalist>', field, offered, options)


class UnitField(forms.ModelChoiceField):
    """Asks for an abbreviation. `queryset`: the units that may be named; by itself none."""

    widget = forms.TextInput

    def __init__(self, label: str, **kwargs: Any) -> None:
        asked = {"to_field_name": "abbreviation", "help_text": EXAMPLE, "error_messages": {"invalid_choice": NO_UNIT}}
        super().__init__(OrganisationalUnit.objects.none(), label=label, **asked | kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().lower() if isinstance(value, str) else value)
