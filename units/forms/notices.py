"""Which notice was read."""

from django import forms


class ReadForm(forms.Form):
    notice = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
