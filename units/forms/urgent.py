"""What is asked when something is published at once, and when that is reviewed. What is allowed, the actions say."""

from django import forms

from units.forms.words import Words

LONGEST = 1000
MOST_DIGITS = 9


class AtOnceForm(forms.Form):
    """`seen`: the draft that was shown, so that no other is published."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**MOST_DIGITS)
    reason = Words(label="Lý do phải công bố ngay", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class LaterReviewForm(forms.Form):
    note = Words(label="Ý kiến khi xem lại", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
