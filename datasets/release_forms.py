"""What a publisher types."""

from django import forms

from units.forms.words import Words


class ExtraForm(forms.Form):
    """Why figures go out between two slots; readers see it."""

    reason = Words(
        label="Lý do công bố ngoài khung giờ",
        help_text="Người đọc thấy lý do này trên trang của bản công bố.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
