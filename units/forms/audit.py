"""What may be asked of the log."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from units.models.audit import Done
from units.selectors.audit import model_name
from units.traced import followed


class AuditForm(forms.Form):
    """All optional. Whoever types nonsense is told so; a bad link is no error."""

    from_date = forms.DateField(label="Từ ngày", required=False, widget=AdminDateInput)
    to_date = forms.DateField(label="Đến ngày", required=False, widget=AdminDateInput)
    unit = forms.CharField(label="Đơn vị", required=False, max_length=80, help_text="Tên viết tắt, ví dụ cdc")
    person = forms.CharField(label="Người thực hiện", required=False, max_length=150)
    action = forms.ChoiceField(label="Thao tác", required=False, choices=[("", "tất cả"), *Done.choices])
    model = forms.ChoiceField(label="Loại đối tượng", required=False)
    object_id = forms.CharField(label="Mã đối tượng", required=False, max_length=100)
    words = forms.CharField(label="Có chữ", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {model._meta.label: model_name(model._meta.label) for model in followed()}
        names |= {label: model_name(label) for label in SUMMED_UP}
        choices = sorted(((label, name.capitalize()) for label, name in names.items()), key=lambda pair: pair[1])
        self.fields["model"].choices = [("", "tất cả"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        first, last = asked.get("from_date"), asked.get("to_date")
        if first and last and first > last:
            raise forms.ValidationError("Ngày đầu sau ngày cuối.")
        return asked


SUMMED_UP = ("datasets.Release",)
"""Models that only actions tell of."""
